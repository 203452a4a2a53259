using TorchSharp;
using static TorchSharp.torchvision;

namespace ModelDsl.Runtime.Tests.Images;

/// <summary>TorchSharp was compiled for an older SkiaSharp than the one that comes with ModelDsl.Runtime: its pictures still work.</summary>
public sealed class TorchSharpImagesTests : IDisposable
{
    private readonly Scratch scratch = new();
    private readonly io.SkiaImager imager = new(100);

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("rgb.png")]
    [InlineData("rgb.jpg")]
    [InlineData("lossy.webp")]
    public void Reads_the_same_pixels(string name)
    {
        using var image = io.read_image(Scratch.Fixture(name), io.ImageReadMode.RGB, imager);
        Assert.Equal([3, 47, 61], image.shape);
        using var rows = image.permute(1, 2, 0).contiguous();
        Assert.Equal(ImageFile.Read(Scratch.Fixture(name)).Pixels, rows.data<byte>().ToArray());
    }

    [Theory]
    [InlineData(ImageFormat.Png, 0)]
    [InlineData(ImageFormat.Jpeg, 12)]
    [InlineData(ImageFormat.Webp, 12)]
    public void Writes(ImageFormat format, int meanTolerance)
    {
        using var image = io.read_image(Scratch.Fixture("lossy.webp"), io.ImageReadMode.RGB, imager);
        io.write_image(image, scratch.Path("copy"), format, imager);
        var pixels = ImageFile.Read(scratch.Path("copy")).Pixels;
        var difference = ImageFile.Read(Scratch.Fixture("lossy.webp")).Pixels.Zip(pixels, (a, b) => Math.Abs(a - b)).Average();
        Assert.InRange(difference, 0, meanTolerance);
    }

    [Fact]
    public void Logs_for_TensorBoard()
    {
        using var image = torch.zeros([3, 8, 8], torch.uint8);
        torch.utils.tensorboard.SummaryWriter(scratch.Path("log")).add_img("picture", image, 1);
        Assert.True(new FileInfo(Directory.GetFiles(scratch.Path("log")).Single()).Length > 100);
    }
}
