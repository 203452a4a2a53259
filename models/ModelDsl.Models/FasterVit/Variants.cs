namespace ModelDsl.Models;

/// <summary>FasterViT-0 at 224×224: 31.4 M parameters, 82.1 % top-1 on ImageNet-1K as published.</summary>
[Model("faster_vit_0_224", Description = "FasterViT-0, 224×224", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 0.875)]
[Published(Dataset = "ImageNet-1K", Top1 = 82.1, Top5 = 95.9, Checkpoint = "fastervit_0_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit0
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B0);
}

/// <summary>FasterViT-1 at 224×224: 53.4 M parameters, 83.2 % top-1 on ImageNet-1K as published.</summary>
[Model("faster_vit_1_224", Description = "FasterViT-1, 224×224", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 1.0)]
[Published(Dataset = "ImageNet-1K", Top1 = 83.2, Top5 = 96.5, Checkpoint = "fastervit_1_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit1
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B1);
}

/// <summary>FasterViT-2 at 224×224: 75.9 M parameters, 84.2 % top-1 on ImageNet-1K as published.</summary>
[Model("faster_vit_2_224", Description = "FasterViT-2, 224×224", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 1.0)]
[Published(Dataset = "ImageNet-1K", Top1 = 84.2, Top5 = 96.8, Checkpoint = "fastervit_2_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit2
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B2);
}

/// <summary>FasterViT-3 at 224×224: 159.5 M parameters, 84.9 % top-1 on ImageNet-1K as published.</summary>
[Model("faster_vit_3_224", Description = "FasterViT-3, 224×224", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 1.0)]
[Published(Dataset = "ImageNet-1K", Top1 = 84.9, Top5 = 97.2, Checkpoint = "fastervit_3_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit3
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B3);
}

/// <summary>FasterViT-4 at 224×224: 365.6 M parameters, 85.4 % top-1 on ImageNet-1K as published.</summary>
[Model("faster_vit_4_224", Description = "FasterViT-4, 224×224", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 1.0)]
[Published(Dataset = "ImageNet-1K", Top1 = 85.4, Top5 = 97.3, Checkpoint = "fastervit_4_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit4
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B4);
}

/// <summary>FasterViT-5 at 224×224: 957.5 M parameters, 85.6 % top-1 on ImageNet-1K as published.</summary>
[Model("faster_vit_5_224", Description = "FasterViT-5, 224×224", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 1.0)]
[Published(Dataset = "ImageNet-1K", Top1 = 85.6, Top5 = 97.4, Checkpoint = "fastervit_5_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit5
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B5);
}

/// <summary>FasterViT-6 at 224×224: 1.36 G parameters, 85.8 % top-1 on ImageNet-1K as published.</summary>
[Model("faster_vit_6_224", Description = "FasterViT-6, 224×224", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 1.0)]
[Published(Dataset = "ImageNet-1K", Top1 = 85.8, Top5 = 97.4, Checkpoint = "fastervit_6_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit6
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B6);
}

/// <summary>FasterViT-4 from ImageNet-21K at 224×224: 271.9 M parameters, 86.6 % top-1 on ImageNet-1K as published.</summary>
[Model("faster_vit_4_21k_224", Description = "FasterViT-4 from ImageNet-21K, 224×224", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 0.95, Mode = CropMode.Squash)]
[Published(Dataset = "ImageNet-1K", Top1 = 86.6, Top5 = 97.8, Checkpoint = "fastervit_4_21k_224_w14.pth.tar", License = FasterVit.License)]
public partial class FasterVit4In21K224
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B4In21K);
}

/// <summary>FasterViT-4 from ImageNet-21K at 384×384: 271.9 M parameters, 87.6 % top-1 on ImageNet-1K as published.</summary>
[Model("faster_vit_4_21k_384", Description = "FasterViT-4 from ImageNet-21K, 384×384", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 1.0, Mode = CropMode.Squash)]
[Published(Dataset = "ImageNet-1K", Top1 = 87.6, Top5 = 98.3, Checkpoint = "fastervit_4_21k_384_w24.pth.tar", License = FasterVit.License)]
public partial class FasterVit4In21K384
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B4In21K with { Resolution = 384, Windows = [24, 12] });
}

/// <summary>FasterViT-4 from ImageNet-21K at 512×512: 271.9 M parameters, 87.8 % top-1 on ImageNet-1K as published.</summary>
[Model("faster_vit_4_21k_512", Description = "FasterViT-4 from ImageNet-21K, 512×512", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 1.0, Mode = CropMode.Squash)]
[Published(Dataset = "ImageNet-1K", Top1 = 87.8, Top5 = 98.4, Checkpoint = "fastervit_4_21k_512_w32.pth.tar", License = FasterVit.License)]
public partial class FasterVit4In21K512
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B4In21K with { Resolution = 512, Windows = [32, 16] });
}

/// <summary>FasterViT-4 from ImageNet-21K at 768×768: 271.9 M parameters, 87.9 % top-1 on ImageNet-1K as published.</summary>
[Model("faster_vit_4_21k_768", Description = "FasterViT-4 from ImageNet-21K, 768×768", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 0.93, Mode = CropMode.Squash)]
[Published(Dataset = "ImageNet-1K", Top1 = 87.9, Top5 = 98.5, Checkpoint = "fastervit_4_21k_768_w48.pth.tar", License = FasterVit.License)]
public partial class FasterVit4In21K768
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B4In21K with { Resolution = 768, Windows = [48, 24] });
}
