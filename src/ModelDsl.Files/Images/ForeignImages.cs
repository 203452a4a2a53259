using System.Buffers.Binary;

namespace ModelDsl.Runtime;

/// <summary>Names what a file is when it is none that pictures are read from.</summary>
internal static class ForeignImages
{
    private const string Convert = "save it as JPEG or PNG";
    private const string Download = "download the file itself";

    /// <summary>As in <c>a TIFF file, where a JPEG, PNG, WebP, GIF or BMP file is expected; save it as JPEG or PNG</c>.</summary>
    public static string Describe(ReadOnlySpan<byte> content) => Recognise(content) is var (what, remedy)
        ? $"{what}, where a JPEG, PNG, WebP, GIF or BMP file is expected; {remedy}"
        : "neither a JPEG, PNG, WebP, GIF nor BMP file";

    private static (string What, string Remedy)? Recognise(ReadOnlySpan<byte> content) => content switch
    {
        [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => ("a TIFF file", Convert),
        [0, 0, 0, 12, (byte)'j', (byte)'P', ..] or [0xFF, 0x4F, 0xFF, 0x51, ..] => ("a JPEG 2000 file", Convert),
        [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', ..] or [0xFF, 0x0A, ..] => ("a JPEG XL file", Convert),
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', _, _, _, _, ..] => OfMedia(content[8..12]),
        [(byte)'8', (byte)'B', (byte)'P', (byte)'S', ..] => ("a Photoshop file", Convert),
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => ("a PDF file", Convert),
        [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..] => ("a NumPy array", Convert),
        [0, 0, 1, 0, ..] => ("an icon", Convert),
        [(byte)'P', >= (byte)'1' and <= (byte)'7', (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t', ..] => ("a portable pixmap", Convert),
        [(byte)'<', ..] when content[..Math.Min(content.Length, 1000)].IndexOf("<svg"u8) >= 0 => ("an SVG drawing", Convert),
        [(byte)'<', ..] => ("a web page", Download),
        _ when ForeignFormats.IsPointer(content) => ("a pointer of Git LFS", ForeignFormats.FetchPointer),
        // AppleDouble, which macOS writes beside a file on other file systems.
        _ when content.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(content) is 0x00051607 or 0x00051600 => ("what macOS notes beside a file", "leave it out"),
        _ => null,
    };

    /// <summary>Pictures and films in one container, told by their brand.</summary>
    private static (string What, string Remedy) OfMedia(ReadOnlySpan<byte> brand) =>
        brand.StartsWith("he"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8) ? ("a HEIC file, as phones take pictures", Convert)
        : brand.StartsWith("avi"u8) ? ("an AVIF file", Convert)
        : ("a film", "take a picture out of it");
}
