namespace ModelDsl.Models;

/// <summary>Swin-T as a backbone: four maps of strides 4, 8, 16 and 32. It takes the weights of Swin-T.</summary>
[Model("swin_tiny_patch4_window7_224_backbone", Description = "Swin-T backbone, four maps, 224×224", Paper = "arXiv:2103.14030")]
[Published(Checkpoint = "timm/swin_tiny_patch4_window7_224.ms_in1k", License = Swin.License)]
public partial class SwinTinyBackbone
{
    private static Features Define(Scope s) => Swin.Backbone(s, Swin.Tiny);
}

/// <summary>Swin-S as a backbone: four maps of strides 4, 8, 16 and 32. It takes the weights of Swin-S.</summary>
[Model("swin_small_patch4_window7_224_backbone", Description = "Swin-S backbone, four maps, 224×224", Paper = "arXiv:2103.14030")]
[Published(Checkpoint = "timm/swin_small_patch4_window7_224.ms_in1k", License = Swin.License)]
public partial class SwinSmallBackbone
{
    private static Features Define(Scope s) => Swin.Backbone(s, Swin.Small);
}

/// <summary>Swin-B as a backbone: four maps of strides 4, 8, 16 and 32. It takes the weights of Swin-B.</summary>
[Model("swin_base_patch4_window7_224_backbone", Description = "Swin-B backbone, four maps, 224×224", Paper = "arXiv:2103.14030")]
[Published(Checkpoint = "timm/swin_base_patch4_window7_224.ms_in1k", License = Swin.License)]
public partial class SwinBaseBackbone
{
    private static Features Define(Scope s) => Swin.Backbone(s, Swin.Base);
}
