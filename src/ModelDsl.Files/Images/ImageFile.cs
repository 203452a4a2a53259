using System.Buffers.Binary;
using SkiaSharp;

namespace ModelDsl.Runtime;

/// <summary>
/// Reads JPEG, PNG, WebP, GIF and BMP files into the pixels that <c>PIL.Image.open(file).convert("RGB")</c> yields, turned
/// upright as the camera noted it in a JPEG's or WebP's EXIF data (PIL's <c>ImageOps.exif_transpose</c>): grey is
/// repeated, print colours (CMYK) become red, green and blue, transparency is dropped without a background, and colour
/// profiles and gamma are ignored.
/// </summary>
/// <remarks>
/// The format is recognised by the first bytes; the file's extension plays no part. Of an animation the first picture is
/// read. Of 16 bits the upper eight count, in a grey PNG too, where PIL's <c>convert</c> would make everything above 255
/// white. What a GIF declares transparent is black; PIL yields the colour that the palette has in that place.
/// </remarks>
public static class ImageFile
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const long MaxFileSize = 256L << 20;

    /// <summary>Reads an image file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ImageException">The file is missing, unreadable, empty, larger than <see cref="MaxFileSize"/>,
    /// of another format, truncated or damaged, or has more than <see cref="RgbImage.MaxPixels"/> pixels.</exception>
    public static RgbImage Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Decode(ReadBytes(path), path);
    }

    /// <summary>Decodes the content of an image file.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="ImageException">As for <see cref="Read"/>.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> content, string name)
    {
        if (content.IsEmpty)
            throw new ImageException(name, "the file is empty");
        var format = FormatOf(content) ?? throw new ImageException(name, ForeignImages.Describe(content));
        if (IsCut(content, format))
            throw Broken(name, format, SKCodecResult.IncompleteInput);
        try
        {
            return Decode(content, name, format);
        }
        catch (TypeInitializationException e) when (e.GetBaseException() is DllNotFoundException)
        {
            throw new ImageException(name, "cannot be decoded: SkiaSharp's native library for this system is not beside the program (SkiaSharpPlatforms says at build for which it is)", e);
        }
    }

    /// <summary>Reads an image file as <see cref="Read"/> does, to its last pixel, and says what it is.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ImageException">As for <see cref="Read"/>.</exception>
    public static ImageTraits Examine(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var content = ReadBytes(path);
        var image = Decode(content, path);
        using var data = SKData.CreateCopy(content);
        using var stream = new SKMemoryStream(data);
        using var codec = SKCodec.Create(stream);
        var (colour, bits) = ImageHeader.ColourOf(content);
        return new ImageTraits(FormatOf(content)!, image.Width, image.Height, colour, bits, Math.Max(1, codec.FrameCount), codec.EncodedOrigin != SKEncodedOrigin.TopLeft);
    }

    private static RgbImage Decode(ReadOnlySpan<byte> content, string name, string format)
    {
        using var data = SKData.CreateCopy(content);
        using var stream = new SKMemoryStream(data);
        using var codec = SKCodec.Create(stream, out var result);
        if (codec is null)
            throw Broken(name, format, result);
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > RgbImage.MaxPixels)
            throw new ImageException(name, $"the image is too large: {width}x{height} pixels, at most {RgbImage.MaxPixels} in all");

        // Without a colour space nothing is converted to one; unpremultiplied, what lies under transparency keeps its colour.
        using var decoded = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul, colorspace: null));
        result = codec.GetPixels(decoded.Info, decoded.GetPixels());
        if (result != SKCodecResult.Success)
            throw Broken(name, format, result);
        return Upright(decoded.GetPixelSpan(), width, height, codec.EncodedOrigin);
    }

    /// <summary>JPEG, PNG, WebP, GIF or BMP; null for anything else.</summary>
    internal static string? FormatOf(ReadOnlySpan<byte> content) => content switch
    {
        [0xFF, 0xD8, 0xFF, ..] => "JPEG",
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "PNG",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "WebP",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "GIF",
        [(byte)'B', (byte)'M', ..] => "BMP",
        _ => null,
    };

    /// <summary>
    /// Whether the end is missing, where Skia would not say so: it shows a progressive JPEG as far as it came, overlooks
    /// the last bytes of a PNG, and calls a cut WebP damaged.
    /// </summary>
    private static bool IsCut(ReadOnlySpan<byte> content, string format) => format switch
    {
        "JPEG" => !JpegEnds(content),
        "PNG" => content[..^4].LastIndexOf("IEND"u8) < 0, // its checksum follows
        "WebP" => BinaryPrimitives.ReadUInt32LittleEndian(content[4..]) > content.Length - 8,
        _ => false,
    };

    /// <summary>Whether the end of a JPEG image is there. What precedes its pixels may hold a small JPEG with its own end.</summary>
    private static bool JpegEnds(ReadOnlySpan<byte> content)
    {
        const byte Marker = 0xFF, StartOfScan = 0xDA, EndOfImage = 0xD9;
        var at = 2;
        while (at + 4 <= content.Length)
        {
            if (content[at] != Marker || content[at + 1] is 0 or Marker) at++; // stray or filling bytes
            else if (content[at + 1] == StartOfScan) return content[at..].IndexOf([Marker, EndOfImage]) >= 0;
            else at += 2 + BinaryPrimitives.ReadUInt16BigEndian(content[(at + 2)..]);
        }
        return false;
    }

    /// <summary>Red, green and blue of each pixel, the picture turned as its origin says.</summary>
    private static RgbImage Upright(ReadOnlySpan<byte> rgba, int width, int height, SKEncodedOrigin origin)
    {
        // In pixels of the source: where the result's first pixel lies, and the steps to the next column and to the next row.
        var (right, down, last) = (width - 1, (height - 1) * width, width * height - 1);
        var (first, column, row) = origin switch
        {
            SKEncodedOrigin.TopRight => (right, -1, width),
            SKEncodedOrigin.BottomRight => (last, -1, -width),
            SKEncodedOrigin.BottomLeft => (down, 1, -width),
            SKEncodedOrigin.LeftTop => (0, width, 1),
            SKEncodedOrigin.RightTop => (down, -width, 1),
            SKEncodedOrigin.RightBottom => (last, -width, -1),
            SKEncodedOrigin.LeftBottom => (right, width, -1),
            _ => (0, 1, width),
        };
        if (origin >= SKEncodedOrigin.LeftTop)
            (width, height) = (height, width);
        var pixels = GC.AllocateUninitializedArray<byte>(3 * width * height);
        var to = 0;
        for (var y = 0; y < height; y++)
        {
            for (var (x, from) = (0, 4 * (first + y * row)); x < width; x++, from += 4 * column, to += 3)
            {
                pixels[to] = rgba[from];
                pixels[to + 1] = rgba[from + 1];
                pixels[to + 2] = rgba[from + 2];
            }
        }
        return new RgbImage(width, height, pixels);
    }

    private static ImageException Broken(string name, string format, SKCodecResult result) => new(name, result == SKCodecResult.IncompleteInput
        ? $"the {format} data is truncated"
        : $"the {format} data is damaged or of a kind that is not supported");

    /// <summary>The content of a file.</summary>
    /// <exception cref="ImageException">It cannot be read, or is larger than <see cref="MaxFileSize"/>.</exception>
    internal static byte[] ReadBytes(string path)
    {
        try
        {
            if (Directory.Exists(path))
                throw new ImageException(path, "is a folder, not an image");
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (stream.CanSeek && stream.Length > MaxFileSize)
                throw TooLarge(path);
            // A pipe or a device tells no length: read until it ends or is too much.
            using var content = new MemoryStream(stream.CanSeek ? (int)stream.Length : 0);
            var buffer = new byte[1 << 16];
            for (int n; (n = stream.Read(buffer)) > 0;)
            {
                content.Write(buffer, 0, n);
                if (content.Length > MaxFileSize)
                    throw TooLarge(path);
            }
            return content.ToArray();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImageException(path, "no such file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ImageException(path, "cannot be read: " + e.Message.ReplaceLineEndings(" "), e);
        }
    }

    private static ImageException TooLarge(string path) => new(path, $"the file is larger than {MaxFileSize >> 20} MiB");
}
