using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests;

[Model("tiny_faster_vit_other_heads")]
public partial class TinyOtherHeads
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, TinyConfigs.Small with { Heads = [2, 8] });
}

[Model("tiny_faster_vit_deeper")]
public partial class TinyDeeper
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, TinyConfigs.Small with { Depths = [1, 1, 3, 1], Classes = 6 });
}

[Model("tiny_faster_vit_wider")]
public partial class TinyWider
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, TinyConfigs.Small with { Dim = 16, MlpRatio = 3 });
}

[Model("tiny_faster_vit_unscaled")]
public partial class TinyUnscaled
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, TinyConfigs.Small with { LayerScale = null });
}

[Model("tiny_faster_vit_as_it_is")]
public partial class TinyAsItIs
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, TinyConfigs.Small);
}

[Model("tiny_any_size_other_heads")]
public partial class TinyAnySizeOtherHeads
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, TinyAnySize.Small with { Resolution = ImageSize.Any(reference: 96), Heads = [4, 4] });
}

internal static class TinyConfigs
{
    public static FasterVitConfig Small { get; } = FasterVit.B0 with
    {
        Depths = [1, 1, 2, 1], Dim = 8, StemDim = 8, Heads = [2, 4], Windows = [2, 2], Resolution = 64, Classes = 5, LayerScale = 1e-5,
    };
}

/// <summary>A load of another variant's file names the hyper-parameters, on real files.</summary>
public sealed class WeightCauseTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Heads() => AssertTold(new TinyAsItIs(), new TinyOtherHeads(), "Heads[1] is 4 here and 8 in the file");

    [Fact]
    public void Depth_and_classes() => AssertTold(new TinyAsItIs(), new TinyDeeper(), "Depths[2] is 2 here and 3 in the file", "Classes is 5 here and 6 in the file");

    [Fact]
    public void Channels_and_the_ratio_of_the_mlps() => AssertTold(new TinyAsItIs(), new TinyWider(), "Dim is 8 here and 16 in the file", "MlpRatio is 4 here and 3 in the file");

    [Fact]
    public void Layer_scale() => AssertTold(new TinyAsItIs(), new TinyUnscaled(), "LayerScale is 1E-05 here and not so in the file");

    [Fact]
    public void Layer_scale_that_only_the_file_has() => AssertTold(new TinyUnscaled(), new TinyAsItIs(), "LayerScale is null here and not so in the file");

    [Fact]
    public void A_model_for_images_of_any_size() => AssertTold(new TinyAnySize(), new TinyAnySizeOtherHeads(), "Heads[0] is 2 here and 4 in the file");

    [Fact]
    public void What_an_adapter_settles_is_no_difference()
    {
        using var net = new TinyAsItIs();
        var e = Assert.Throws<WeightsException>(() => Weights.Load(net, Save(new TinyDeeper()), new() { Adapters = [new NewHead("head")] }));
        Assert.Equal("Depths[2]", Assert.Single(e.Causes).Name);
    }

    [Fact]
    public void The_callers_own_words_come_before()
    {
        using var net = new TinyAsItIs();
        var e = Assert.Throws<WeightsException>(() => Weights.Load(net, Save(new TinyOtherHeads()), new() { Explain = _ => "that of the intern" }));
        Assert.All(e.Mismatches, m => Assert.Equal("that of the intern", m.Explanation));
        Assert.Contains("that of the intern", e.Message);
        Assert.Equal("8", Assert.Single(e.Causes).FileValue);
    }

    [Fact]
    public void Another_architecture_is_no_matter_of_a_number()
    {
        using var net = new TinyAsItIs();
        var e = Assert.Throws<WeightsException>(() => Weights.Load(net, Save(new TinyLvt())));
        Assert.Empty(e.Causes);
        Assert.All(e.Mismatches, m => Assert.Null(m.Explanation));
    }

    private void AssertTold(TorchSharp.torch.nn.Module net, TorchSharp.torch.nn.Module other, params string[] differences)
    {
        using (net)
        {
            var e = Assert.Throws<WeightsException>(() => Weights.Load(net, Save(other)));
            Assert.Equal(differences.Order(StringComparer.Ordinal), e.Causes.Select(c => c.Difference).Order(StringComparer.Ordinal));
            // A line for each, below the groups.
            Assert.Equal(1 + differences.Length, e.Message.Split('\n').Length);
            Assert.All(differences, d => Assert.Contains("\n  " + d + ": ", e.Message));
            Assert.All(e.Causes, c => Assert.Contains(e.Mismatches, m => m.Name == c.Key));
            Assert.All(e.Mismatches, m => Assert.Contains(m.Explanation, differences));
        }
    }

    private string Save(TorchSharp.torch.nn.Module module)
    {
        using (module)
        {
            var path = Path.Combine(folder, "weights.safetensors");
            Weights.Save(module, path);
            return path;
        }
    }
}
