using System.Text.Json;
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

/// <summary>DINO's neck with two levels more than the backbone has.</summary>
[Model("tiny_dino_neck")]
public partial class TinyDinoNeck
{
    private static Features Define(Scope s) => DinoNeck.Levels(s, Levels.Inputs(s, [8, 12], ImageSize.Any(minimum: 1, reference: 16)), dim: 32, further: 2);
}

/// <summary>DINO's neck for images of different sizes in one batch.</summary>
[Model("padded_dino_neck")]
public partial class PaddedDinoNeck
{
    private static Features Define(Scope s)
    {
        var padding = s.Input(ElementType.Bool, "padding", Dim.Batch, Dim.Symbol("image_height", reference: 48), Dim.Symbol("image_width", reference: 64));
        var map = s.Input("map", Dim.Batch, 8, Dim.Symbol("H", reference: 12), Dim.Symbol("W", reference: 16));
        return DinoNeck.Levels(s, new Features().Add("map", map), dim: 32, padding: padding);
    }
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
    // The backbone with four norms; neck: 256 · (96 + 192 + 384 + 768) + 4 · 256 and 4 · (9 · 256 · 256 + 256); proposals: one such 3×3, 256 · 3 + 3, 256 · 12 + 12.
    [InlineData("faster_vit_2_cascade_rpn", 75_153_280 + 2 * (96 + 192 + 384 + 768) + 369_664 + 4 * 590_080 + 590_080 + 771 + 3_084)]
    // 7 · 7 · 256 · 1024 + 1024, 1024 · 1024 + 1024, 1024 · 81 + 81, 1024 · 4 + 4.
    [InlineData("cascade_box_heads", 3 * (12_846_080 + 1_049_600 + 83_025 + 4_100))]
    // Four 3×3, 256 · 256 · 4 + 256, 256 · 80 + 80.
    [InlineData("cascade_mask_heads", 3 * (4 * 590_080 + 262_400 + 20_560))]
    // (128 + 256 + 512) · 256 + 9 · 512 · 256, bias and norm 3 · 256 each.
    [InlineData("faster_vit_0_dino_4scale", 30_892_608 + 896 * 256 + 9 * 512 * 256 + 4 * 3 * 256)]
    // (196 + 392 + 784 + 1568) · 256 + 9 · 1568 · 256; the norm of the first map.
    [InlineData("faster_vit_4_21k_224_dino_5scale", 270_377_576 + 2 * 196 + 2_940 * 256 + 9 * 1_568 * 256 + 5 * 3 * 256)]
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
    public void A_cascade_has_the_keys_of_mmdetection()
    {
        using var net = new FasterVit2CascadeRpn(Initialization.Skip);
        string[] norms = [.. Enumerable.Range(0, 4).SelectMany(i => new[] { "weight", "bias", "running_mean", "running_var", "num_batches_tracked" }.Select(e => $"backbone.norm{i}.{e}"))];
        string[] pyramid = [.. new[] { "lateral_convs", "fpn_convs" }.SelectMany(list => Enumerable.Range(0, 4).SelectMany(i => Pair($"neck.{list}.{i}.conv")))];
        Assert.Equal([.. norms, .. pyramid, .. Pair("rpn_head.rpn_conv"), .. Pair("rpn_head.rpn_cls"), .. Pair("rpn_head.rpn_reg")], KeysOf(net)[^(20 + 16 + 6)..]);

        using var boxes = new CascadeBoxHeads(Initialization.Skip);
        Assert.Equal(
            Enumerable.Range(0, 3).SelectMany(i => new[] { "fc_cls", "fc_reg", "shared_fcs.0", "shared_fcs.1" }.SelectMany(layer => Pair($"roi_head.bbox_head.{i}.{layer}"))), KeysOf(boxes));
        using var masks = new CascadeMaskHeads(Initialization.Skip);
        Assert.Equal(
            Enumerable.Range(0, 3).SelectMany(i => new[] { "convs.0.conv", "convs.1.conv", "convs.2.conv", "convs.3.conv", "upsample", "conv_logits" }.SelectMany(layer => Pair($"roi_head.mask_head.{i}.{layer}"))), KeysOf(masks));
    }

