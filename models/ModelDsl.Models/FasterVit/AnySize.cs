namespace ModelDsl.Models;

/// <summary>FasterViT-0 for images of any size from 32×32 on, one instance for all. It takes the weights of FasterViT-0.</summary>
[Model("faster_vit_0_any_size", Description = "FasterViT-0, any size", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 0.875)]
[Published(Dataset = "ImageNet-1K", Top1 = 82.1, Top5 = 95.9, Checkpoint = "fastervit_0_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit0AnySize
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.AnySize(FasterVit.B0));
}
