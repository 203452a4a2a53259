using System.Runtime.InteropServices;

namespace ModelDsl.Runtime;

/// <summary>JPEG by libturbojpeg.</summary>
internal static unsafe partial class Jpeg
{
    internal const string Library = "libturbojpeg.so.0";

    // Names as in turbojpeg.h.
    private const int TJPF_RGB = 0;
    private const int TJCS_CMYK = 3;
    private const int TJCS_YCCK = 4;
    private const int TJERR_WARNING = 0;

    private static ReadOnlySpan<byte> StartOfScan => [0xFF, 0xDA];

    private static ReadOnlySpan<byte> EndOfImage => [0xFF, 0xD9];

    public static bool Recognizes(ReadOnlySpan<byte> content) => content is [0xFF, 0xD8, 0xFF, ..];

    public static RgbImage Decode(ReadOnlySpan<byte> content, string name)
    {
        var decoder = tjInitDecompress();
        if (decoder == 0)
            throw new ImageException(name, "cannot be decoded: libturbojpeg does not start");
        try
        {
            fixed (byte* source = content)
            {
                var failed = tjDecompressHeader3(decoder, source, (nuint)content.Length, out var width, out var height, out _, out var colours) != 0;
                if (failed && (tjGetErrorCode(decoder) != TJERR_WARNING || width <= 0))
                    throw Broken(name, content, LastError(decoder));
                if (colours is TJCS_CMYK or TJCS_YCCK)
                    throw new ImageException(name, "a JPEG in print colours (CMYK); save it as RGB first");
                ImageFile.CheckSize(name, width, height);

                var pixels = GC.AllocateUninitializedArray<byte>(3 * width * height);
                fixed (byte* target = pixels)
                {
                    if (tjDecompress2(decoder, source, (nuint)content.Length, target, width, 0, height, TJPF_RGB, 0) != 0)
                    {
                        // Stray bytes between segments are common and harmless; what else the library warns of costs pixels.
                        var error = LastError(decoder);
                        if (tjGetErrorCode(decoder) != TJERR_WARNING || !error.Contains("extraneous bytes", StringComparison.Ordinal))
                            throw Broken(name, content, error);
                    }
                }
                return new RgbImage(width, height, pixels);
            }
        }
        finally
        {
            _ = tjDestroy(decoder);
        }
    }

    /// <summary>
    /// What the library complains of depends on where a file was cut; that no end follows the last scan is the same everywhere.
    /// </summary>
    private static ImageException Broken(string name, ReadOnlySpan<byte> content, string error) =>
        error.Contains("premature end", StringComparison.OrdinalIgnoreCase) || content.LastIndexOf(EndOfImage) <= content.LastIndexOf(StartOfScan)
            ? new ImageException(name, "the JPEG data is truncated")
            : new ImageException(name, $"the JPEG data is damaged ({error})");

    private static string LastError(nint decoder) => Marshal.PtrToStringUTF8(tjGetErrorStr2(decoder)) ?? "no reason given";

    [LibraryImport(Library)]
    private static partial nint tjInitDecompress();

    [LibraryImport(Library)]
    private static partial int tjDestroy(nint handle);

    [LibraryImport(Library)]
    private static partial int tjDecompressHeader3(
        nint handle, byte* source, nuint size, out int width, out int height, out int subsampling, out int colourSpace);

    [LibraryImport(Library)]
    private static partial int tjDecompress2(
        nint handle, byte* source, nuint size, byte* target, int width, int pitch, int height, int pixelFormat, int flags);

    [LibraryImport(Library)]
    private static partial nint tjGetErrorStr2(nint handle);

    [LibraryImport(Library)]
    private static partial int tjGetErrorCode(nint handle);
}
