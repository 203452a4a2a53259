namespace ModelDsl.Models;

/// <content>The published variants.</content>
public static partial class PvtV2
{
    /// <summary>The licence of the published code and weights.</summary>
    internal const string License = "Apache-2.0";

    /// <summary>PVTv2-B0: 3.7 M parameters.</summary>
    public static PvtV2Config B0 { get; } = new() { Depths = [2, 2, 2, 2], Dims = [32, 64, 160, 256] };

    /// <summary>PVTv2-B1: 14.0 M parameters.</summary>
    public static PvtV2Config B1 { get; } = B0 with { Dims = [64, 128, 320, 512] };

    /// <summary>PVTv2-B2: 25.4 M parameters.</summary>
    public static PvtV2Config B2 { get; } = B1 with { Depths = [3, 4, 6, 3] };

    /// <summary>PVTv2-B3: 45.2 M parameters.</summary>
    public static PvtV2Config B3 { get; } = B1 with { Depths = [3, 4, 18, 3] };

    /// <summary>PVTv2-B4: 62.6 M parameters.</summary>
    public static PvtV2Config B4 { get; } = B1 with { Depths = [3, 8, 27, 3] };

    /// <summary>PVTv2-B5: 82.0 M parameters.</summary>
    public static PvtV2Config B5 { get; } = B1 with { Depths = [3, 6, 40, 3], MlpRatios = [4, 4, 4, 4] };
}

/// <summary>PVTv2-B0, any size: 3.7 M parameters, 70.5 % top-1 on ImageNet-1K as published.</summary>
[Model("pvt_v2_b0", Description = "PVTv2-B0, any size", Paper = "arXiv:2106.13797")]
[Preprocessing(CropFraction = 0.9)]
[Published(Dataset = "ImageNet-1K", Top1 = 70.5, Checkpoint = "timm/pvt_v2_b0.in1k", License = PvtV2.License)]
public partial class PvtV2B0
{
    private static Sym Define(Scope s) => PvtV2.Classifier(s, PvtV2.B0);
}

/// <summary>PVTv2-B1, any size: 14.0 M parameters, 78.7 % top-1 on ImageNet-1K as published.</summary>
[Model("pvt_v2_b1", Description = "PVTv2-B1, any size", Paper = "arXiv:2106.13797")]
[Preprocessing(CropFraction = 0.9)]
[Published(Dataset = "ImageNet-1K", Top1 = 78.7, Checkpoint = "timm/pvt_v2_b1.in1k", License = PvtV2.License)]
public partial class PvtV2B1
{
    private static Sym Define(Scope s) => PvtV2.Classifier(s, PvtV2.B1);
}

/// <summary>PVTv2-B2, any size: 25.4 M parameters, 82.0 % top-1 on ImageNet-1K as published.</summary>
[Model("pvt_v2_b2", Description = "PVTv2-B2, any size", Paper = "arXiv:2106.13797")]
[Preprocessing(CropFraction = 0.9)]
[Published(Dataset = "ImageNet-1K", Top1 = 82.0, Checkpoint = "timm/pvt_v2_b2.in1k", License = PvtV2.License)]
public partial class PvtV2B2
{
    private static Sym Define(Scope s) => PvtV2.Classifier(s, PvtV2.B2);
}

/// <summary>PVTv2-B3, any size: 45.2 M parameters, 83.1 % top-1 on ImageNet-1K as published.</summary>
[Model("pvt_v2_b3", Description = "PVTv2-B3, any size", Paper = "arXiv:2106.13797")]
[Preprocessing(CropFraction = 0.9)]
[Published(Dataset = "ImageNet-1K", Top1 = 83.1, Checkpoint = "timm/pvt_v2_b3.in1k", License = PvtV2.License)]
public partial class PvtV2B3
{
    private static Sym Define(Scope s) => PvtV2.Classifier(s, PvtV2.B3);
}

/// <summary>PVTv2-B4, any size: 62.6 M parameters, 83.6 % top-1 on ImageNet-1K as published.</summary>
[Model("pvt_v2_b4", Description = "PVTv2-B4, any size", Paper = "arXiv:2106.13797")]
[Preprocessing(CropFraction = 0.9)]
[Published(Dataset = "ImageNet-1K", Top1 = 83.6, Checkpoint = "timm/pvt_v2_b4.in1k", License = PvtV2.License)]
public partial class PvtV2B4
{
    private static Sym Define(Scope s) => PvtV2.Classifier(s, PvtV2.B4);
}

/// <summary>PVTv2-B5, any size: 82.0 M parameters, 83.8 % top-1 on ImageNet-1K as published.</summary>
[Model("pvt_v2_b5", Description = "PVTv2-B5, any size", Paper = "arXiv:2106.13797")]
[Preprocessing(CropFraction = 0.9)]
[Published(Dataset = "ImageNet-1K", Top1 = 83.8, Checkpoint = "timm/pvt_v2_b5.in1k", License = PvtV2.License)]
public partial class PvtV2B5
{
    private static Sym Define(Scope s) => PvtV2.Classifier(s, PvtV2.B5);
}
