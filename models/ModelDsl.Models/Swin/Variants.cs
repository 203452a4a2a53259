namespace ModelDsl.Models;

/// <content>The published variants.</content>
public static partial class Swin
{
    /// <summary>The licence of the published code and weights.</summary>
    internal const string License = "MIT";

    /// <summary>Swin-T: 28.3 M parameters.</summary>
    public static SwinConfig Tiny { get; } = new() { Depths = [2, 2, 6, 2], Heads = [3, 6, 12, 24], Dim = 96 };

    /// <summary>Swin-S: 49.6 M parameters.</summary>
    public static SwinConfig Small { get; } = Tiny with { Depths = [2, 2, 18, 2] };

    /// <summary>Swin-B: 87.8 M parameters.</summary>
    public static SwinConfig Base { get; } = Small with { Heads = [4, 8, 16, 32], Dim = 128 };
}

/// <summary>Swin-T, 224×224: 28.3 M parameters, 81.3 % top-1 on ImageNet-1K as published.</summary>
[Model("swin_tiny_patch4_window7_224", Description = "Swin-T, 224×224", Paper = "arXiv:2103.14030")]
[Preprocessing(CropFraction = 0.9)]
[Published(Dataset = "ImageNet-1K", Top1 = 81.3, Checkpoint = "timm/swin_tiny_patch4_window7_224.ms_in1k", License = Swin.License)]
public partial class SwinTiny
{
    private static Sym Define(Scope s) => Swin.Classifier(s, Swin.Tiny);
}

/// <summary>Swin-S, 224×224: 49.6 M parameters, 83.0 % top-1 on ImageNet-1K as published.</summary>
[Model("swin_small_patch4_window7_224", Description = "Swin-S, 224×224", Paper = "arXiv:2103.14030")]
[Preprocessing(CropFraction = 0.9)]
[Published(Dataset = "ImageNet-1K", Top1 = 83.0, Checkpoint = "timm/swin_small_patch4_window7_224.ms_in1k", License = Swin.License)]
public partial class SwinSmall
{
    private static Sym Define(Scope s) => Swin.Classifier(s, Swin.Small);
}

/// <summary>Swin-B, 224×224: 87.8 M parameters, 83.5 % top-1 on ImageNet-1K as published.</summary>
[Model("swin_base_patch4_window7_224", Description = "Swin-B, 224×224", Paper = "arXiv:2103.14030")]
[Preprocessing(CropFraction = 0.9)]
[Published(Dataset = "ImageNet-1K", Top1 = 83.5, Checkpoint = "timm/swin_base_patch4_window7_224.ms_in1k", License = Swin.License)]
public partial class SwinBase
{
    private static Sym Define(Scope s) => Swin.Classifier(s, Swin.Base);
}