    [Fact]
    public void The_heads_of_a_cascade_are_called_one_after_the_other()
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var net = new CascadeBoxHeads();
        Tensor[] regions = [randn(2, 256, 7, 7), randn(2, 256, 7, 7), randn(2, 256, 7, 7)];
        var all = net.call(regions[0], regions[1], regions[2]);
        Tensor[] scores = [all.Scores1, all.Scores2, all.Scores3], offsets = [all.Offsets1, all.Offsets2, all.Offsets3];
        for (var i = 0; i < 3; i++)
        {
            var (ofStep, offsetsOfStep) = net.RoiHead.BboxHead[i].call(regions[i]);
            Assert.Equal([2, 81], scores[i].shape);
            Assert.Equal([2, 4], offsets[i].shape);
            AssertClose(scores[i], ofStep);
            AssertClose(offsets[i], offsetsOfStep);
        }
        using var masks = new CascadeMaskHeads();
        var masked = masks.call(randn(2, 256, 14, 14));
        Assert.All([masked.Masks1, masked.Masks2, masked.Masks3], mask => Assert.Equal([2, 80, 28, 28], mask.shape));
        Assert.NotEqual(masked.Masks1.data<float>()[0], masked.Masks2.data<float>()[0]);
    }

    [Theory]
    [InlineData(64, 96)]
    [InlineData(65, 97)]
    public void A_cascade_takes_images_of_any_size(int height, int width)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var net = new FasterVit2CascadeRpn(Initialization.Skip);
        net.eval();
        var outputs = FasterVit2CascadeRpn.Info.Model.Forward(net, zeros(1, 3, height, width)).ToDictionary(o => o.Name, o => o.Value.shape);
        Assert.Equal(15, outputs.Count);
        for (var (i, h, w) = (1, (height + 3) / 4, (width + 3) / 4); i <= 5; (i, h, w) = (i + 1, (h + 1) / 2, (w + 1) / 2))
        {
            Assert.Equal([1, 256, h, w], outputs[$"stage{i}"]);
            Assert.Equal([1, 3, h, w], outputs[$"stage{i}_scores"]);
            Assert.Equal([1, 12, h, w], outputs[$"stage{i}_offsets"]);
        }
    }

    [Theory]
    [InlineData("faster_vit_0_dino_4scale", "faster_vit_0_dino", 4, 0)]
    [InlineData("faster_vit_4_21k_224_dino_5scale", "faster_vit_4_21k_224_dino", 5, 5)]
    public void Dino_has_the_keys_of_its_published_code(string name, string backbone, int levels, int further)
    {
        using var net = ModelDsl.Models.Models.Find(name)!.Create(Initialization.Skip);
        using var below = ModelDsl.Models.Models.Find(backbone)!.Create(Initialization.Skip);
        var keys = KeysOf(net);
        Assert.Equal(Enumerable.Range(0, levels).SelectMany(i => Pair($"input_proj.{i}.0").Concat(Pair($"input_proj.{i}.1"))), keys[..(4 * levels)]);
        // The backbone's, in its order; five scales normalise the first map too.
        Assert.Equal(KeysOf(below).Select(key => "backbone.0." + key), keys[(4 * levels)..].Where(key => !key.StartsWith("backbone.0.norm0.", StringComparison.Ordinal)));
        Assert.Equal(KeysOf(below).Length + further, keys.Length - 4 * levels);
    }

    [Theory]
    [InlineData(128, 160)]
    [InlineData(129, 161)]
    public void Dino_takes_images_of_any_size(int height, int width)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var net = new FasterVit0Dino4Scale();
        net.eval();
        var outputs = FasterVit0Dino4Scale.Info.Model.Forward(net, zeros(2, 3, height, width)).ToDictionary(o => o.Name, o => o.Value);
        Assert.Equal(8, outputs.Count);
        Assert.Equal((8, 64), (FasterVit0Dino4Scale.Outputs.Level1Stride, FasterVit0Dino4Scale.Outputs.Level4Stride));
        for (var (i, h, w) = (1, (height + 7) / 8, (width + 7) / 8); i <= 4; (i, h, w) = (i + 1, (h + 1) / 2, (w + 1) / 2))
        {
            Assert.Equal([2, 256, h, w], outputs[$"level{i}"].shape);
            Assert.Equal([1, 256, h, w], outputs[$"level{i}_positions"].shape);
        }
        if (height != 128) return;
        AssertGolden("256x16x20", outputs["level1_positions"]);
        AssertGolden("256x8x10", outputs["level2_positions"]);
        AssertGolden("256x4x5", outputs["level3_positions"]);
        AssertGolden("256x2x3", outputs["level4_positions"]);
    }

    [Fact]
    public void Levels_of_Dino_are_those_of_plain_calls_and_positions_those_of_PyTorch()
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var net = new TinyDinoNeck();
        net.eval();
        var state = net.state_dict();
        Tensor[] maps = [randn(2, 8, 6, 9), randn(2, 12, 3, 5)];
        var outputs = net.call(maps[0], maps[1]);
        var third = Layer(2, maps[1], 2);
        AssertClose(Layer(0, maps[0], 1), outputs.Level1);
        AssertClose(Layer(1, maps[1], 1), outputs.Level2);
        AssertClose(third, outputs.Level3);
        AssertClose(Layer(3, third, 2), outputs.Level4);
        Assert.Equal([2, 32, 1, 2], outputs.Level4.shape);
        AssertGolden("32x3x5", outputs.Level2Positions);

        Tensor Layer(int i, Tensor x, long stride) => functional.group_norm(
            functional.conv2d(x, state[$"input_proj.{i}.0.weight"], state[$"input_proj.{i}.0.bias"], [stride, stride], [stride - 1, stride - 1]), 32, state[$"input_proj.{i}.1.weight"], state[$"input_proj.{i}.1.bias"]);
    }

    [Fact]
    public void Positions_of_Dino_end_where_an_image_of_the_batch_ends()
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        using var net = new PaddedDinoNeck();
        net.eval();
        // Three images in a batch of 48×68: the first fills it, the second is 31×44, the third ends with the last row.
        var padding = zeros(3, 48, 68, @bool);
        padding[1, TensorIndex.Slice(31)] = true;
        padding[1, .., TensorIndex.Slice(44)] = true;
        padding[2, .., TensorIndex.Slice(17)] = true;
        var outputs = net.call(padding, randn(3, 8, 6, 9));
        using var prepared = Runtime.Inference.InferenceExtensions.ForInference(net);
        Assert.True(prepared.Run([padding, zeros(3, 8, 6, 9)]).Single(o => o.Name == "level1_positions").Value.equal(outputs.Level1Positions).all().item<bool>());
        Check(outputs.Level1Padding, outputs.Level1Positions, 6, 9);
        Check(outputs.Level2Padding, outputs.Level2Positions, 3, 5);
        // What fills the batch has the positions of a model without padding.
        using var plain = new TinyDinoNeck();
        plain.eval();
        AssertClose(plain.call(zeros(1, 8, 6, 9), zeros(1, 12, 3, 5)).Level1Positions[0], outputs.Level1Positions[0]);

        // As in PyTorch's code: sums of the mask along each axis, as a share of the last one.
        void Check(Tensor mask, Tensor positions, long height, long width)
        {
            var expected = functional.interpolate(padding.unsqueeze(1).to_type(ScalarType.Float32), [height, width]).squeeze(1).to_type(@bool);
            Assert.True(expected.equal(mask).all().item<bool>());
            var image = (~expected).to_type(ScalarType.Float32);
            Assert.Equal([3, 32, height, width], positions.shape);
            AssertClose(cat([Code(image.cumsum(1), 1), Code(image.cumsum(2), 2)], 1), positions);
        }

        static Tensor Code(Tensor sums, int axis)
        {
            var angles = sums / (sums.narrow(axis, sums.shape[axis] - 1, 1) + 1e-6f) * (2 * MathF.PI);
            var scaled = angles.unsqueeze(1) / pow(20, arange(8, ScalarType.Float32) / 8).reshape(1, 8, 1, 1);
            return stack([scaled.sin(), scaled.cos()], 2).flatten(1, 2);
        }
    }

    [Fact]
    public void Dino_starts_as_published()
    {
        manual_seed(1);
        using var net = new TinyDinoNeck();
        using var weight = net.state_dict()["input_proj.3.0.weight"].detach().abs();
        // Xavier: uniform up to √(6 / (9 · 32 + 9 · 32)).
        var bound = Math.Sqrt(6.0 / (2 * 9 * 32));
        using var largest = weight.max();
        using var mean = weight.mean();
        Assert.InRange(largest.item<float>(), 0.99 * bound, bound);
        Assert.InRange(mean.item<float>(), 0.48 * bound, 0.52 * bound);
        Assert.Equal(0, net.state_dict()["input_proj.0.0.bias"].detach().abs().max().item<float>());
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

    /// <summary>Compares positions with those of PyTorch; Fixtures/positions.py says what the file holds, and makes it.</summary>
    private static void AssertGolden(string name, Tensor positions)
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "positions.json")));
        Assert.Equal("1x" + name, string.Join("x", positions.shape));
        var values = positions.contiguous().data<float>().ToArray();
        var samples = golden.RootElement.GetProperty(name).EnumerateArray().Select(s => (Index: s[0].GetInt32(), Value: s[1].GetDouble())).ToList();
        Assert.True(samples.Count >= 30);
        Assert.All(samples, s => Assert.Equal(s.Value, values[s.Index], 1e-5));
    }

    private static string[] KeysOf(Module net) => [.. StateLayout.Of(net).Select(slot => slot.Key)];

    private static string[] Pair(string layer) => [$"{layer}.weight", $"{layer}.bias"];

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
