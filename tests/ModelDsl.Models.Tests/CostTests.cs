namespace ModelDsl.Models.Tests;

/// <summary>
/// Multiply-accumulates of the published code, in thousand millions for one image: convolutions, linear layers, position
/// biases (they see no input), attention. Bias, normalisation and activations count nothing.
/// </summary>
public sealed class CostTests
{
    // The published figures are rounded to three decimals, some of them after a sum of rounded ones.
    private const double Tolerance = 1e-3;

    [Theory]
    [InlineData("faster_vit_0_224", 1.467, 1.847, 0.131, 0.048)]
    [InlineData("faster_vit_1_224", 1.8, 3.446, 0.183, 0.074)]
    [InlineData("faster_vit_2_224", 3.707, 4.962, 0.216, 0.089)]
    [InlineData("faster_vit_3_224", 6.497, 11.691, 0.355, 0.166)]
    [InlineData("faster_vit_4_224", 15.015, 27.41, 0.55, 0.254)]
    [InlineData("faster_vit_5_224", 39.619, 73.062, 0.872, 0.415)]
    [InlineData("faster_vit_6_224", 39.619, 102.553, 1.253, 0.569)]
    [InlineData("faster_vit_4_21k_224", 15.013, 24.578, 1.239, 0.761)]
    [InlineData("faster_vit_4_21k_384", 44.12, 72.226, 3.651, 6.568)]
    [InlineData("faster_vit_4_21k_512", 78.436, 128.401, 6.497, 20.758)]
    [InlineData("faster_vit_4_21k_768", 176.481, 288.9, 14.632, 105.085)]
    [InlineData("faster_vit_0_any_res", 16.17, 26.085, 0.139, 0.794)]
    [InlineData("faster_vit_1_any_res", 19.835, 48.322, 0.19, 1.246)]
    [InlineData("faster_vit_2_any_res", 38.586, 62.322, 0.214, 1.252)]
    [InlineData("faster_vit_3_any_res", 71.596, 162.434, 0.346, 2.806)]
    [InlineData("faster_vit_4_any_res", 165.47, 380.862, 0.548, 4.297)]
    [InlineData("lvt_cls", 0.44, 0.404, 0.0, 0.045)]
    public void Costs_are_those_of_the_published_code(string name, double convolution, double linear, double positions, double attention)
    {
        var macs = ModelDsl.Models.Models.Find(name)!.Macs;
        Assert.Equal(convolution, macs.Convolution / 1e9, Tolerance);
        Assert.Equal(linear, macs.Linear / 1e9, Tolerance);
        Assert.Equal(positions, macs.WeightsOnly / 1e9, Tolerance);
        Assert.Equal(attention, macs.MatMul / 1e9, Tolerance);
    }

    [Theory]
    [InlineData("faster_vit_0_224", 1000, "ImageNet-1K", 82.1, "fastervit_0_224_1k.pth.tar")]
    [InlineData("faster_vit_4_21k_768_any_res", 1000, "ImageNet-1K", 87.9, "fastervit_4_21k_768_w48.pth.tar")]
    [InlineData("faster_vit_0_backbone", null, "", null, "fastervit_0_224_1k.pth.tar")]
    public void What_was_published_is_told(string name, int? classes, string dataset, double? top1, string checkpoint)
    {
        var model = ModelDsl.Models.Models.Find(name)!;
        Assert.Equal(classes, (int?)model.Classes);
        Assert.Equal((dataset, top1, checkpoint), (model.Published!.Dataset, model.Published.Top1, model.Published.Checkpoint));
        Assert.Equal("NVIDIA Source Code License-NC", model.Published.License);
    }

    [Fact]
    public void The_scaling_to_ResNet50_has_its_size() => Assert.InRange(LvtR50.Info.Parameters, 25_600_000 * 0.95, 25_600_000 * 1.05);
}
