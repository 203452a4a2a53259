using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ModelDsl.Runtime;

/// <summary>PNG by libpng's simplified interface.</summary>
internal static unsafe partial class Png
{
    internal const string Library = "libpng16.so.16";

    // Names as in png.h.
    private const uint PNG_IMAGE_VERSION = 1;
    private const uint PNG_FORMAT_RGBA = 3;
    private const uint PNG_IMAGE_FLAG_16BIT_sRGB = 4;
    private const uint PNG_IMAGE_ERROR = 2;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static bool Recognizes(ReadOnlySpan<byte> content) => content.StartsWith(Signature[..4]);

    public static RgbImage Decode(ReadOnlySpan<byte> content, string name)
    {
        var chunks = PixelChunks(content, name);
        var image = new Image { Version = PNG_IMAGE_VERSION };
        try
        {
            fixed (byte* source = chunks)
            {
                if (png_image_begin_read_from_memory(&image, source, (nuint)chunks.Length) == 0)
                    throw Broken(name, image);
                ImageFile.CheckSize(name, image.Width, image.Height);
                // With the transparency, to drop it afterwards: libpng would otherwise mix in a background.
                image.Format = PNG_FORMAT_RGBA;
                image.Flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
                var (width, height) = ((int)image.Width, (int)image.Height);
                var size = 4 * (nuint)width * (nuint)height;
                var rgba = (byte*)NativeMemory.Alloc(size);
                try
                {
                    if (png_image_finish_read(&image, null, rgba, 0, null) == 0 || (image.WarningOrError & PNG_IMAGE_ERROR) != 0)
                        throw Broken(name, image);
                    return new RgbImage(width, height, WithoutAlpha(rgba, 3 * width * height));
                }
                finally
                {
                    NativeMemory.Free(rgba);
                }
            }
        }
        finally
        {
            png_image_free(&image);
        }
    }

    /// <summary>
    /// The file without everything that does not hold pixels. libpng's simplified interface would apply gamma and
    /// colour profiles, and the published models were trained without; and it stops reading before the end, so what is
    /// cut off after the last row would go unnoticed.
    /// </summary>
    private static byte[] PixelChunks(ReadOnlySpan<byte> content, string name)
    {
        if (content.Length < Signature.Length)
            throw Truncated(name);
        if (!content.StartsWith(Signature))
            throw new ImageException(name, "the PNG signature is damaged (was the file sent as text?)");
        var result = new byte[content.Length];
        content[..Signature.Length].CopyTo(result);
        var length = Signature.Length;
        var rest = content[Signature.Length..];
        while (true)
        {
            if (rest.Length < 12)
                throw Truncated(name);
            var size = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (size > rest.Length - 12)
                throw Truncated(name);
            var chunk = rest[..(int)(size + 12)];
            var kind = chunk.Slice(4, 4);
            rest = rest[chunk.Length..];
            if (kind.SequenceEqual("IHDR"u8) || kind.SequenceEqual("PLTE"u8) || kind.SequenceEqual("tRNS"u8) ||
                kind.SequenceEqual("IDAT"u8) || kind.SequenceEqual("IEND"u8))
            {
                chunk.CopyTo(result.AsSpan(length));
                length += chunk.Length;
            }
            if (kind.SequenceEqual("IEND"u8))
                return result.AsSpan(0, length).ToArray();
        }
    }

    private static byte[] WithoutAlpha(byte* rgba, int length)
    {
        var pixels = GC.AllocateUninitializedArray<byte>(length);
        for (var i = 0; i < length; i += 3, rgba += 4)
        {
            pixels[i] = rgba[0];
            pixels[i + 1] = rgba[1];
            pixels[i + 2] = rgba[2];
        }
        return pixels;
    }

    private static ImageException Truncated(string name) => new(name, "the PNG data is truncated");

    private static ImageException Broken(string name, in Image image)
    {
        fixed (byte* message = image.Message)
        {
            var text = Marshal.PtrToStringUTF8((nint)message) ?? "";
            return text.Contains("not enough image data", StringComparison.OrdinalIgnoreCase) || text.Contains("read error", StringComparison.OrdinalIgnoreCase)
                ? Truncated(name)
                : new ImageException(name, $"the PNG data is damaged ({text})");
        }
    }

    /// <summary><c>png_image</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Image
    {
        public nint Opaque;
        public uint Version;
        public uint Width;
        public uint Height;
        public uint Format;
        public uint Flags;
        public uint ColormapEntries;
        public uint WarningOrError;
        public fixed byte Message[64];
    }

    [LibraryImport(Library)]
    private static partial int png_image_begin_read_from_memory(Image* image, byte* memory, nuint size);

    [LibraryImport(Library)]
    private static partial int png_image_finish_read(Image* image, void* background, byte* buffer, int rowStride, void* colormap);

    [LibraryImport(Library)]
    private static partial void png_image_free(Image* image);
}
