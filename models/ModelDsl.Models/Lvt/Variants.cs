namespace ModelDsl.Models;

/// <summary>LVT with class attention at 224×224, as trained on ImageNet-1K: 5.5 M parameters, 74.8 % top-1 as published.</summary>
[Model("lvt_cls", Description = "LVT with class attention, 224×224", Paper = "arXiv:2112.10809")]
[Preprocessing(CropFraction = 0.96)]
[Published(Dataset = "ImageNet-1K", Top1 = 74.8, Checkpoint = "lvt_imagenet.pth.tar", License = Lvt.License)]
public partial class LvtCls
{
    private static Sym Define(Scope s) => Lvt.ClassAttentionClassifier(s, Lvt.Published);
}

/// <summary>LVT with class attention in training: tokens of two images are mixed, and every token is classified. Its weights are those of <c>lvt_cls</c>.</summary>
[Model("lvt_cls_training", Description = "LVT with class attention as trained: mixed tokens, logits of each token, 224×224", Paper = "arXiv:2112.10809")]
[Published(Dataset = "ImageNet-1K", Checkpoint = "lvt_imagenet.pth.tar", License = Lvt.License)]
public partial class LvtClsTraining
{
    private static (Sym ClassLogits, Sym TokenLogits) Define(Scope s) => Lvt.TokenLabelling(s, Lvt.Published);
}

/// <summary>LVT with a head on the mean of the last map.</summary>
[Model("lvt", Description = "LVT with a mean-pool head, 224×224", Paper = "arXiv:2112.10809")]
[Preprocessing(CropFraction = 0.96)]
[Published(License = Lvt.License)]
public partial class LvtMean
{
    private static Sym Define(Scope s) => Lvt.MeanClassifier(s, Lvt.Published);
}

/// <summary>LVT as a backbone for images of any size: four normalised maps of strides 4, 8, 16 and 32.</summary>
[Model("lvt_backbone", Description = "LVT backbone, four normalised maps, any size", Paper = "arXiv:2112.10809")]
[Published(License = Lvt.License)]
public partial class LvtBackbone
{
    private static Features Define(Scope s) => Lvt.Backbone(s, Lvt.Encoder with { Resolution = ImageSize.Any() });
}

/// <summary>LVT as the encoder of SegFormer and Panoptic FPN for images of any size: four maps of strides 4, 8, 16 and 32, not normalised.</summary>
[Model("lvt_encoder", Description = "LVT encoder, four maps, any size", Paper = "arXiv:2112.10809")]
[Published(Checkpoint = "lvt_imagenet_pretrained.pth.tar", License = Lvt.License)]
public partial class LvtEncoder
{
    private static Features Define(Scope s) => Lvt.PlainBackbone(s, Lvt.Encoder with { Resolution = ImageSize.Any(reference: 512) });
}

/// <summary>
/// LVT at the size of a ResNet-50: 25.6 M parameters. The scaling is this project's own; the paper has one, but its
/// figures are not to be had, and there are no weights.
/// </summary>
[Model("lvt_r50", Description = "LVT at ResNet-50's size (this project's own scaling), 224×224", Paper = "arXiv:2112.10809")]
[Preprocessing(CropFraction = 0.96)]
public partial class LvtR50
{
    private static Sym Define(Scope s) => Lvt.ClassAttentionClassifier(s, Lvt.R50);
}
