namespace ModelDsl.Models;

/// <summary>EfficientFormer-L1 as a backbone: four maps of strides 4, 8, 16 and 32. It takes the weights of EfficientFormer-L1.</summary>
[Model("efficientformer_l1_backbone", Description = "EfficientFormer-L1 backbone, four maps, 224×224", Paper = "arXiv:2206.01191")]
[Published(Checkpoint = "timm/efficientformer_l1.snap_dist_in1k", License = EfficientFormer.License)]
public partial class EfficientFormerL1Backbone
{
    private static Features Define(Scope s) => EfficientFormer.Backbone(s, EfficientFormer.L1);
}
