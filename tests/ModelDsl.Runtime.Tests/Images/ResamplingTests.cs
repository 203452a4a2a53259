namespace ModelDsl.Runtime.Tests.Images;

public sealed class ResamplingTests
{
    private static readonly RgbImage Source = ImageFile.Read(Scratch.Fixture("rgb.png"));

    public static TheoryData<int> Resizes => [.. Enumerable.Range(0, Expected.Resized.Length)];

    [Theory]
    [MemberData(nameof(Resizes))]
    public void Equals_PIL_to_the_bit(int index)
    {
        var expected = Expected.Resized[index];
        var size = expected.GetProperty("size");
        Expected.Same(expected, Resampling.Bicubic(Source, size[0].GetInt32(), size[1].GetInt32()));
    }

    [Fact]
    public void The_source_stays_as_it_is()
    {
        var before = (byte[])Source.Pixels.Clone();
        Resampling.Bicubic(Source, 10, 10);
        Assert.Equal(before, Source.Pixels);
    }

    [Fact]
    public void One_colour_stays_one_colour()
    {
        var pixels = new byte[3 * 5 * 4];
        Array.Fill(pixels, (byte)200);
        Assert.All(Resampling.Bicubic(new RgbImage(5, 4, pixels), 17, 3).Pixels, p => Assert.Equal(200, p));
    }

    [Fact]
    public void A_result_of_too_many_pixels_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampling.Bicubic(Source, 1 << 20, 1 << 10));
}
