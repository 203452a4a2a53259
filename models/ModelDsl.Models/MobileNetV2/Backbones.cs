namespace ModelDsl.Models;

/// <summary>MobileNetV2 1.0 as a backbone for images of any size: four maps of strides 4, 8, 16 and 32. It takes the weights of MobileNetV2 1.0.</summary>
[Model("mobilenetv2_100_backbone", Description = "MobileNetV2 1.0 backbone, four maps, any size", Paper = "arXiv:1801.04381")]
[Published(Checkpoint = "timm/mobilenetv2_100.ra_in1k", License = MobileNetV2.License)]
public partial class MobileNetV2W100Backbone
{
    private static Features Define(Scope s) => MobileNetV2.Backbone(s, MobileNetV2.W100);
}

/// <summary>MobileNetV2 1.4 as a backbone for images of any size: four maps of strides 4, 8, 16 and 32. It takes the weights of MobileNetV2 1.4.</summary>
[Model("mobilenetv2_140_backbone", Description = "MobileNetV2 1.4 backbone, four maps, any size", Paper = "arXiv:1801.04381")]
[Published(Checkpoint = "timm/mobilenetv2_140.ra_in1k", License = MobileNetV2.License)]
public partial class MobileNetV2W140Backbone
{
    private static Features Define(Scope s) => MobileNetV2.Backbone(s, MobileNetV2.W140);
}
