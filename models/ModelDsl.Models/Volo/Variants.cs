namespace ModelDsl.Models;

/// <content>The published variants.</content>
public static partial class Volo
{
    /// <summary>The licence of the published code and weights.</summary>
    internal const string License = "Apache-2.0";

    /// <summary>VOLO-D1: 26.6 M parameters.</summary>
    public static VoloConfig D1 { get; } = new() { Depths = [4, 4, 8, 2], Dim = 192, Heads = [6, 12] };
}

/// <summary>VOLO-D1, 224×224: 26.6 M parameters, 84.2 % top-1 on ImageNet-1K as published.</summary>
[Model("volo_d1_224", Description = "VOLO-D1, 224×224", Paper = "arXiv:2106.13112")]
[Preprocessing(CropFraction = 0.96)]
[Published(Dataset = "ImageNet-1K", Top1 = 84.2, Checkpoint = "timm/volo_d1_224.sail_in1k", License = Volo.License)]
public partial class VoloD1
{
    private static Sym Define(Scope s) => Volo.Classifier(s, Volo.D1);
}
