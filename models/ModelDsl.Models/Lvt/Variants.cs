namespace ModelDsl.Models;

/// <summary>LVT with class attention at 224×224, as trained on ImageNet-1K: 5.5 M parameters, 74.8 % top-1 as published.</summary>
[Model("lvt_cls", Description = "LVT with class attention, 224×224", Paper = "arXiv:2112.10809")]
[Preprocessing(CropFraction = 0.96)]
public partial class LvtCls
{
    private static Sym Define(Scope s) => Lvt.ClassAttentionClassifier(s, Lvt.Published);
}

/// <summary>LVT with a head on the mean of the last map.</summary>
[Model("lvt", Description = "LVT with a mean-pool head, 224×224", Paper = "arXiv:2112.10809")]
[Preprocessing(CropFraction = 0.96)]
public partial class LvtMean
{
    private static Sym Define(Scope s) => Lvt.MeanClassifier(s, Lvt.Published);
}

/// <summary>LVT as a backbone: four normalised maps of strides 4, 8, 16 and 32.</summary>
[Model("lvt_backbone", Description = "LVT backbone, four normalised maps", Paper = "arXiv:2112.10809")]
[Preprocessing(CropFraction = 0.96)]
public partial class LvtBackbone
{
    private static Features Define(Scope s) => Lvt.Backbone(s, Lvt.Encoder);
}

/// <summary>LVT as the encoder of SegFormer and Panoptic FPN, at SegFormer's 512×512: four maps of strides 4, 8, 16 and 32, not normalised.</summary>
[Model("lvt_encoder", Description = "LVT encoder, four maps, 512×512", Paper = "arXiv:2112.10809")]
public partial class LvtEncoder
{
    private static Features Define(Scope s) => Lvt.PlainBackbone(s, Lvt.Encoder with { Resolution = 512 });
}
