using ModelDsl.Cli.Output;
using ModelDsl.Runtime;
using ModelDsl.Training;

namespace ModelDsl.Cli.Commands;

/// <summary>Tells the classes of images' pixels, and paints them over the images.</summary>
internal sealed class PixelPainter
{
    private const double Opacity = 0.5;

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
        var path = isSingle ? output! : Path.Combine(output!, Path.ChangeExtension(Path.GetFileName(file), ".png"));
        return WrittenFile.Of($"--out: {path}", () =>
        {
            if (!isSingle) Directory.CreateDirectory(output!);
            AtomicFile.Write(path, stream => stream.Write(PngWriter.Encode(colours.Over(image, map, Opacity))));
            return path;
        });
    }

    private static string Hexadecimal((byte Red, byte Green, byte Blue) colour) => $"#{colour.Red:x2}{colour.Green:x2}{colour.Blue:x2}";
}
