namespace ModelDsl.Models;

/// <summary>SegFormer's decoder by itself on the maps of LVT, for the 150 classes of ADE20K: scores at the size of the finest.</summary>
[Model("segformer_head", Description = "SegFormer's decoder on four maps of LVT, scores of 150 classes, any size", Paper = "arXiv:2105.15203")]
public partial class SegFormerHead
{
    private static Sym Define(Scope s) => SegFormer.Scores(s, Levels.Inputs(s, [64, 64, 160, 256], Levels.Any()), classes: 150);
}

/// <summary>UPerNet of 128 channels by itself on the maps of FasterViT-0, for 150 classes: scores at the size of the finest.</summary>
[Model("uper_head", Description = "UPerNet of 128 channels on four maps of FasterViT-0, scores of 150 classes, any size", Paper = "arXiv:1807.10221")]
public partial class UperHead
{
    private static Sym Define(Scope s) => UperNet.Scores(s, Levels.Inputs(s, [64, 128, 256, 512], Levels.Any()), classes: 150, dim: 128);
}

/// <summary>The feature pyramid of 96 channels by itself on the maps of LVT: five maps.</summary>
[Model("fpn_neck_lvt", Description = "Feature pyramid of 96 channels on four maps of LVT, five maps, any size", Paper = "arXiv:1612.03144")]
public partial class FpnNeckLvt
{
    private static Features Define(Scope s) => FeaturePyramid.Neck(s, Levels.Inputs(s, [64, 64, 160, 256], Levels.Any()), dim: 96);
}

/// <summary>The semantic head of Panoptic FPN by itself on a pyramid of 256 channels, for the 54 classes of COCO: scores at the size of the finest.</summary>
[Model("panoptic_fpn_head", Description = "Semantic head of Panoptic FPN on four maps of 256 channels, scores of 54 classes, multiples of 8", Paper = "arXiv:1901.02446")]
public partial class PanopticFpnHead
{
    private static Sym Define(Scope s) => FeaturePyramid.SemanticScores(s, Levels.Inputs(s, [256, 256, 256, 256], Levels.Any(multipleOf: 8)), classes: 54);
}
