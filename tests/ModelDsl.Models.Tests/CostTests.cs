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
    [InlineData("resnet50", 4.089, 0.0)]
    [InlineData("convnext_tiny", 4.456, 0.0)]
    [InlineData("vit_small_patch16_224", 4.241, 0.358)]
    [InlineData("mobilenetv2_100", 0.301, 0.0)]
    [InlineData("pvt_v2_b0", 0.528, 0.038)]
    [InlineData("swin_tiny_patch4_window7_224", 4.350, 0.140)]
    [InlineData("efficientformer_l1", 1.288, 0.003)]
    [InlineData("volo_d1_224", 6.493, 0.426)]
    [InlineData("maxvit_tiny_tf_224", 5.368, 0.177)]
    [InlineData("maxvit_tiny_rw_224", 4.891, 0.177)]
    public void The_families_around_them_cost_what_timms_do(string name, double layers, double attention)
    {
        var macs = ModelDsl.Models.Models.Find(name)!.Macs;
        Assert.Equal(layers, (macs.Convolution + macs.Linear) / 1e9, Tolerance);
        Assert.Equal(0, macs.WeightsOnly);
        Assert.Equal(attention, macs.MatMul / 1e9, Tolerance);
    }

    /// <summary>Millions of parameters as published; those of the golden files are compared to the last one.</summary>
    [Theory]
    [InlineData("resnet18", 11.69)]
    [InlineData("resnet34", 21.80)]
    [InlineData("resnet101", 44.55)]
    [InlineData("convnext_atto", 3.70)]
    [InlineData("convnext_nano", 15.59)]
    [InlineData("convnext_small", 50.22)]
    [InlineData("convnext_base", 88.59)]
    [InlineData("convnext_large", 197.77)]
    [InlineData("vit_tiny_patch16_224", 5.72)]
    [InlineData("vit_base_patch16_224", 86.57)]
    [InlineData("mobilenetv2_140", 6.11)]
    [InlineData("pvt_v2_b1", 14.01)]
    [InlineData("pvt_v2_b2", 25.36)]
    [InlineData("pvt_v2_b3", 45.24)]
    [InlineData("pvt_v2_b4", 62.56)]
    [InlineData("pvt_v2_b5", 81.96)]
    [InlineData("swin_small_patch4_window7_224", 49.61)]
    [InlineData("swin_base_patch4_window7_224", 87.77)]
    public void The_other_variants_have_as_many_parameters_as_timms(string name, double millions) =>
        Assert.Equal(millions, ModelDsl.Models.Models.Find(name)!.Parameters / 1e6, 0.005);

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
