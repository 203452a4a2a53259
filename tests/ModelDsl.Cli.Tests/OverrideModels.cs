using ModelDsl.Models;

namespace ModelDsl.Cli.Tests;

// The published classes with other hyper-parameters than any published variant. Their golden files were made by running
// those classes with the same overrides, which the files list.

[Model("faster_vit_0_any_res_256x320")]
public partial class AnyRes256By320
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.AnyResolution(FasterVit.B0) with { Resolution = (256, 320), Windows = [8, 4] });
}

[Model("faster_vit_both_hierarchical")]
public partial class BothHierarchical
{
    internal static FasterVitConfig Config { get; } = new()
    {
        Depths = [1, 1, 2, 2], Dim = 32, StemDim = 16, Heads = [4, 8], Windows = [8, 4], Hierarchical = [true, true], CarrierSize = 1, MlpRatio = 3,
        DropPath = 0.1, LayerScale = 1e-5, Propagation = true, Resolution = 256, InChannels = 1, Classes = 10,
    };

    private static Sym Define(Scope s) => FasterVit.Classifier(s, Config);
}

[Model("faster_vit_three_carriers")]
public partial class ThreeCarriers
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, BothHierarchical.Config with
    {
        Depths = [2, 1, 1, 3], Dim = 16, StemDim = 8, Heads = [8, 2], Windows = [14, 7], CarrierSize = 3, MlpRatio = 2.5,
        LayerScale = null, ConvLayerScale = 1e-5, Resolution = 448, InChannels = 3,
    });
}

[Model("faster_vit_any_res_rectangle")]
public partial class AnyResRectangle
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.AnyResolution(BothHierarchical.Config) with
    {
        Windows = [4, 4], CarrierSize = 2, MlpRatio = 4, Resolution = (160, 256), InChannels = 3,
    });
}

[Model("faster_vit_any_res_odd")]
public partial class AnyResOdd
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.AnyResolution(BothHierarchical.Config) with
    {
        Windows = [7, 5], CarrierSize = 2, MlpRatio = 4, Resolution = (211, 318), InChannels = 3,
    });
}

[Model("faster_vit_any_res_single_window")]
public partial class AnyResSingleWindow
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.AnyResolution(BothHierarchical.Config) with
    {
        Windows = [7, 7], CarrierSize = 2, Resolution = (96, 90), InChannels = 3,
    });
}

/// <summary>The published code for detection: maps that windows do not tile, on a grid that is not square.</summary>
[Model("faster_vit_detection")]
public partial class Detection
{
    internal static FasterVitConfig Config { get; } = FasterVit.ForDetection(FasterVit.B3) with { Depths = [1, 1, 2, 1], Dim = 16, StemDim = 8, Heads = [4, 8] };

    private static Features Define(Scope s) => FasterVit.DetectionBackbone(s, Config);
}

/// <summary>The same without carrier tokens, all four maps.</summary>
[Model("faster_vit_detection_21k")]
public partial class DetectionOf21K
{
    private static Features Define(Scope s) => FasterVit.DetectionBackbone(s, Detection.Config with { Windows = [14, 7], Hierarchical = [false, false] }, first: 0);
}

[Model("lvt_plain_second_stage")]
public partial class LvtPlainSecondStage
{
    private static Sym Define(Scope s) => Lvt.MeanClassifier(s, new()
    {
        Classes = 10,
        Encoder = new()
        {
            Resolution = 96,
            InChannels = 1,
            Stages =
            [
                new() { Depth = 1, Dim = 32, Heads = 4, MlpRatio = 3, DepthwiseMlp = false, Attention = new ConvolutionalAttention() },
                new() { Depth = 2, Dim = 48, Heads = 3, MlpRatio = 2, Attention = new GlobalAttention { Reduction = 4 } },
                new() { Depth = 1, Dim = 64, Heads = 2, MlpRatio = 4, DepthwiseMlp = false, Attention = new GlobalAttention { Reduction = 2, AtrousRates = [1, 2], Recursion = 3 } },
                new() { Depth = 2, Dim = 96, Heads = 6, MlpRatio = 2.5, Attention = new GlobalAttention { AtrousRates = [1, 2], Recursion = 3 } },
            ],
        },
    });
}

[Model("lvt_single_step")]
public partial class LvtSingleStep
{
    private static Features Define(Scope s) => Lvt.Backbone(s, new()
    {
        Resolution = ImageSize.Any(),
        Stages =
        [
            new() { Depth = 1, Dim = 32, Heads = 1, MlpRatio = 2, Attention = new ConvolutionalAttention() },
            new() { Depth = 1, Dim = 32, Heads = 2, MlpRatio = 2, Attention = new GlobalAttention { Reduction = 4, AtrousRates = [1, 3, 5] } },
            new() { Depth = 1, Dim = 64, Heads = 4, MlpRatio = 2, Attention = new GlobalAttention { Reduction = 2, AtrousRates = [1, 3, 5] } },
            new() { Depth = 1, Dim = 64, Heads = 8, MlpRatio = 2, DepthwiseMlp = false, Attention = new GlobalAttention() },
        ],
    });
}

/// <summary>Windows that are filled up, on a map that is smaller than a window on one axis and on both.</summary>
[Model("swin_tiny_patch4_window7_96x160")]
public partial class SwinTiny96By160
{
    private static Sym Define(Scope s) => Swin.Classifier(s, Swin.Tiny with { Resolution = (96, 160) });
}
