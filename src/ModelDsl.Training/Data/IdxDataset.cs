using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using ModelDsl.Runtime;

namespace ModelDsl.Training;

/// <summary>Grey images and labels in the IDX files of MNIST and Fashion-MNIST, plain or compressed by gzip, held in memory.</summary>
public sealed class IdxDataset : IImageDataset
{
    private const int ImagesMagic = 0x00000803;
    private const int LabelsMagic = 0x00000801;
    private const int MaxSide = 4096;

    // What one array can hold, and more than any of these data sets has.
    private const long MaxBytes = 1L << 30;

    private readonly byte[] pixels;
    private readonly byte[] labels;

    private IdxDataset(byte[] pixels, byte[] labels, int height, int width, IReadOnlyList<string> classes) =>
        (this.pixels, this.labels, Height, Width, Classes) = (pixels, labels, height, width, classes);

    /// <summary>Rows of each image.</summary>
    public int Height { get; }

    /// <summary>Columns of each image.</summary>
    public int Width { get; }

    /// <inheritdoc />
    public int Count => labels.Length;

    /// <inheritdoc />
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Reads both files.</summary>
    /// <param name="imagesFile">The images; decompressed where the name ends in .gz.</param>
    /// <param name="labelsFile">The labels.</param>
    /// <param name="classes">The names of the classes; null for the numbers from 0 to the highest label.</param>
    /// <exception cref="TrainingException">A file is missing, damaged, or not what it should be.</exception>
    public static IdxDataset Open(string imagesFile, string labelsFile, IReadOnlyList<string>? classes = null)
    {
        var (imageSizes, pixels) = Read(imagesFile, ImagesMagic, axes: 3);
        var (labelSizes, labels) = Read(labelsFile, LabelsMagic, axes: 1);
        if (imageSizes[0] != labelSizes[0])
            throw new TrainingException($"{labelsFile}: {labelSizes[0]} labels for the {imageSizes[0]} images of {imagesFile}");
        if (imageSizes[1] is <= 0 or > MaxSide || imageSizes[2] is <= 0 or > MaxSide)
            throw new TrainingException($"{imagesFile}: images of {imageSizes[2]}x{imageSizes[1]} pixels, expected sides of 1 to {MaxSide}");
        classes ??= [.. Enumerable.Range(0, labels.DefaultIfEmpty().Max() + 1).Select(label => label.ToString(CultureInfo.InvariantCulture))];
        var strange = Array.FindIndex(labels, label => label >= classes.Count);
        if (strange >= 0)
            throw new TrainingException($"{labelsFile}: label {labels[strange]} of image {strange}, expected 0 to {classes.Count - 1}");
        return new IdxDataset(pixels, labels, imageSizes[1], imageSizes[2], classes);
    }

    /// <inheritdoc />
    public int Label(int index) => labels[index];

    /// <inheritdoc />
    public RgbImage Read(int index)
    {
        var size = Height * Width;
        var grey = pixels.AsSpan(index * size, size);
        var rgb = new byte[3 * size];
        for (int i = 0, p = 0; i < grey.Length; i++, p += 3) rgb[p] = rgb[p + 1] = rgb[p + 2] = grey[i];
        return new RgbImage(Width, Height, rgb);
    }

    private static (int[] Sizes, byte[] Content) Read(string file, int magic, int axes)
    {
        try
        {
            using var bytes = File.OpenRead(file);
            using Stream stream = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
            var start = new byte[4];
            stream.ReadExactly(start);
            var found = BinaryPrimitives.ReadInt32BigEndian(start);
            if (found != magic) throw new TrainingException($"{file}: begins with 0x{found:x8}, expected 0x{magic:x8} of an IDX file of bytes with {axes} axes");
            var header = new byte[4 * axes];
            stream.ReadExactly(header);
            var sizes = Enumerable.Range(0, axes).Select(i => BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 * i))).ToArray();
            if (sizes.Any(s => s < 0) || sizes.Aggregate((Int128)1, (product, size) => product * size) is var length && length > MaxBytes)
                throw new TrainingException($"{file}: the sizes {string.Join(" x ", sizes)} are not those of a data set");
            var content = new byte[(int)length];
            stream.ReadExactly(content);
            if (stream.ReadByte() >= 0) throw new TrainingException($"{file}: continues after its {content.Length} values");
            return (sizes, content);
        }
        catch (EndOfStreamException e)
        {
            throw new TrainingException($"{file}: ends before its values do; copy or download it again", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new TrainingException($"{file}: cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
