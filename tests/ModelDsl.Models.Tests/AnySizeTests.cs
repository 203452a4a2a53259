using ModelDsl.Runtime;
using static TorchSharp.torch;

namespace ModelDsl.Models.Tests;

/// <summary>One instance for images of every size.</summary>
[Collection(nameof(MemoryTests))]
public sealed class AnySizeTests
{
    [Theory]
    [InlineData("tiny_96x96")]
    [InlineData("tiny_80x150")]
    [InlineData("tiny_131x33")]
    [InlineData("tiny_32x40")]
    public void It_computes_what_the_model_of_that_size_computes(string name)
    {
        using var any = new TinyAnySize();
        Same(Models.Find("tiny_any_size")!, any, Models.Find(name)!);
    }

    [Fact]
    public void So_does_an_LVT()
    {
        using var any = new TinyLvtAnySize();
        Same(Models.Find("tiny_lvt_any_size")!, any, Models.Find("tiny_lvt_75x44")!);
    }

    [Fact]
    public void So_do_the_convolutional_families_and_PVT()
    {
        using var resNet = new TinyResNet();
        Same(Models.Find("tiny_resnet")!, resNet, Models.Find("tiny_resnet_75x44")!);
        using var convNext = new TinyConvNext();
        Same(Models.Find("tiny_convnext")!, convNext, Models.Find("tiny_convnext_75x44")!);
        using var mobileNet = new TinyMobileNet();
        Same(Models.Find("tiny_mobilenet")!, mobileNet, Models.Find("tiny_mobilenet_75x44")!);
        using var pvt = new TinyPvt();
        Same(Models.Find("tiny_pvt")!, pvt, Models.Find("tiny_pvt_75x44")!);
    }

    [Fact]
    public void One_instance_runs_two_hundred_sizes()
    {
        using var net = new TinyAnySize();
        using var lvt = new TinyLvtAnySize();
        net.eval();
        lvt.eval();
        using var mode = no_grad();
        var random = new Random(7);
        var sizes = Enumerable.Range(0, 200).Select(_ => (Height: random.Next(32, 200), Width: random.Next(32, 200))).ToHashSet();
        Assert.True(sizes.Count > 190 && sizes.Any(s => s.Height % 2 == 1 && s.Width % 2 == 0));
        foreach (var (height, width) in sizes)
        {
            using var image = randn(1, 3, height, width);
            using var logits = net.call(image);
            Assert.Equal([1, 5], logits.shape);
            using var isFinite = logits.isfinite();
            using var all = isFinite.all();
            Assert.True(all.item<bool>());
            using var maps = lvt.call(image);
            Assert.Equal([1, 16, (height + 15) / 16, (width + 15) / 16], maps.Stage3.shape);
        }
    }

    [Theory]
    [InlineData(31, 64)]
    [InlineData(64, 8)]
    public void A_size_that_is_too_small_is_refused_with_the_smallest(int height, int width)
    {
        using var net = new TinyAnySize(Initialization.Skip);
        using var image = zeros(1, 3, height, width);
        var error = Assert.Throws<ArgumentException>("image", () => net.call(image));
        Assert.StartsWith($"image is [1, 3, {height}, {width}]; tiny_any_size takes [N, 3, H, W] with H at least 32, W at least 32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_trains_at_changing_sizes_even_where_there_is_one_window_only()
    {
        using var net = new TinyAnySize();
        net.train();
        foreach (var (height, width) in new[] { (40, 32), (96, 96), (130, 70) })
        {
            using var image = randn(2, 3, height, width);
            using var logits = net.call(image);
            using var loss = logits.square().sum();
            loss.backward();
            foreach (var (name, parameter) in net.named_parameters())
            {
                if (parameter.grad is not { } gradient) continue;
                using var isFinite = gradient.isfinite();
                using var all = isFinite.all();
                Assert.True(all.item<bool>(), $"{name} at {height}x{width}");
            }
        }
    }

    [Fact]
    public void A_backbone_has_the_weights_of_the_classifier_and_its_maps()
    {
        using var classifier = new TinyAnySize();
        using var backbone = new TinyAnySizeBackbone(Initialization.Skip);
        var keys = StateLayout.Of(classifier).Select(s => s.Key).ToHashSet();
        Assert.All(StateLayout.Of(backbone), slot => Assert.Contains(slot.Key, keys));
        Assert.Equal(["head.bias", "head.weight", "norm.bias", "norm.num_batches_tracked", "norm.running_mean", "norm.running_var", "norm.weight"],
            keys.Except(StateLayout.Of(backbone).Select(s => s.Key)).Order(StringComparer.Ordinal));
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".safetensors");
        try
        {
            Weights.Save(classifier, file);
            Assert.Throws<WeightsException>(() => Weights.Load(backbone, file));
            Weights.Load(backbone, file, new() { Adapters = [new LeftOut("norm.", "head.")] });
        }
        finally
        {
            File.Delete(file);
        }
        classifier.eval();
        backbone.eval();
        using var image = randn(2, 3, 75, 110);
        using var mode = no_grad();
        using var maps = backbone.call(image);
        Assert.Equal([2, 8, 19, 28], maps.Stage1.shape);
        Assert.Equal([2, 64, 3, 4], maps.Stage4.shape);
        Assert.Equal((64, 32), (TinyAnySizeBackbone.Outputs.Stage4Channels, TinyAnySizeBackbone.Outputs.Stage4Stride));

        using var expected = classifier.call(image);
        using var normalised = classifier.Norm.call(maps.Stage4);
        using var pooled = normalised.mean([2, 3]);
        using var actual = classifier.Head.call(pooled);
        Assert.True(actual.allclose(expected, 1e-4, 1e-6));

        // The map of a stage is what its own downsampling takes.
        using var next = ((nn.Module<Tensor, Tensor>)classifier.Levels[2].Downsample!).call(maps.Stage3);
        using var level4 = ((nn.Module<Tensor, Tensor>)classifier.Levels[3]).call(next);
        Assert.True(level4.allclose(maps.Stage4, 1e-4, 1e-5));
    }

    private static void Same(ModelInfo anyInfo, nn.Module any, ModelInfo fixedInfo)
    {
        using var one = fixedInfo.Create(Initialization.Skip);
        Copy(any, one);
        any.eval();
        one.eval();
        using var image = randn([2, .. fixedInfo.Inputs[0].Shape.Skip(1)]);
        using var mode = no_grad();
        foreach (var (expected, actual) in fixedInfo.Forward(one, image).Zip(anyInfo.Forward(any, image)))
        {
            Assert.True(actual.Value.allclose(expected.Value, 1e-4, 1e-5), fixedInfo.Name);
            expected.Value.Dispose();
            actual.Value.Dispose();
        }
    }

    /// <summary>Weights of the same keys; the target has no others.</summary>
    private static void Copy(nn.Module source, nn.Module target)
    {
        using var mode = no_grad();
        var values = StateLayout.Of(source).Where(s => s.Tensor is not null).ToDictionary(s => s.Key, s => s.Tensor!);
        foreach (var slot in StateLayout.Of(target).Where(s => s.Tensor is not null)) slot.Tensor!.copy_(values[slot.Key]);
        WeightState.Changed(target);
    }
}
