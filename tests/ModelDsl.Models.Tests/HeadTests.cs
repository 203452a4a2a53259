using ModelDsl.Runtime;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelDsl.Models.Tests;

/// <summary>The box head of Cascade R-CNN with four convolutions.</summary>
[Model("cascade_box_head")]
public partial class CascadeBoxHead
{
    private static (Sym Scores, Sym Offsets) Define(Scope s) =>
        RegionCnn.Boxes(s, s.Input("regions", Dim.Batch, 8, 7, 7), classes: 5, dim: 16, convs: 4, convDim: 12, isAgnostic: true);
}

/// <summary>A mask head of two convolutions.</summary>
[Model("tiny_mask_head")]
public partial class TinyMaskHead
{
    private static Sym Define(Scope s) => RegionCnn.Masks(s, s.Input("regions", Dim.Batch, 8, 14, 14), classes: 3, dim: 6, convs: 2);
}

/// <summary>The proposal network on the pyramid of any backbone.</summary>
[Model("tiny_rpn")]
public partial class TinyRpn
{
    private static Features Define(Scope s) =>
        RegionCnn.Proposals(s / "rpn_head", FeaturePyramid.Neck(s / "neck", ConvNext.Backbone(s / "backbone", ConvNext.Tiny with { Depths = [1, 1, 1, 1], Dims = [8, 12, 16, 20] }), dim: 8), anchors: 2);
}

/// <summary>Heads by themselves, and those of detectors; what the segmentation heads compute is compared in the tests of the command.</summary>
public sealed class HeadTests
{
    // What LVT's configuration says, without backbone: pyramid 384,768.
    [Theory]
    [InlineData("lvt_rpn_256", 3_429_092 + 384_768 + 84_495)]
    [InlineData("lvt_box_head", 843_121)]
    [InlineData("lvt_mask_head", 376_880)]
    [InlineData("segformer_head", 460_844)]
    [InlineData("uper_head", 2_553_750)]
    [InlineData("fpn_neck_lvt", 384_768)]
    [InlineData("panoptic_fpn_head", 1_630_774)]
    [InlineData("faster_vit_0_dino", 30_892_608)]
    [InlineData("faster_vit_1_dino", 52_726_656)]
    [InlineData("faster_vit_2_dino", 75_155_968)]
    [InlineData("faster_vit_3_dino", 158_524_480)]
    [InlineData("faster_vit_4_dino", 363_989_064)]
    [InlineData("faster_vit_4_21k_224_dino", 270_377_576)]
    public void Parameters_are_those_of_the_published_code(string name, long parameters) => Assert.Equal(parameters, ModelDsl.Models.Models.Find(name)!.Parameters);

    [Fact]
    public void A_detection_backbone_has_the_keys_of_its_classifier_and_its_own_norms()
    {
        using var classifier = new FasterVit0(Initialization.Skip);
        using var backbone = new FasterVit0Dino(Initialization.Skip);
        var shapes = StateLayout.Of(classifier).ToDictionary(slot => slot.Key, slot => string.Join(",", slot.Shape));
        var own = StateLayout.Of(backbone).Where(slot => !shapes.TryGetValue(slot.Key, out var shape) || shape != string.Join(",", slot.Shape)).Select(slot => slot.Key);
        string[] entries = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"];
        Assert.Equal(new[] { "norm1", "norm2", "norm3" }.SelectMany(norm => entries.Select(e => $"{norm}.{e}")), own);
    }

    [Fact]
    public void A_head_that_gets_fewer_maps_says_which_it_takes()
    {
        var info = FpnNeckLvt.Info.Model;
        using var net = info.Create(Initialization.Skip);
        using var map = zeros(1, 64, 8, 8);
        var error = Assert.Throws<ArgumentException>(() => info.Forward(net, map, map));
        Assert.StartsWith("fpn_neck_lvt takes 4 tensors (level1 [N, 64, H, W], level2 [N, 64, ⌈H/2⌉, ⌈W/2⌉], ", error.Message);
        Assert.Contains("), not 2", error.Message);
    }

