using System.Globalization;
using System.Net;
using System.Text;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Output;

/// <summary>An image and what is said of it.</summary>
/// <param name="Image">The image.</param>
/// <param name="Caption">What the model says.</param>
/// <param name="Right">Whether that is right.</param>
internal sealed record Exhibit(RgbImage Image, string Caption, bool Right);

/// <summary>Shows small images side by side: in a terminal, and as a picture in a file.</summary>
internal static class Gallery
{
    private const int InRow = 5;

    // In characters; two pixels lie in one of them, one above the other.
    private const int CellWidth = 14;
    private const int CellHeight = 7;
    private const int CaptionWidth = 15;

    // From dark to light, for a pipe.
    private const string Ramp = " .:-=+*#%@";

    // In the picture.
    private const int Side = 112;
    private const int Gap = 16;
    private const int CaptionHeight = 28;

    /// <summary>Writes the images to a terminal: half blocks in colour, or letters where nobody looks on.</summary>
    public static void Write(Terminal terminal, IReadOnlyList<Exhibit> exhibits)
    {
        foreach (var row in exhibits.Chunk(InRow))
        {
            var images = row.Select(e => Resampling.Bicubic(e.Image, CellWidth, 2 * CellHeight)).ToArray();
            for (var line = 0; line < CellHeight; line++)
            {
                var text = new StringBuilder();
                foreach (var image in images)
                {
                    for (var x = 0; x < CellWidth; x++) Append(text, image, x, 2 * line, terminal.Interactive);
                    text.Append(terminal.Interactive ? "\e[0m " : " ");
                }
                terminal.WriteLine(text.ToString().TrimEnd());
            }
            terminal.WriteLine(string.Concat(row.Select(e => Fit($"{(e.Right ? '+' : 'x')} {e.Caption}"))).TrimEnd());
        }
    }

    /// <summary>Draws the images as SVG, those told right with a green caption, the others with a red one.</summary>
    public static string Draw(IReadOnlyList<Exhibit> exhibits)
    {
        var rows = (exhibits.Count + InRow - 1) / InRow;
        var (width, height) = (InRow * (Side + Gap) + Gap, rows * (Side + CaptionHeight + Gap) + Gap);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" font-size="12">""").Append('\n');
        svg.Append("""<rect width="100%" height="100%" fill="white"/>""").Append('\n');
        foreach (var (i, exhibit) in exhibits.Index())
        {
            var (x, y) = (Gap + i % InRow * (Side + Gap), Gap + i / InRow * (Side + CaptionHeight + Gap));
            var data = Convert.ToBase64String(PngWriter.Encode(exhibit.Image));
            svg.Append(CultureInfo.InvariantCulture, $"""<image x="{x}" y="{y}" width="{Side}" height="{Side}" style="image-rendering:pixelated" href="data:image/png;base64,{data}"/>""").Append('\n');
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{x + Side / 2}" y="{y + Side + 16}" text-anchor="middle" fill="{(exhibit.Right ? "#2ca02c" : "#d62728")}">{WebUtility.HtmlEncode(exhibit.Caption)}</text>""").Append('\n');
        }
        return svg.Append("</svg>\n").ToString();
    }

    private static void Append(StringBuilder text, RgbImage image, int x, int y, bool colour)
    {
        var upper = image.Pixels.AsSpan(3 * (y * image.Width + x), 3);
        var lower = image.Pixels.AsSpan(3 * ((y + 1) * image.Width + x), 3);
        if (colour)
        {
            text.Append(CultureInfo.InvariantCulture, $"\e[38;2;{upper[0]};{upper[1]};{upper[2]};48;2;{lower[0]};{lower[1]};{lower[2]}m▀");
            return;
        }
        var light = (upper[0] + upper[1] + upper[2] + lower[0] + lower[1] + lower[2]) / 6;
        text.Append(Ramp[light * (Ramp.Length - 1) / 255]);
    }

    private static string Fit(string caption) => (caption.Length < CaptionWidth ? caption : caption[..(CaptionWidth - 1)]).PadRight(CaptionWidth);
}
