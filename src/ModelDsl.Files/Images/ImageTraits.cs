namespace ModelDsl.Runtime;

/// <summary>What an image file holds, beyond its pixels.</summary>
/// <param name="Format">JPEG, PNG, WebP, GIF or BMP.</param>
/// <param name="Width">Columns of the picture held upright.</param>
/// <param name="Height">Rows of the picture held upright.</param>
/// <param name="Colour">What its pixels are: colour, grey, palette or print colours (CMYK).</param>
/// <param name="Bits">Bits for each value.</param>
/// <param name="Pictures">How many pictures; several are an animation, of which the first is read.</param>
/// <param name="IsTurned">Whether a camera noted that it is to be turned or mirrored.</param>
public sealed record ImageTraits(string Format, int Width, int Height, string Colour, int Bits, int Pictures, bool IsTurned)
{
    /// <summary>The kind in words, such as <c>JPEG, colour</c> or <c>PNG, grey, 16 bits</c>.</summary>
    public string Kind => string.Join(", ", (string[])
    [
        Format, Colour, .. Bits > 8 ? [$"{Bits} bits"] : (string[])[], .. Pictures > 1 ? ["animated"] : (string[])[], .. IsTurned ? ["turned by EXIF"] : (string[])[],
    ]);
}

/// <summary>What the headers of image files say of their pixels.</summary>
internal static class ImageHeader
{
    private const string Colour = "colour";
    private const string Grey = "grey";
    private const string Palette = "palette";
    private const string Print = "print colours";

    /// <summary>Kind and bits of the values of a file that has been decoded.</summary>
    public static (string Colour, int Bits) ColourOf(ReadOnlySpan<byte> content) => content switch
    {
        [0x89, (byte)'P', ..] when content.Length > 25 => (content[25] switch { 0 or 4 => Grey, 3 => Palette, _ => Colour }, content[24]),
        [0xFF, 0xD8, ..] => JpegColour(content),
        [(byte)'G', (byte)'I', ..] => (Palette, 8),
        [(byte)'B', (byte)'M', ..] when content.Length > 28 => (content[28] <= 8 ? Palette : Colour, 8),
        _ => (Colour, 8),
    };

    /// <summary>The number of components in a JPEG's frame header, and its precision.</summary>
    private static (string, int) JpegColour(ReadOnlySpan<byte> content)
    {
        var at = 2;
        while (at + 9 < content.Length)
        {
            var (mark, marker) = (content[at], content[at + 1]);
            if (mark != 0xFF || marker is 0 or 0xFF)
            {
                at++;
                continue;
            }
            // The frame headers, without the three of that range that define tables and arithmetic coding.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC)) return (content[at + 9] switch { 1 => Grey, 4 => Print, _ => Colour }, content[at + 4]);
            at += 2 + ((content[at + 2] << 8) | content[at + 3]);
        }
        return (Colour, 8);
    }
}
