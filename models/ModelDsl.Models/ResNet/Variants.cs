namespace ModelDsl.Models;

/// <content>The published variants.</content>
public static partial class ResNet
{
    /// <summary>The licence of torchvision and its weights.</summary>
    internal const string License = "BSD-3-Clause";

    /// <summary>ResNet-18: 11.7 M parameters.</summary>
    public static ResNetConfig R18 { get; } = new() { Depths = [2, 2, 2, 2] };

    /// <summary>ResNet-34: 21.8 M parameters.</summary>
    public static ResNetConfig R34 { get; } = new() { Depths = [3, 4, 6, 3] };

    /// <summary>ResNet-50: 25.6 M parameters.</summary>
    public static ResNetConfig R50 { get; } = new() { Depths = [3, 4, 6, 3], Bottlenecks = true };

    /// <summary>ResNet-101: 44.5 M parameters.</summary>
    public static ResNetConfig R101 { get; } = R50 with { Depths = [3, 4, 23, 3] };
}

/// <summary>ResNet-18, any size: 11.7 M parameters, 69.8 % top-1 on ImageNet-1K as published.</summary>
[Model("resnet18", Description = "ResNet-18, any size", Paper = "arXiv:1512.03385")]
[Preprocessing(CropFraction = 0.875)]
[Published(Dataset = "ImageNet-1K", Top1 = 69.8, Top5 = 89.1, Checkpoint = "resnet18-f37072fd.pth", License = ResNet.License)]
public partial class ResNet18
{
    private static Sym Define(Scope s) => ResNet.Classifier(s, ResNet.R18);
}

/// <summary>ResNet-34, any size: 21.8 M parameters, 73.3 % top-1 on ImageNet-1K as published.</summary>
[Model("resnet34", Description = "ResNet-34, any size", Paper = "arXiv:1512.03385")]
[Preprocessing(CropFraction = 0.875)]
[Published(Dataset = "ImageNet-1K", Top1 = 73.3, Top5 = 91.4, Checkpoint = "resnet34-b627a593.pth", License = ResNet.License)]
public partial class ResNet34
{
    private static Sym Define(Scope s) => ResNet.Classifier(s, ResNet.R34);
}

/// <summary>ResNet-50, any size: 25.6 M parameters, 76.1 % top-1 on ImageNet-1K as published.</summary>
[Model("resnet50", Description = "ResNet-50, any size", Paper = "arXiv:1512.03385")]
[Preprocessing(CropFraction = 0.875)]
[Published(Dataset = "ImageNet-1K", Top1 = 76.1, Top5 = 92.9, Checkpoint = "resnet50-0676ba61.pth", License = ResNet.License)]
public partial class ResNet50
{
    private static Sym Define(Scope s) => ResNet.Classifier(s, ResNet.R50);
}

/// <summary>ResNet-101, any size: 44.5 M parameters, 77.4 % top-1 on ImageNet-1K as published.</summary>
[Model("resnet101", Description = "ResNet-101, any size", Paper = "arXiv:1512.03385")]
[Preprocessing(CropFraction = 0.875)]
[Published(Dataset = "ImageNet-1K", Top1 = 77.4, Top5 = 93.5, Checkpoint = "resnet101-63fe2227.pth", License = ResNet.License)]
public partial class ResNet101
{
    private static Sym Define(Scope s) => ResNet.Classifier(s, ResNet.R101);
}
