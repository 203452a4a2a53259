namespace ModelDsl.Runtime.Tests.Images;

public sealed class ImageFileTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    public static TheoryData<string> Names => [.. Expected.DecodedNames];

    public static TheoryData<int> Orientations => [.. Enumerable.Range(0, Expected.Turned.Length)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Decodes_as_PIL_does(string name)
    {
        var image = ImageFile.Read(Scratch.Fixture(name));
        // Five bits become eight with another rounding.
        if (name == "565.bmp") Expected.Near(Expected.Decoded(name), image, 1);
        else Expected.Same(Expected.Decoded(name), image);
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Turns_upright_as_the_camera_noted(int index)
    {
        var expected = Expected.Turned[index];
        var note = expected.GetProperty("orientation");
        var content = File.ReadAllBytes(Scratch.Fixture("rotated.jpg"));
        content[note[0].GetInt32()] = note[1].GetByte();
        Expected.Same(expected, ImageFile.Decode(content, "turned.jpg"));
    }

    [Fact]
    public void The_extension_plays_no_part()
    {
        File.Copy(Scratch.Fixture("rgb.jpg"), scratch.Path("photo.png"));
        Expected.Same(Expected.Decoded("rgb.jpg"), ImageFile.Read(scratch.Path("photo.png")));
    }

    [Fact]
    public void Missing_file() => Fails(scratch.Path("none.png"), "no such file");

    [Fact]
    public void Missing_folder() => Fails(scratch.Path("none/none.png"), "no such file");

    [Fact]
    public void Folder() => Fails(scratch.Folder, "is a folder, not an image");

    [Fact]
    public void Empty_file() => Fails(scratch.Write("empty.jpg", []), "the file is empty");

    [Fact]
    public void Unknown_format() => Fails(scratch.Write("text.jpg", "neither"u8), "neither a JPEG, PNG, WebP, GIF nor BMP file");

    [Theory]
    [InlineData("II*\0", "a TIFF file")]
    [InlineData("MM\0*", "a TIFF file")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0", "a HEIC file, as phones take pictures")]
    [InlineData("\0\0\0\u001cftypavif\0\0\0\0", "an AVIF file")]
    [InlineData("\0\0\0\u001cftypisom\0\0\0\0", "a film")]
    [InlineData("\0\0\u0001\0\u0001\0", "an icon")]
    [InlineData("P6\n2 2\n255\n", "a portable pixmap")]
    [InlineData("<?xml version='1.0'?>\n<svg/>", "an SVG drawing")]
    [InlineData("<!DOCTYPE html><html/>", "a web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1\n", "a pointer of Git LFS")]
    [InlineData("\0\u0005\u0016\u0007\0\u0002", "what macOS notes beside a file")]
    public void Another_kind_of_file_is_named(string content, string what)
    {
        var file = scratch.Write("photo.jpg", System.Text.Encoding.Latin1.GetBytes(content));
        Assert.StartsWith($"{file}: {what}, where a JPEG, PNG, WebP, GIF or BMP file is expected; ", Assert.Throws<ImageException>(() => ImageFile.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_first_bytes_of_a_format() =>
        Fails(scratch.Write("letter.bmp", "BMI, or body mass index, is a number that says little."u8), "the BMP data is damaged or of a kind that is not supported");

    [Fact]
    public void Too_large_a_file()
    {
        using (var file = File.Create(scratch.Path("large.png"))) file.SetLength(ImageFile.MaxFileSize + 1);
        Fails(scratch.Path("large.png"), "the file is larger than 256 MiB");
    }

    [Fact]
    public void A_device_without_end_is_too_large() => Fails("/dev/zero", "the file is larger than 256 MiB");

    [Theory]
    [InlineData("rgb.png")]
    [InlineData("rgb.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("rotated.jpg")]
    [InlineData("cmyk.jpg")]
    [InlineData("grey.png")]
    [InlineData("lossy.webp")]
    [InlineData("alpha.webp")]
    [InlineData("transparent.gif")]
    [InlineData("rgb.bmp")]
    public void Cut_off_anywhere_is_one_clear_error(string name)
    {
        var content = File.ReadAllBytes(Scratch.Fixture(name));
        for (var length = 1; length < content.Length; length += 7)
        {
            var e = Assert.Throws<ImageException>(() => ImageFile.Decode(content.AsSpan(0, length), name));
            Assert.StartsWith(name + ": ", e.Message);
            Assert.DoesNotContain('\n', e.Message);
            if (length > content.Length / 2) Assert.EndsWith("data is truncated", e.Message);
        }
    }

    [Theory]
    [InlineData("rgb.png")]
    [InlineData("rgb.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("rotated.jpg")]
    [InlineData("ycck.jpg")]
    [InlineData("palette.png")]
    [InlineData("lossy.webp")]
    [InlineData("alpha.webp")]
    [InlineData("animation.gif")]
    [InlineData("palette.bmp")]
    public void Damage_anywhere_is_an_image_or_one_clear_error(string name)
    {
        var content = File.ReadAllBytes(Scratch.Fixture(name));
        var random = new Random(1);
        for (var trial = 0; trial < 500; trial++)
        {
            var damaged = (byte[])content.Clone();
            for (var i = 0; i < 3; i++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                var image = ImageFile.Decode(damaged, name);
                Assert.Equal(3L * image.Width * image.Height, image.Pixels.LongLength);
            }
            catch (ImageException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }

    [Fact]
    public void A_header_that_promises_too_many_pixels_is_refused_before_memory_is_set_aside()
    {
        var content = File.ReadAllBytes(Scratch.Fixture("rgb.jpg"));
        var frame = content.AsSpan().IndexOf(new byte[] { 0xFF, 0xC0 });
        // 65 500 is the most that the library takes.
        new byte[] { 0xFF, 0xDC, 0xFF, 0xDC }.CopyTo(content, frame + 5);
        var e = Assert.Throws<ImageException>(() => ImageFile.Decode(content, "huge.jpg"));
        Assert.Equal("huge.jpg: the image is too large: 65500x65500 pixels, at most 268435456 in all", e.Message);
    }

    [Fact]
    public void Stray_bytes_before_a_marker_are_harmless()
    {
        var content = File.ReadAllBytes(Scratch.Fixture("rgb.jpg"));
        byte[] padded = [.. content.AsSpan(0, content.Length - 2), 0x00, 0x00, 0x00, 0xFF, 0xD9];
        Expected.Same(Expected.Decoded("rgb.jpg"), ImageFile.Decode(padded, "padded.jpg"));
    }

    [Fact]
    public void What_follows_the_end_of_a_JPEG_is_ignored()
    {
        // As phones append films, with bytes of every kind.
        byte[] followed = [.. File.ReadAllBytes(Scratch.Fixture("rgb.jpg")), 0xFF, 0xDA, 0x00, 0x01];
        Expected.Same(Expected.Decoded("rgb.jpg"), ImageFile.Decode(followed, "followed.jpg"));
    }

    [Fact]
    public void What_was_written_is_read()
    {
        var image = ImageFile.Read(Scratch.Fixture("rgb.jpg"));
        Assert.Equal(image.Pixels, ImageFile.Read(scratch.Write("copy.png", PngWriter.Encode(image))).Pixels);
    }

    private static void Fails(string path, string reason) =>
        Assert.Equal($"{path}: {reason}", Assert.Throws<ImageException>(() => ImageFile.Read(path)).Message);
}
