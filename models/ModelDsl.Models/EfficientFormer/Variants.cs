namespace ModelDsl.Models;

/// <content>The published variants.</content>
public static partial class EfficientFormer
{
    /// <summary>The licence of the published code and weights.</summary>
    internal const string License = "Apache-2.0";

    /// <summary>EfficientFormer-L1: 12.3 M parameters.</summary>
    public static EfficientFormerConfig L1 { get; } = new() { Depths = [3, 2, 6, 4], Dims = [48, 96, 224, 448] };
}

/// <summary>EfficientFormer-L1, 224×224: 12.3 M parameters, 79.2 % top-1 on ImageNet-1K as published.</summary>
[Model("efficientformer_l1", Description = "EfficientFormer-L1, 224×224", Paper = "arXiv:2206.01191")]
[Preprocessing(CropFraction = 0.95)]
[Published(Dataset = "ImageNet-1K", Top1 = 79.2, Checkpoint = "timm/efficientformer_l1.snap_dist_in1k", License = EfficientFormer.License)]
public partial class EfficientFormerL1
{
    private static Sym Define(Scope s) => EfficientFormer.Classifier(s, EfficientFormer.L1);
}
