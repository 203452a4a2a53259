namespace ModelDsl.Runtime.Tests.Images;

public sealed class ImageFileTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("rgb.png")]
    [InlineData("grey.png")]
    [InlineData("palette.png")]
    [InlineData("alpha.png")]
    [InlineData("deep.png")]
    [InlineData("rgb.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("grey.jpg")]
    [InlineData("rotated.jpg")]
    public void Decodes_as_PIL_does(string name) => Expected.Same(Expected.Decoded(name), ImageFile.Read(Scratch.Fixture(name)));

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
    public void Unknown_format() => Fails(scratch.Write("text.jpg", "GIF89a and so on"u8), "neither a JPEG nor a PNG file");

    [Fact]
    public void Too_large_a_file()
    {
        using (var file = File.Create(scratch.Path("large.png"))) file.SetLength(ImageFile.MaxFileSize + 1);
        Fails(scratch.Path("large.png"), "the file is larger than 256 MiB");
    }

    [Fact]
    public void A_device_without_end_is_too_large() => Fails("/dev/zero", "the file is larger than 256 MiB");

    [Fact]
    public void Print_colours() => Fails(Scratch.Fixture("cmyk.jpg"), "a JPEG in print colours (CMYK); save it as RGB first");

    [Theory]
    [InlineData("rgb.png")]
    [InlineData("rgb.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("grey.png")]
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
    [InlineData("palette.png")]
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

    private static void Fails(string path, string reason) =>
        Assert.Equal($"{path}: {reason}", Assert.Throws<ImageException>(() => ImageFile.Read(path)).Message);
}
