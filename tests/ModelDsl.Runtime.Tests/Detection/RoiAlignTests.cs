using static TorchSharp.torch;

namespace ModelDsl.Runtime.Tests.Detection;

/// <summary>RoI align computes what torchvision 0.14.1 computes (numbers from there), and refuses what is not a region.</summary>
public sealed class RoiAlignTests
{
    private static readonly float[] s_regions =
    [
        0, 0, 0, 64, 48,
        1, 8.5f, -6.25f, 100.75f, 90.5f,
        1, 20, 20, 20.5f, 21,
        0, 110, 90, 150, 130,
        1, -40, -40, -20, -30,
    ];

    [Theory]
    [InlineData(true, 2, new[] { 0.907615, -0.225277, 0.775795, 0, 0 }, new[] { -0.181831, 0.0795, 0.890793, 0.940404, 0 }, 0.51619, 1.764804)]
    [InlineData(true, 0, new[] { 0.907615, -0.206822, 0.775795, 0, 0 }, new[] { -0.181831, 0.090835, 0.890793, 0.932144, 0 }, 0.513284, 1.489205)]
    [InlineData(false, 2, new[] { 0.873407, -0.293185, 0.584371, 0, 0 }, new[] { -0.089537, 0.100654, 0.901981, 0.944372, 0 }, 0.503471, 2.032706)]
    [InlineData(false, 0, new[] { 0.853902, -0.280617, 0.58437, 0, 0 }, new[] { -0.087537, 0.123689, 0.901981, 0.947385, 0 }, 0.492962, 1.768511)]
    public void Values_and_gradients_are_those_of_torchvision(bool isAligned, int samples, double[] last, double[] first, double rms, double gradient)
    {
        using var scope = NewDisposeScope();
        var map = Map().requires_grad_(true);
        var cut = RoiAlign.Cut(map, tensor(s_regions, [5, 5]), (3, 2), 0.125, samples, isAligned);
        Assert.Equal([5, 3, 3, 2], cut.shape);
        var values = cut.detach().to(float64).data<double>().ToArray();
        for (var region = 0; region < 5; region++)
        {
            Assert.Equal(last[region], values[region * 18 + 6 + 5], 2e-5);
            Assert.Equal(first[region], values[region * 18], 2e-5);
        }
        Assert.Equal(rms, Math.Sqrt(values.Average(v => v * v)), 2e-5);
        (cut * arange(cut.numel()).to(float32).view(cut.shape).cos()).sum().backward();
        Assert.Equal(gradient, Math.Sqrt(map.grad!.to(float64).data<double>().ToArray().Sum(g => g * g)), 1e-4);
    }

    [Fact]
    public void A_region_is_cut_out_of_the_level_of_its_size()
    {
        using var scope = NewDisposeScope();
        Tensor[] maps = [.. new[] { 4, 8, 16 }.Select(stride => full([1, 1, 512 / stride, 512 / stride], (float)stride))];
        float[] regions = [0, 0, 0, 20, 20, 0, 0, 0, 111, 111, 0, 0, 0, 112, 112, 0, 100, 100, 400, 300, 0, 0, 0, 500, 500];
        var cut = RoiAlign.CutFromPyramid(maps, [4, 8, 16], tensor(regions, [5, 5]), (7, 7));
        Assert.Equal([5, 1, 7, 7], cut.shape);
        Assert.Equal([4, 4, 8, 16, 16], cut.mean([1, 2, 3]).data<float>().ToArray().Select(v => MathF.Round(v)));
    }

    [Fact]
    public void No_regions_are_none()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([0, 3, 7, 7], RoiAlign.Cut(Map(), zeros([0, 5]), (7, 7), 0.125).shape);
    }

    [Fact]
    public void What_is_no_region_is_refused()
    {
        using var scope = NewDisposeScope();
        var map = Map();
        Refused("the regions are [4]; expected [R, 5]", () => RoiAlign.Cut(map, zeros([4]), (7, 7), 0.125));
        Refused("region 0 is of image 2; there are 2", () => RoiAlign.Cut(map, tensor(new float[] { 2, 0, 0, 1, 1 }, [1, 5]), (7, 7), 0.125));
        Refused("region 0 is of image -1; there are 2", () => RoiAlign.Cut(map, tensor(new float[] { -1, 0, 0, 1, 1 }, [1, 5]), (7, 7), 0.125));
        Refused("region 0 has corners that are not finite", () => RoiAlign.Cut(map, tensor(new[] { 0, 0, float.NaN, 1, 1 }, [1, 5]), (7, 7), 0.125));
        Refused("the map is [3]; expected [N, C, H, W]", () => RoiAlign.Cut(zeros([3]), zeros([0, 5]), (7, 7), 0.125));
        Refused("regions cannot become 0x7", () => RoiAlign.Cut(map, zeros([0, 5]), (0, 7), 0.125));
        Refused("a map of 0 times the image's size", () => RoiAlign.Cut(map, zeros([0, 5]), (7, 7), 0));
        Refused("there are 1 maps and 2 strides", () => RoiAlign.CutFromPyramid([map], [4, 8], zeros([0, 5]), (7, 7)));
    }

    private static void Refused(string message, Func<Tensor> cut) => Assert.Contains(message, Assert.Throws<ArgumentException>(cut).Message, StringComparison.Ordinal);

    private static Tensor Map()
    {
        var values = new float[2 * 3 * 13 * 17];
        for (var i = 0; i < values.Length; i++) values[i] = (float)Math.Sin(0.7 * (i / 663) + 1.1 * (i / 221 % 3) + 0.5 * (i / 17 % 13) - 0.3 * (i % 17));
        return tensor(values, [2, 3, 13, 17]);
    }
}
