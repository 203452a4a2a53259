namespace ModelDsl.Models.Tests;

// Variants as a stranger declares them: in another assembly than the family's, small enough to run a thousand times.

[Model("tiny_faster_vit")]
public partial class TinyFasterVit
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B0 with
    {
        Depths = [1, 1, 2, 1], Dim = 8, StemDim = 8, Heads = [2, 4], Windows = [2, 2], Resolution = 64, Classes = 5, LayerScale = 1e-5, Propagation = true,
    });
}

[Model("tiny_lvt")]
public partial class TinyLvt
{
    private static Sym Define(Scope s) => Lvt.ClassAttentionClassifier(s, new LvtClassifierConfig { Encoder = Small, Classes = 5 });

    internal static LvtConfig Small { get; } = new()
    {
        Resolution = 64,
        Stages =
        [
            new() { Depth = 1, Dim = 8, Heads = 2, MlpRatio = 2, DepthwiseMlp = false, Attention = new ConvolutionalAttention() },
            new() { Depth = 2, Dim = 16, Heads = 2, MlpRatio = 2, Attention = new GlobalAttention { Reduction = 2, AtrousRates = [1, 2], Recursion = 3 } },
            new() { Depth = 1, Dim = 16, Heads = 4, MlpRatio = 1.5, Attention = new GlobalAttention() },
        ],
    };
}

[Model("tiny_lvt_backbone")]
public partial class TinyLvtBackbone
{
    private static Features Define(Scope s) => Lvt.Backbone(s, TinyLvt.Small with { InChannels = 1 });
}

/// <summary>A model of its own, without a family: dropout, a group with parameters, an input of two axes.</summary>
[Model("perceptron")]
public partial class Perceptron
{
    private static Sym Define(Scope s)
    {
        var x = s.Input("x", Dim.Batch, 6);
        for (var i = 0; i < 2; i++) x = x.Linear(s / "layers" / i, 6 + i).Relu().Dropout(0.25);
        var scale = (s / "head").Parameter("scale", [x.Features], Init.Constant(2));
        return (x * scale).Linear(s / "head" / "out", 3);
    }
}
