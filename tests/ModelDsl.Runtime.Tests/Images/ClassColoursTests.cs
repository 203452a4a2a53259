namespace ModelDsl.Runtime.Tests.Images;

/// <summary>Colours of classes over a picture.</summary>
public sealed class ClassColoursTests
{
    [Theory]
    [InlineData(0, new byte[] { 10, 20, 30, 100, 200, 255 })]
    [InlineData(0.25, new byte[] { 58, 20, 22, 88, 200, 216 })]
    [InlineData(0.5, new byte[] { 105, 20, 15, 75, 200, 178 })]
    [InlineData(1, new byte[] { 200, 20, 0, 50, 200, 100 })]
    public void An_overlay_is_a_mix_of_picture_and_colours(double opacity, byte[] expected)
    {
        var colours = new ClassColours([200, 20, 0, 50, 200, 100]);
        var picture = new RgbImage(2, 1, [10, 20, 30, 100, 200, 255]);
        var painted = colours.Over(picture, new LabelMap(2, 1, [0, 1]), opacity);
        Assert.Equal((2, 1), (painted.Width, painted.Height));
        Assert.Equal(expected, painted.Pixels);
        Assert.Equal([10, 20, 30, 100, 200, 255], picture.Pixels);
    }

    [Fact]
    public void Classes_behind_the_last_colour_begin_anew()
    {
        var colours = new ClassColours([1, 2, 3, 4, 5, 6]);
        Assert.Equal(((byte)4, (byte)5, (byte)6), colours[1]);
        Assert.Equal(((byte)1, (byte)2, (byte)3), colours[254]);
        Assert.Equal(((byte)4, (byte)5, (byte)6), colours[255]);
    }

    [Fact]
    public void A_map_of_another_size_is_refused() => Assert.Contains(
        "the picture is 2x1, the map 1x2", Assert.Throws<ArgumentException>(() => ClassColours.Standard.Over(new RgbImage(2, 1, new byte[6]), new LabelMap(1, 2, new byte[2]), 0.5)).Message);
}
