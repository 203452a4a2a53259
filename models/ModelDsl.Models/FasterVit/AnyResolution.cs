namespace ModelDsl.Models;

/// <summary>The published FasterViT-0 for images that its windows do not tile, made for one size: 576×960. It takes the weights of FasterViT-0.</summary>
[Model("faster_vit_0_any_res", Description = "FasterViT-0 with padded windows, 576×960", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 0.875)]
[Published(Dataset = "ImageNet-1K", Top1 = 82.1, Top5 = 95.9, Checkpoint = "fastervit_0_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit0AnyRes
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.AnyResolution(FasterVit.B0));
}

/// <summary>The published FasterViT-1 for images that its windows do not tile, made for one size: 576×960. It takes the weights of FasterViT-1.</summary>
[Model("faster_vit_1_any_res", Description = "FasterViT-1 with padded windows, 576×960", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 1.0)]
[Published(Dataset = "ImageNet-1K", Top1 = 83.2, Top5 = 96.5, Checkpoint = "fastervit_1_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit1AnyRes
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.AnyResolution(FasterVit.B1));
}

/// <summary>The published FasterViT-2 for images that its windows do not tile, made for one size: 541×960. It takes the weights of FasterViT-2.</summary>
[Model("faster_vit_2_any_res", Description = "FasterViT-2 with padded windows, 541×960", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 1.0)]
[Published(Dataset = "ImageNet-1K", Top1 = 84.2, Top5 = 96.8, Checkpoint = "fastervit_2_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit2AnyRes
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.AnyResolution(FasterVit.B2) with { Resolution = (541, 960) });
}

/// <summary>The published FasterViT-3 for images that its windows do not tile, made for one size: 576×960. It takes the weights of FasterViT-3.</summary>
[Model("faster_vit_3_any_res", Description = "FasterViT-3 with padded windows, 576×960", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 1.0)]
[Published(Dataset = "ImageNet-1K", Top1 = 84.9, Top5 = 97.2, Checkpoint = "fastervit_3_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit3AnyRes
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.AnyResolution(FasterVit.B3));
}

/// <summary>The published FasterViT-4 for images that its windows do not tile, made for one size: 576×960. It takes the weights of FasterViT-4.</summary>
[Model("faster_vit_4_any_res", Description = "FasterViT-4 with padded windows, 576×960", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 1.0)]
[Published(Dataset = "ImageNet-1K", Top1 = 85.4, Top5 = 97.3, Checkpoint = "fastervit_4_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit4AnyRes
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.AnyResolution(FasterVit.B4));
}

/// <summary>The published FasterViT-5 for images that its windows do not tile, made for one size: 576×960. It takes the weights of FasterViT-5.</summary>
[Model("faster_vit_5_any_res", Description = "FasterViT-5 with padded windows, 576×960", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 1.0)]
[Published(Dataset = "ImageNet-1K", Top1 = 85.6, Top5 = 97.4, Checkpoint = "fastervit_5_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit5AnyRes
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.AnyResolution(FasterVit.B5));
}

/// <summary>The published FasterViT-6 for images that its windows do not tile, made for one size: 576×960. It takes the weights of FasterViT-6.</summary>
[Model("faster_vit_6_any_res", Description = "FasterViT-6 with padded windows, 576×960", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 1.0)]
[Published(Dataset = "ImageNet-1K", Top1 = 85.8, Top5 = 97.4, Checkpoint = "fastervit_6_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit6AnyRes
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.AnyResolution(FasterVit.B6));
}

/// <summary>The published FasterViT-4 from ImageNet-21K with the windows of 224×224, for images that they do not tile, made for one size: 576×960.</summary>
[Model("faster_vit_4_21k_224_any_res", Description = "FasterViT-4 from ImageNet-21K with padded windows of 224×224, 576×960", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 0.95, Mode = CropMode.Squash)]
[Published(Dataset = "ImageNet-1K", Top1 = 86.6, Top5 = 97.8, Checkpoint = "fastervit_4_21k_224_w14.pth.tar", License = FasterVit.License)]
public partial class FasterVit4In21K224AnyRes
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.AnyResolution(FasterVit.B4In21K) with { DropPath = 0.3 });
}

/// <summary>The published FasterViT-4 from ImageNet-21K with the windows of 384×384, for images that they do not tile, made for one size: 576×960.</summary>
[Model("faster_vit_4_21k_384_any_res", Description = "FasterViT-4 from ImageNet-21K with padded windows of 384×384, 576×960", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 1.0, Mode = CropMode.Squash)]
[Published(Dataset = "ImageNet-1K", Top1 = 87.6, Top5 = 98.3, Checkpoint = "fastervit_4_21k_384_w24.pth.tar", License = FasterVit.License)]
public partial class FasterVit4In21K384AnyRes
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.AnyResolution(FasterVit.B4In21K with { Windows = [24, 12] }) with { DropPath = 0.3 });
}

/// <summary>The published FasterViT-4 from ImageNet-21K with the windows of 512×512, for images that they do not tile, made for one size: 576×960.</summary>
[Model("faster_vit_4_21k_512_any_res", Description = "FasterViT-4 from ImageNet-21K with padded windows of 512×512, 576×960", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 1.0, Mode = CropMode.Squash)]
[Published(Dataset = "ImageNet-1K", Top1 = 87.8, Top5 = 98.4, Checkpoint = "fastervit_4_21k_512_w32.pth.tar", License = FasterVit.License)]
public partial class FasterVit4In21K512AnyRes
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.AnyResolution(FasterVit.B4In21K with { Windows = [32, 16] }) with { DropPath = 0.3 });
}

/// <summary>The published FasterViT-4 from ImageNet-21K with the windows of 768×768, for images that they do not tile, made for one size: 576×960.</summary>
[Model("faster_vit_4_21k_768_any_res", Description = "FasterViT-4 from ImageNet-21K with padded windows of 768×768, 576×960", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 0.93, Mode = CropMode.Squash)]
[Published(Dataset = "ImageNet-1K", Top1 = 87.9, Top5 = 98.5, Checkpoint = "fastervit_4_21k_768_w48.pth.tar", License = FasterVit.License)]
public partial class FasterVit4In21K768AnyRes
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.AnyResolution(FasterVit.B4In21K with { Windows = [48, 24] }) with { DropPath = 0.3 });
}
