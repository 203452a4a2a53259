namespace ModelDsl.Models;

/// <content>The published variants.</content>
public static partial class Vit
{
    /// <summary>The licence of the published code and weights.</summary>
    internal const string License = "Apache-2.0";

    /// <summary>ViT-Ti/16: 5.7 M parameters.</summary>
    public static VitConfig Tiny { get; } = new() { Dim = 192, Heads = 3 };

    /// <summary>ViT-S/16: 22.1 M parameters.</summary>
    public static VitConfig Small { get; } = new() { Dim = 384, Heads = 6 };

    /// <summary>ViT-B/16: 86.6 M parameters.</summary>
    public static VitConfig Base { get; } = new() { Dim = 768, Heads = 12 };
}

/// <summary>ViT-Ti/16, 224×224: 5.7 M parameters.</summary>
[Model("vit_tiny_patch16_224", Description = "ViT-Ti/16, 224×224", Paper = "arXiv:2010.11929")]
[Preprocessing(CropFraction = 0.9, Mean = [0.5, 0.5, 0.5], StandardDeviation = [0.5, 0.5, 0.5])]
[Published(Dataset = "ImageNet-1K", Checkpoint = "timm/vit_tiny_patch16_224.augreg_in21k_ft_in1k", License = Vit.License)]
public partial class VitTinyPatch16
{
    private static Sym Define(Scope s) => Vit.Classifier(s, Vit.Tiny);
}

/// <summary>ViT-S/16, 224×224: 22.1 M parameters.</summary>
[Model("vit_small_patch16_224", Description = "ViT-S/16, 224×224", Paper = "arXiv:2010.11929")]
[Preprocessing(CropFraction = 0.9, Mean = [0.5, 0.5, 0.5], StandardDeviation = [0.5, 0.5, 0.5])]
[Published(Dataset = "ImageNet-1K", Checkpoint = "timm/vit_small_patch16_224.augreg_in21k_ft_in1k", License = Vit.License)]
public partial class VitSmallPatch16
{
    private static Sym Define(Scope s) => Vit.Classifier(s, Vit.Small);
}

/// <summary>ViT-B/16, 224×224: 86.6 M parameters.</summary>
[Model("vit_base_patch16_224", Description = "ViT-B/16, 224×224", Paper = "arXiv:2010.11929")]
[Preprocessing(CropFraction = 0.9, Mean = [0.5, 0.5, 0.5], StandardDeviation = [0.5, 0.5, 0.5])]
[Published(Dataset = "ImageNet-1K", Checkpoint = "timm/vit_base_patch16_224.augreg_in21k_ft_in1k", License = Vit.License)]
public partial class VitBasePatch16
{
    private static Sym Define(Scope s) => Vit.Classifier(s, Vit.Base);
}
