namespace ModelDsl.Models;

/// <summary>ResNet-18 as a backbone for images of any size: four maps of strides 4, 8, 16 and 32. It takes the weights of ResNet-18.</summary>
[Model("resnet18_backbone", Description = "ResNet-18 backbone, four maps, any size", Paper = "arXiv:1512.03385")]
[Published(Checkpoint = "resnet18-f37072fd.pth", License = ResNet.License)]
public partial class ResNet18Backbone
{
    private static Features Define(Scope s) => ResNet.Backbone(s, ResNet.R18);
}

/// <summary>ResNet-34 as a backbone for images of any size: four maps of strides 4, 8, 16 and 32. It takes the weights of ResNet-34.</summary>
[Model("resnet34_backbone", Description = "ResNet-34 backbone, four maps, any size", Paper = "arXiv:1512.03385")]
[Published(Checkpoint = "resnet34-b627a593.pth", License = ResNet.License)]
public partial class ResNet34Backbone
{
    private static Features Define(Scope s) => ResNet.Backbone(s, ResNet.R34);
}

/// <summary>ResNet-50 as a backbone for images of any size: four maps of strides 4, 8, 16 and 32. It takes the weights of ResNet-50.</summary>
[Model("resnet50_backbone", Description = "ResNet-50 backbone, four maps, any size", Paper = "arXiv:1512.03385")]
[Published(Checkpoint = "resnet50-0676ba61.pth", License = ResNet.License)]
public partial class ResNet50Backbone
{
    private static Features Define(Scope s) => ResNet.Backbone(s, ResNet.R50);
}

/// <summary>ResNet-101 as a backbone for images of any size: four maps of strides 4, 8, 16 and 32. It takes the weights of ResNet-101.</summary>
[Model("resnet101_backbone", Description = "ResNet-101 backbone, four maps, any size", Paper = "arXiv:1512.03385")]
[Published(Checkpoint = "resnet101-63fe2227.pth", License = ResNet.License)]
public partial class ResNet101Backbone
{
    private static Features Define(Scope s) => ResNet.Backbone(s, ResNet.R101);
}