    [Theory]
    [InlineData(new long[] { 1, 64, 4, 5 }, new long[] { 1, 160, 2, 3 }, "level2 is [1, 64, 4, 5]; beside the inputs before it fpn_neck_lvt takes [2, 64, 4, 5]")]
    [InlineData(new long[] { 2, 64, 4, 5 }, new long[] { 2, 160, 2, 2 }, "level3 is [2, 160, 2, 2]; beside the inputs before it fpn_neck_lvt takes [2, 160, 2, 3]")]
    [InlineData(new long[] { 2, 64, 4, 5 }, new long[] { 2, 160, 2, 3 }, null)]
    public void Maps_that_do_not_belong_to_each_other_are_told(long[] second, long[] third, string? message)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var net = new FpnNeckLvt();
        using var prepared = Runtime.Inference.InferenceExtensions.ForInference(net);
        Tensor[] maps = [randn(2, 64, 8, 9), randn(second), randn(third), randn(2, 256, 1, 2)];
        if (message is null)
        {
            Assert.Equal([2, 96, 8, 9], net.call(maps[0], maps[1], maps[2], maps[3]).Stage1.shape);
            Assert.Equal([2, 96, 8, 9], prepared.Run(maps)[0].Value.shape);
            return;
        }
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => net.call(maps[0], maps[1], maps[2], maps[3])).Message);
        Assert.Contains(message[message.LastIndexOf('[')..], Assert.Throws<ArgumentException>(() => prepared.Run(maps)).Message);
    }

    [Fact]
    public void Heads_start_as_published()
    {
        manual_seed(1);
        using var box = new LvtBoxHead();
        var state = box.state_dict();
        Assert.Equal(0.01, Deviation(state["roi_head.bbox_head.fc_cls.weight"]), 1e-3);
        Assert.Equal(0.001, Deviation(state["roi_head.bbox_head.fc_reg.weight"]), 1e-4);
        Assert.Equal(Math.Sqrt(2.0 / (160 + 160)), Deviation(state["roi_head.bbox_head.shared_fcs.1.weight"]), 3e-3);
    }

    [Fact]
    public void The_proposal_network_is_one_for_all_levels()
    {
        using var net = new TinyRpn();
        net.eval();
        Assert.Equal(
            ["rpn_cls.bias", "rpn_cls.weight", "rpn_conv.bias", "rpn_conv.weight", "rpn_reg.bias", "rpn_reg.weight"],
            net.state_dict().Keys.Where(k => k.StartsWith("rpn_head.", StringComparison.Ordinal)).Select(k => k["rpn_head.".Length..]).Order(StringComparer.Ordinal));
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var image = randn(2, 3, 96, 130);
        var info = TinyRpn.Info.Model;
        var outputs = info.Forward(net, image).ToDictionary(o => o.Name, o => o.Value);
        Assert.Equal(10, outputs.Count);
        Assert.Equal([2, 2, 24, 32], outputs["stage1_scores"].shape);
        Assert.Equal([2, 8, 2, 2], outputs["stage5_offsets"].shape);

        // The pyramid of the same weights, then the head in plain calls.
        var state = net.state_dict();
        using var pyramid = new TinyPyramid();
        pyramid.eval();
        Assert.Empty(pyramid.load_state_dict(state, strict: false).missing_keys);
        foreach (var level in TinyPyramid.Info.Model.Forward(pyramid, image))
        {
            var hidden = functional.conv2d(level.Value, state["rpn_head.rpn_conv.weight"], state["rpn_head.rpn_conv.bias"], padding: [1L, 1L]).relu();
            AssertClose(functional.conv2d(hidden, state["rpn_head.rpn_cls.weight"], state["rpn_head.rpn_cls.bias"]), outputs[level.Name + "_scores"]);
            AssertClose(functional.conv2d(hidden, state["rpn_head.rpn_reg.weight"], state["rpn_head.rpn_reg.bias"]), outputs[level.Name + "_offsets"]);
        }
    }

    [Fact]
    public void The_box_head_of_a_cascade_has_four_convolutions_and_offsets_for_all_classes()
    {
        using var scope = NewDisposeScope();
        using var net = new CascadeBoxHead();
        net.eval();
        var state = net.state_dict();
        Assert.Equal(
            ["fc_cls.weight", "fc_cls.bias", "fc_reg.weight", "fc_reg.bias", "shared_convs.0.conv.weight", "shared_convs.0.bn.weight"], state.Keys.Take(6));
        Assert.Equal("shared_fcs.0.bias", state.Keys.Last());
        using var gradients = no_grad();
        foreach (var (key, value) in state.Where(e => e.Key.Contains(".bn.") && e.Value.is_floating_point())) value.uniform_(0.5, 1.5);
        var x = randn(3, 8, 7, 7);
        using var actual = net.call(x);
        for (var i = 0; i < 4; i++)
        {
            Tensor Of(string name) => state[$"shared_convs.{i}.{name}"];
            x = functional.conv2d(x, Of("conv.weight"), padding: [1L, 1L]);
            x = functional.batch_norm(x, Of("bn.running_mean"), Of("bn.running_var"), Of("bn.weight"), Of("bn.bias")).relu();
        }
        x = functional.linear(x.flatten(1), state["shared_fcs.0.weight"], state["shared_fcs.0.bias"]).relu();
        Assert.Equal([3, 6], actual.Scores.shape);
        Assert.Equal([3, 4], actual.Offsets.shape);
        AssertClose(functional.linear(x, state["fc_cls.weight"], state["fc_cls.bias"]), actual.Scores);
        AssertClose(functional.linear(x, state["fc_reg.weight"], state["fc_reg.bias"]), actual.Offsets);
    }

    [Fact]
    public void The_mask_head_doubles_the_size()
    {
        using var scope = NewDisposeScope();
        using var net = new TinyMaskHead();
        net.eval();
        var state = net.state_dict();
        Assert.Equal(
            ["convs.0.conv.weight", "convs.0.conv.bias", "convs.1.conv.weight", "convs.1.conv.bias", "upsample.weight", "upsample.bias", "conv_logits.weight", "conv_logits.bias"], state.Keys);
        using var gradients = no_grad();
        var x = randn(2, 8, 14, 14);
        using var actual = net.call(x);
        for (var i = 0; i < 2; i++) x = functional.conv2d(x, state[$"convs.{i}.conv.weight"], state[$"convs.{i}.conv.bias"], padding: [1L, 1L]).relu();
        x = functional.conv_transpose2d(x, state["upsample.weight"], state["upsample.bias"], strides: [2L, 2L]).relu();
        Assert.Equal([2, 3, 28, 28], actual.shape);
        AssertClose(functional.conv2d(x, state["conv_logits.weight"], state["conv_logits.bias"]), actual);
    }

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        var worst = (expected - actual).abs().max().item<float>();
        Assert.InRange(worst, 0, 2e-5 * expected.square().mean().sqrt().item<float>());
    }

    private static double Deviation(Tensor tensor)
    {
        using var deviation = tensor.std();
        return deviation.item<float>();
    }
}

/// <summary>The pyramid that <see cref="TinyRpn"/> works on.</summary>
[Model("tiny_pyramid")]
public partial class TinyPyramid
{
    private static Features Define(Scope s) =>
        FeaturePyramid.Neck(s / "neck", ConvNext.Backbone(s / "backbone", ConvNext.Tiny with { Depths = [1, 1, 1, 1], Dims = [8, 12, 16, 20] }), dim: 8);
}
