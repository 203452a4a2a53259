namespace ModelDsl.Models;

/// <content>The published variants.</content>
public static partial class ConvNext
{
    /// <summary>The licence of the published code and weights.</summary>
    internal const string License = "MIT";

    /// <summary>ConvNeXt-atto, timm's: 3.7 M parameters.</summary>
    public static ConvNextConfig Atto { get; } = new() { Depths = [2, 2, 6, 2], Dims = [40, 80, 160, 320], ConvMlp = true };

    /// <summary>ConvNeXt-nano, timm's: 15.6 M parameters.</summary>
    public static ConvNextConfig Nano { get; } = new() { Depths = [2, 2, 8, 2], Dims = [80, 160, 320, 640], ConvMlp = true };

    /// <summary>ConvNeXt-T: 28.6 M parameters.</summary>
    public static ConvNextConfig Tiny { get; } = new() { Depths = [3, 3, 9, 3], Dims = [96, 192, 384, 768] };

    /// <summary>ConvNeXt-S: 50.2 M parameters.</summary>
    public static ConvNextConfig Small { get; } = Tiny with { Depths = [3, 3, 27, 3] };

    /// <summary>ConvNeXt-B: 88.6 M parameters.</summary>
    public static ConvNextConfig Base { get; } = Small with { Dims = [128, 256, 512, 1024] };

    /// <summary>ConvNeXt-L: 197.8 M parameters.</summary>
    public static ConvNextConfig Large { get; } = Small with { Dims = [192, 384, 768, 1536] };
}

/// <summary>ConvNeXt-atto, any size: 3.7 M parameters.</summary>
[Model("convnext_atto", Description = "ConvNeXt-atto, any size", Paper = "arXiv:2201.03545")]
[Preprocessing(CropFraction = 0.875)]
[Published(Dataset = "ImageNet-1K", Checkpoint = "timm/convnext_atto.d2_in1k", License = ConvNext.License)]
public partial class ConvNextAtto
{
    private static Sym Define(Scope s) => ConvNext.Classifier(s, ConvNext.Atto);
}

/// <summary>ConvNeXt-nano, any size: 15.6 M parameters.</summary>
[Model("convnext_nano", Description = "ConvNeXt-nano, any size", Paper = "arXiv:2201.03545")]
[Preprocessing(CropFraction = 0.875)]
[Published(Dataset = "ImageNet-1K", Checkpoint = "timm/convnext_nano.d1h_in1k", License = ConvNext.License)]
public partial class ConvNextNano
{
    private static Sym Define(Scope s) => ConvNext.Classifier(s, ConvNext.Nano);
}

/// <summary>ConvNeXt-T, any size: 28.6 M parameters, 82.1 % top-1 on ImageNet-1K as published.</summary>
[Model("convnext_tiny", Description = "ConvNeXt-T, any size", Paper = "arXiv:2201.03545")]
[Preprocessing(CropFraction = 0.875)]
[Published(Dataset = "ImageNet-1K", Top1 = 82.1, Checkpoint = "timm/convnext_tiny.fb_in1k", License = ConvNext.License)]
public partial class ConvNextTiny
{
    private static Sym Define(Scope s) => ConvNext.Classifier(s, ConvNext.Tiny);
}

/// <summary>ConvNeXt-S, any size: 50.2 M parameters, 83.1 % top-1 on ImageNet-1K as published.</summary>
[Model("convnext_small", Description = "ConvNeXt-S, any size", Paper = "arXiv:2201.03545")]
[Preprocessing(CropFraction = 0.875)]
[Published(Dataset = "ImageNet-1K", Top1 = 83.1, Checkpoint = "timm/convnext_small.fb_in1k", License = ConvNext.License)]
public partial class ConvNextSmall
{
    private static Sym Define(Scope s) => ConvNext.Classifier(s, ConvNext.Small);
}

/// <summary>ConvNeXt-B, any size: 88.6 M parameters, 83.8 % top-1 on ImageNet-1K as published.</summary>
[Model("convnext_base", Description = "ConvNeXt-B, any size", Paper = "arXiv:2201.03545")]
[Preprocessing(CropFraction = 0.875)]
[Published(Dataset = "ImageNet-1K", Top1 = 83.8, Checkpoint = "timm/convnext_base.fb_in1k", License = ConvNext.License)]
public partial class ConvNextBase
{
    private static Sym Define(Scope s) => ConvNext.Classifier(s, ConvNext.Base);
}

/// <summary>ConvNeXt-L, any size: 197.8 M parameters, 84.3 % top-1 on ImageNet-1K as published.</summary>
[Model("convnext_large", Description = "ConvNeXt-L, any size", Paper = "arXiv:2201.03545")]
[Preprocessing(CropFraction = 0.875)]
[Published(Dataset = "ImageNet-1K", Top1 = 84.3, Checkpoint = "timm/convnext_large.fb_in1k", License = ConvNext.License)]
public partial class ConvNextLarge
{
    private static Sym Define(Scope s) => ConvNext.Classifier(s, ConvNext.Large);
}
