namespace ModelDsl.Models;

/// <content>The published variants.</content>
public static partial class MobileNetV2
{
    /// <summary>The licence of timm and its weights.</summary>
    internal const string License = "Apache-2.0";

    /// <summary>MobileNetV2 of width 1: 3.5 M parameters.</summary>
    public static MobileNetV2Config W100 { get; } = new();

    /// <summary>MobileNetV2 of width 1.4: 6.1 M parameters.</summary>
    public static MobileNetV2Config W140 { get; } = new() { Width = 1.4 };
}

/// <summary>MobileNetV2 1.0, any size: 3.5 M parameters.</summary>
[Model("mobilenetv2_100", Description = "MobileNetV2 1.0, any size", Paper = "arXiv:1801.04381")]
[Preprocessing(CropFraction = 0.875)]
[Published(Dataset = "ImageNet-1K", Checkpoint = "timm/mobilenetv2_100.ra_in1k", License = MobileNetV2.License)]
public partial class MobileNetV2W100
{
    private static Sym Define(Scope s) => MobileNetV2.Classifier(s, MobileNetV2.W100);
}

/// <summary>MobileNetV2 1.4, any size: 6.1 M parameters.</summary>
[Model("mobilenetv2_140", Description = "MobileNetV2 1.4, any size", Paper = "arXiv:1801.04381")]
[Preprocessing(CropFraction = 0.875)]
[Published(Dataset = "ImageNet-1K", Checkpoint = "timm/mobilenetv2_140.ra_in1k", License = MobileNetV2.License)]
public partial class MobileNetV2W140
{
    private static Sym Define(Scope s) => MobileNetV2.Classifier(s, MobileNetV2.W140);
}
