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

/// <summary>A published model once more, whose blocks are all there already.</summary>
[Model("same_as_faster_vit_0")]
public partial class SameAsFasterVit0
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B0);
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

/// <summary>A sequence of any length whose tokens know their places.</summary>
[Model("positions")]
public partial class Positions
{
    private static Sym Define(Scope s)
    {
        var tokens = s.Input("tokens", Dim.Batch, Dim.Symbol("T", reference: 600), 4);
        return tokens + s.Parameter("table", [600, 4], Init.Normal(1)).TakeRows(s.Arange(0, tokens.Shape[1]).ToInt64());
    }
}

/// <summary>Any size, with carrier tokens in both attention stages, and the same at fixed sizes.</summary>
[Model("tiny_any_size")]
public partial class TinyAnySize
{
    internal static FasterVitConfig Small { get; } = FasterVit.B0 with
    {
        Depths = [1, 1, 2, 2], Dim = 8, StemDim = 8, Heads = [2, 4], Windows = [3, 2], Hierarchical = [true, true], Classes = 5,
        LayerScale = 1e-5, Propagation = true, AnyResolution = true,
    };

    private static Sym Define(Scope s) => FasterVit.Classifier(s, Small with { Resolution = ImageSize.Any(reference: 96) });
}

[Model("tiny_96x96")]
public partial class Tiny96By96
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, TinyAnySize.Small with { Resolution = 96 });
}

[Model("tiny_80x150")]
public partial class Tiny80By150
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, TinyAnySize.Small with { Resolution = (80, 150) });
}

[Model("tiny_131x33")]
public partial class Tiny131By33
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, TinyAnySize.Small with { Resolution = (131, 33) });
}

[Model("tiny_32x40")]
public partial class Tiny32By40
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, TinyAnySize.Small with { Resolution = (32, 40) });
}

[Model("tiny_any_size_backbone")]
public partial class TinyAnySizeBackbone
{
    private static Features Define(Scope s) => FasterVit.Backbone(s, TinyAnySize.Small with { Resolution = ImageSize.Any(reference: 96) });
}

[Model("tiny_lvt_any_size")]
public partial class TinyLvtAnySize
{
    private static Features Define(Scope s) => Lvt.PlainBackbone(s, TinyLvt.Small with { Resolution = ImageSize.Any() });
}

[Model("tiny_lvt_75x44")]
public partial class TinyLvt75By44
{
    private static Features Define(Scope s) => Lvt.PlainBackbone(s, TinyLvt.Small with { Resolution = (75, 44) });
}

[Model("tiny_resnet")]
public partial class TinyResNet
{
    private static Sym Define(Scope s) => ResNet.Classifier(s, ResNet.R50 with { Depths = [1, 2, 1, 1], Dim = 8, Classes = 5, Resolution = ImageSize.Any(reference: 64) });
}

[Model("tiny_resnet_75x44")]
public partial class TinyResNet75By44
{
    private static Sym Define(Scope s) => ResNet.Classifier(s, ResNet.R50 with { Depths = [1, 2, 1, 1], Dim = 8, Classes = 5, Resolution = (75, 44) });
}

[Model("tiny_convnext")]
public partial class TinyConvNext
{
    private static Sym Define(Scope s) => ConvNext.Classifier(s, ConvNext.Tiny with { Depths = [1, 1, 2, 1], Dims = [8, 16, 24, 32], Classes = 5, Resolution = ImageSize.Any(reference: 64) });
}

[Model("tiny_convnext_75x44")]
public partial class TinyConvNext75By44
{
    private static Sym Define(Scope s) => ConvNext.Classifier(s, ConvNext.Tiny with { Depths = [1, 1, 2, 1], Dims = [8, 16, 24, 32], Classes = 5, Resolution = (75, 44) });
}

[Model("tiny_mobilenet")]
public partial class TinyMobileNet
{
    private static Sym Define(Scope s) => MobileNetV2.Classifier(s, MobileNetV2.W100 with { Width = 0.25, Classes = 5, Resolution = ImageSize.Any(reference: 64) });
}

[Model("tiny_mobilenet_75x44")]
public partial class TinyMobileNet75By44
{
    private static Sym Define(Scope s) => MobileNetV2.Classifier(s, MobileNetV2.W100 with { Width = 0.25, Classes = 5, Resolution = (75, 44) });
}

[Model("tiny_pvt")]
public partial class TinyPvt
{
    private static Sym Define(Scope s) => PvtV2.Classifier(s, PvtV2.B0 with { Depths = [1, 2, 1, 1], Dims = [8, 16, 20, 32], Classes = 5, Resolution = ImageSize.Any(reference: 64) });
}

[Model("tiny_pvt_75x44")]
public partial class TinyPvt75By44
{
    private static Sym Define(Scope s) => PvtV2.Classifier(s, PvtV2.B0 with { Depths = [1, 2, 1, 1], Dims = [8, 16, 20, 32], Classes = 5, Resolution = (75, 44) });
}
