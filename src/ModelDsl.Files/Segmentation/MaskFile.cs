using SkiaSharp;

namespace ModelDsl.Runtime;

/// <summary>
/// Masks in PNG files: a number for each pixel. In a file with a palette that is the index into it, as in the masks of PASCAL VOC
/// and ADE20K, and in a grey file of 8 bits its value; the colours play no part.
/// </summary>
public static class MaskFile
{
    private const int GreyBits = 8;

    /// <summary>Reads a mask.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ImageException">It cannot be read, is damaged, or no PNG file with a palette or grey values of 8 bits.</exception>
    public static LabelMap Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Decode(ImageFile.ReadBytes(path), path);
    }

    /// <summary>The colours of a mask with a palette, three numbers for each index.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ImageException">It cannot be read, or is not a PNG file with a palette.</exception>
    public static ClassColours Palette(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var content = ImageFile.ReadBytes(path);
        if (ImageFile.FormatOf(content) != "PNG") throw new ImageException(path, "no PNG file; a palette is that of a PNG file");
        var palette = PngChunks.Of(content).FirstOrDefault(c => c.Name == PngChunks.Palette).Data;
        return palette.Length > 0 && palette.Length % 3 == 0 ? new ClassColours(palette.ToArray()) : throw new ImageException(path, "the PNG file has no palette");
    }

    /// <summary>Makes the content of a PNG file with a palette.</summary>
    /// <param name="map">The numbers.</param>
    /// <param name="colours">The palette.</param>
    public static byte[] Encode(LabelMap map, ClassColours colours)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(colours);
        using var bitmap = new SKBitmap(new SKImageInfo(map.Width, map.Height, SKColorType.Gray8, SKAlphaType.Opaque));
        for (var y = 0; y < map.Height; y++) map.Values.AsSpan(y * map.Width, map.Width).CopyTo(bitmap.GetPixelSpan()[(y * bitmap.RowBytes)..]);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return PngChunks.File(Recoloured(data.ToArray(), PngChunks.Indexed, PngChunks.Chunk(PngChunks.Palette, colours.Values)));
    }

    private static LabelMap Decode(byte[] content, string name)
    {
        if (content.Length == 0) throw new ImageException(name, "the file is empty");
        if (ImageFile.FormatOf(content) is not "PNG" and var format)
            throw new ImageException(name, $"a mask is a PNG file with a palette or grey values of 8 bits{(format is null ? "" : $", this is a {format} file")}");
        var header = PngChunks.Of(content).FirstOrDefault(c => c.Name == PngChunks.Header).Data.Span;
        if (header.Length <= PngChunks.ColourAt) throw new ImageException(name, "the PNG data is damaged or of a kind that is not supported");
        var (bits, colour) = (header[PngChunks.BitsAt], header[PngChunks.ColourAt]);
        if (colour is not (PngChunks.Grey or PngChunks.Indexed) || colour == PngChunks.Grey && bits != GreyBits)
            throw new ImageException(name, $"a mask has a palette or grey values of 8 bits, this one {(colour is PngChunks.Grey or 4 ? $"grey values{(colour == 4 ? " with transparency" : "")} of {bits} bits" : "colours")}; write the number of the class into each pixel");
        // An index is stored as a grey value is: in a file that says so, a decoder finds the indices. It spreads fewer bits to 0..255.
        var grey = colour == PngChunks.Grey ? content : PngChunks.File(Recoloured(content, PngChunks.Grey));
        var image = ImageFile.Decode(grey, name);
        var step = bits < GreyBits ? 255 / ((1 << bits) - 1) : 1;
        var values = new byte[image.Width * image.Height];
        for (var i = 0; i < values.Length; i++) values[i] = (byte)(image.Pixels[3 * i] / step);
        return new LabelMap(image.Width, image.Height, values);
    }

    /// <summary>Header, pixels and end of a file that says another kind of colour, without what describes the one that it had.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Recoloured(byte[] content, byte colour, params ReadOnlyMemory<byte>[] behindHeader)
    {
        foreach (var (name, data, whole) in PngChunks.Of(content))
        {
            if (name is PngChunks.Data or PngChunks.End) yield return whole;
            if (name != PngChunks.Header) continue;
            var header = data.ToArray();
            header[PngChunks.ColourAt] = colour;
            yield return PngChunks.Chunk(name, header);
            foreach (var chunk in behindHeader) yield return chunk;
        }
    }
}
