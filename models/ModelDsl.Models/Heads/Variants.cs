namespace ModelDsl.Models;

/// <summary>LVT with SegFormer's decoder for the 150 classes of ADE20K, 256×256: scores at stride 4.</summary>
[Model("lvt_segformer_256", Description = "LVT with SegFormer's decoder, scores of 150 classes at stride 4, 256×256", Paper = "arXiv:2112.10809")]
[Preprocessing(CropFraction = 1)]
[Published(License = Lvt.License)]
public partial class LvtSegFormer256
{
    private static Sym Define(Scope s) => SegFormer.Scores(s / "decode_head", Lvt.PlainBackbone(s / "backbone", Lvt.Encoder with { Resolution = 256 }), classes: 150);
}

/// <summary>LVT with a feature pyramid and the semantic head of Panoptic FPN for the 54 classes of COCO, 256×256: scores at stride 4.</summary>
[Model("lvt_panoptic_fpn_256", Description = "LVT with the semantic head of Panoptic FPN, scores of 54 classes at stride 4, 256×256", Paper = "arXiv:2112.10809")]
[Preprocessing(CropFraction = 1)]
[Published(License = Lvt.License)]
public partial class LvtPanopticFpn256
{
    private static Sym Define(Scope s)
    {
        var pyramid = FeaturePyramid.Neck(s / "neck", Lvt.PlainBackbone(s / "backbone", Lvt.Encoder with { Resolution = 256 }), dim: 96);
        return FeaturePyramid.SemanticScores(s / "semantic_head", pyramid, classes: 54, dim: 48, groups: 12);
    }
}

/// <summary>FasterViT-0 with UPerNet of 128 channels for 150 classes, 224×224: scores at stride 4.</summary>
[Model("faster_vit_0_uper_224", Description = "FasterViT-0 with UPerNet of 128 channels, scores of 150 classes at stride 4, 224×224", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 1)]
[Published(License = FasterVit.License)]
public partial class FasterVit0Uper224
{
    private static Sym Define(Scope s) => UperNet.Scores(s / "decode_head", FasterVit.Backbone(s / "backbone", FasterVit.B0), classes: 150, dim: 128);
}
