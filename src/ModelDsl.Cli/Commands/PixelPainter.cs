using ModelDsl.Cli.Output;
using ModelDsl.Runtime;
using ModelDsl.Training;

namespace ModelDsl.Cli.Commands;

/// <summary>Tells the classes of images' pixels, and paints them over the images.</summary>
internal sealed class PixelPainter
{
    private const double Opacity = 0.5;
    private const string Extension = ".png";

    private static readonly StringComparer NameComparer = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    private readonly Segmenter segmenter;
    private readonly ClassColours colours;
    private readonly string[]? labels;
    private readonly bool isSingle;
    private readonly string? output;

    /// <param name="segmenter">What tells them.</param>
    /// <param name="palette">A mask whose palette has the colours; null for the standard ones.</param>
    /// <param name="labels">The names of the classes; null where they are not known.</param>
    /// <param name="isSingle">Whether there is one image.</param>
    /// <param name="output">The file of its picture, or the folder for those of several; null for no picture.</param>
    public PixelPainter(Segmenter segmenter, string? palette, string[]? labels, bool isSingle, string? output)
    {
        (this.segmenter, this.labels, this.isSingle, this.output) = (segmenter, labels, isSingle, output);
        if (labels is not null && labels.Length != segmenter.Classes) throw new UserException($"--labels: {labels.Length} names for a model of {segmenter.Classes} classes");
        if (palette is not null && output is null) throw new UserException("--palette: says the colours of a picture; name its file with --out");
        colours = palette is null ? ClassColours.Standard : MaskFile.Palette(palette);
    }

    /// <summary>Refuses places for pictures that would cost an image or another picture, or whose names promise another format.</summary>
    /// <param name="images">The files of the images.</param>
    /// <param name="output">As for the constructor.</param>
    /// <exception cref="UserException">A picture cannot go there.</exception>
    public static void CheckPlaces(IReadOnlyList<string> images, string output)
    {
        if (images.Count == 1 && !FilePlace.TakesWhatIsWritten(output) && !Path.GetExtension(output).Equals(Extension, StringComparison.OrdinalIgnoreCase))
            throw new UserException($"--out: {output}: {(Directory.Exists(output) ? $"is a folder; for one image name a file that ends in {Extension}" : $"the picture is a PNG; choose a name that ends in {Extension}")}");
        if (images.Count > 1 && File.Exists(output)) throw new UserException($"--out: {output}: is a file; name a folder for the pictures of {images.Count} images");
        var sources = new Dictionary<string, string>(NameComparer);
        foreach (var image in images) sources.TryAdd(Place(image), image);
        var pictures = new Dictionary<string, string>(NameComparer);
        foreach (var image in sources.Values)
        {
            var path = PictureOf(image, images.Count == 1, output);
            if (sources.TryGetValue(Place(path), out var source)) throw new UserException($"--out: {path}: would replace the image {source}; choose another {(images.Count == 1 ? "file" : "folder")}");
            if (!pictures.TryAdd(Place(path), image)) throw new UserException($"--out: {path}: would be the picture of {pictures[Place(path)]} and of {image}; run them one by one, each with a file to write");
        }
    }

    /// <summary>Looks at an image.</summary>
    /// <param name="file">Its file.</param>
    public ImageDocument Look(string file)
    {
        var image = ImageFile.Read(file);
        var map = segmenter.Scores(image).Best(image.Height, image.Width);
        var shares = map.Count().Index().Where(c => c.Item > 0).OrderByDescending(c => c.Item)
            .Select(c => new ShareDocument(c.Index, labels?[c.Index], c.Item, (double)c.Item / map.Values.Length, Hexadecimal(colours[c.Index])));
        return new ImageDocument(file, null, null, [.. shares], output is null ? null : Paint(file, image, map));
    }

    private string Paint(string file, RgbImage image, LabelMap map)
    {
        var path = PictureOf(file, isSingle, output!);
        return WrittenFile.Of($"--out: {path}", () =>
        {
            if (!isSingle) FilePlace.MakeFolder(output!);
            AtomicFile.Write(path, stream => stream.Write(PngWriter.Encode(colours.Over(image, map, Opacity))));
            return path;
        });
    }

    private static string PictureOf(string file, bool isSingle, string output) => isSingle ? output : Path.Combine(output, Path.ChangeExtension(Path.GetFileName(file), Extension));

    private static string Place(string path) => Path.GetFullPath(FilePlace.Final(path));

    private static string Hexadecimal((byte Red, byte Green, byte Blue) colour) => $"#{colour.Red:x2}{colour.Green:x2}{colour.Blue:x2}";
}
