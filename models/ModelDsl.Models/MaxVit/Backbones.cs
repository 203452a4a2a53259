namespace ModelDsl.Models;

/// <summary>MaxViT-T as a backbone: four maps of strides 4, 8, 16 and 32. It takes the weights of MaxViT-T.</summary>
[Model("maxvit_tiny_tf_224_backbone", Description = "MaxViT-T backbone, four maps, 224×224", Paper = "arXiv:2204.01697")]
[Published(Checkpoint = "timm/maxvit_tiny_tf_224.in1k", License = MaxVit.License)]
public partial class MaxVitTinyTensorflowBackbone
{
    private static Features Define(Scope s) => MaxVit.Backbone(s, MaxVit.TinyTensorflow);
}

/// <summary>MaxViT-T in timm's form as a backbone: four maps of strides 4, 8, 16 and 32. It takes the weights of MaxViT-T in timm's form.</summary>
[Model("maxvit_tiny_rw_224_backbone", Description = "MaxViT-T in timm's form backbone, four maps, 224×224", Paper = "arXiv:2204.01697")]
[Published(Checkpoint = "timm/maxvit_tiny_rw_224.sw_in1k", License = MaxVit.License)]
public partial class MaxVitTinyTimmBackbone
{
    private static Features Define(Scope s) => MaxVit.Backbone(s, MaxVit.TinyTimm);
}
