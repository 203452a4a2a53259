namespace ModelDsl.Models;

/// <summary>FasterViT-0 at 224×224: 31.4 M parameters, 82.1 % top-1 on ImageNet-1K as published.</summary>
[Model("faster_vit_0_224", Description = "FasterViT-0, 224×224", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 0.875)]
public partial class FasterVit0
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B0);
}
