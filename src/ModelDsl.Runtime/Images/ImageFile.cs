namespace ModelDsl.Runtime;

/// <summary>
/// Reads JPEG and PNG files as <c>PIL.Image.open(file).convert("RGB")</c> does: grey is repeated, transparency is
/// dropped, 16 bits become 8, colour profiles and gamma are ignored, and so is the orientation that a camera noted
/// in EXIF (the published accuracies were measured that way).
/// </summary>
/// <remarks>The format is recognised by the first bytes; the file's extension plays no part.</remarks>
public static class ImageFile
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const long MaxFileSize = 256L << 20;

    /// <summary>Reads a JPEG or PNG file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ImageException">The file is missing, unreadable, empty, larger than <see cref="MaxFileSize"/>,
    /// of another format, truncated or damaged, or has more than <see cref="RgbImage.MaxPixels"/> pixels.</exception>
    public static RgbImage Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Decode(ReadBytes(path), path);
    }

    /// <summary>Decodes the content of a JPEG or PNG file.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="ImageException">As for <see cref="Read"/>.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> content, string name)
    {
        if (content.IsEmpty)
            throw new ImageException(name, "the file is empty");
        try
        {
            if (Jpeg.Recognizes(content)) return Jpeg.Decode(content, name);
            if (Png.Recognizes(content)) return Png.Decode(content, name);
        }
        catch (DllNotFoundException e)
        {
            throw new ImageException(name, $"cannot be decoded: {Jpeg.Library} and {Png.Library} are needed (Debian: libturbojpeg0, libpng16-16)", e);
        }
        throw new ImageException(name, "neither a JPEG nor a PNG file");
    }

    /// <summary>Checks the sides that a header states before memory is set aside for them.</summary>
    internal static void CheckSize(string name, long width, long height)
    {
        if (width <= 0 || height <= 0)
            throw new ImageException(name, "the image has no pixels");
        if (width * height > RgbImage.MaxPixels)
            throw new ImageException(name, $"the image is too large: {width}x{height} pixels, at most {RgbImage.MaxPixels} in all");
    }

    private static byte[] ReadBytes(string path)
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
