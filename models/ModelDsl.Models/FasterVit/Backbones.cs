namespace ModelDsl.Models;

/// <summary>FasterViT-0 as a backbone for images of any size: four maps of strides 4, 8, 16 and 32. It takes the weights of FasterViT-0.</summary>
[Model("faster_vit_0_backbone", Description = "FasterViT-0 backbone, four maps, any size", Paper = "arXiv:2306.06189")]
[Published(Checkpoint = "fastervit_0_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit0Backbone
{
    private static Features Define(Scope s) => FasterVit.Backbone(s, FasterVit.AnySize(FasterVit.B0));
}

/// <summary>FasterViT-1 as a backbone for images of any size: four maps of strides 4, 8, 16 and 32. It takes the weights of FasterViT-1.</summary>
[Model("faster_vit_1_backbone", Description = "FasterViT-1 backbone, four maps, any size", Paper = "arXiv:2306.06189")]
[Published(Checkpoint = "fastervit_1_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit1Backbone
{
    private static Features Define(Scope s) => FasterVit.Backbone(s, FasterVit.AnySize(FasterVit.B1));
}

/// <summary>FasterViT-2 as a backbone for images of any size: four maps of strides 4, 8, 16 and 32. It takes the weights of FasterViT-2.</summary>
[Model("faster_vit_2_backbone", Description = "FasterViT-2 backbone, four maps, any size", Paper = "arXiv:2306.06189")]
[Published(Checkpoint = "fastervit_2_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit2Backbone
{
    private static Features Define(Scope s) => FasterVit.Backbone(s, FasterVit.AnySize(FasterVit.B2));
}

/// <summary>FasterViT-3 as a backbone for images of any size: four maps of strides 4, 8, 16 and 32. It takes the weights of FasterViT-3.</summary>
[Model("faster_vit_3_backbone", Description = "FasterViT-3 backbone, four maps, any size", Paper = "arXiv:2306.06189")]
[Published(Checkpoint = "fastervit_3_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit3Backbone
{
    private static Features Define(Scope s) => FasterVit.Backbone(s, FasterVit.AnySize(FasterVit.B3));
}

/// <summary>FasterViT-4 as a backbone for images of any size: four maps of strides 4, 8, 16 and 32. It takes the weights of FasterViT-4.</summary>
[Model("faster_vit_4_backbone", Description = "FasterViT-4 backbone, four maps, any size", Paper = "arXiv:2306.06189")]
[Published(Checkpoint = "fastervit_4_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit4Backbone
{
    private static Features Define(Scope s) => FasterVit.Backbone(s, FasterVit.AnySize(FasterVit.B4));
}

/// <summary>FasterViT-5 as a backbone for images of any size: four maps of strides 4, 8, 16 and 32. It takes the weights of FasterViT-5.</summary>
[Model("faster_vit_5_backbone", Description = "FasterViT-5 backbone, four maps, any size", Paper = "arXiv:2306.06189")]
[Published(Checkpoint = "fastervit_5_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit5Backbone
{
    private static Features Define(Scope s) => FasterVit.Backbone(s, FasterVit.AnySize(FasterVit.B5));
}

/// <summary>FasterViT-6 as a backbone for images of any size: four maps of strides 4, 8, 16 and 32. It takes the weights of FasterViT-6.</summary>
[Model("faster_vit_6_backbone", Description = "FasterViT-6 backbone, four maps, any size", Paper = "arXiv:2306.06189")]
[Published(Checkpoint = "fastervit_6_224_1k.pth.tar", License = FasterVit.License)]
public partial class FasterVit6Backbone
{
    private static Features Define(Scope s) => FasterVit.Backbone(s, FasterVit.AnySize(FasterVit.B6));
}

/// <summary>FasterViT-4 from ImageNet-21K with the windows of 224×224 as a backbone for images of any size: four maps of strides 4, 8, 16 and 32.</summary>
[Model("faster_vit_4_21k_224_backbone", Description = "FasterViT-4 from ImageNet-21K backbone, windows of 224×224, four maps, any size", Paper = "arXiv:2306.06189")]
[Published(Checkpoint = "fastervit_4_21k_224_w14.pth.tar", License = FasterVit.License)]
public partial class FasterVit4In21K224Backbone
{
    private static Features Define(Scope s) => FasterVit.Backbone(s, FasterVit.AnySize(FasterVit.B4In21K));
}

/// <summary>FasterViT-4 from ImageNet-21K with the windows of 384×384 as a backbone for images of any size: four maps of strides 4, 8, 16 and 32.</summary>
[Model("faster_vit_4_21k_384_backbone", Description = "FasterViT-4 from ImageNet-21K backbone, windows of 384×384, four maps, any size", Paper = "arXiv:2306.06189")]
[Published(Checkpoint = "fastervit_4_21k_384_w24.pth.tar", License = FasterVit.License)]
public partial class FasterVit4In21K384Backbone
{
    private static Features Define(Scope s) => FasterVit.Backbone(s, FasterVit.AnySize(FasterVit.B4In21K with { Windows = [24, 12] }) with { Resolution = ImageSize.Any(reference: 384) });
}

/// <summary>FasterViT-4 from ImageNet-21K with the windows of 512×512 as a backbone for images of any size: four maps of strides 4, 8, 16 and 32.</summary>
[Model("faster_vit_4_21k_512_backbone", Description = "FasterViT-4 from ImageNet-21K backbone, windows of 512×512, four maps, any size", Paper = "arXiv:2306.06189")]
[Published(Checkpoint = "fastervit_4_21k_512_w32.pth.tar", License = FasterVit.License)]
public partial class FasterVit4In21K512Backbone
{
    private static Features Define(Scope s) => FasterVit.Backbone(s, FasterVit.AnySize(FasterVit.B4In21K with { Windows = [32, 16] }) with { Resolution = ImageSize.Any(reference: 512) });
}

/// <summary>FasterViT-4 from ImageNet-21K with the windows of 768×768 as a backbone for images of any size: four maps of strides 4, 8, 16 and 32.</summary>
[Model("faster_vit_4_21k_768_backbone", Description = "FasterViT-4 from ImageNet-21K backbone, windows of 768×768, four maps, any size", Paper = "arXiv:2306.06189")]
[Published(Checkpoint = "fastervit_4_21k_768_w48.pth.tar", License = FasterVit.License)]
public partial class FasterVit4In21K768Backbone
{
    private static Features Define(Scope s) => FasterVit.Backbone(s, FasterVit.AnySize(FasterVit.B4In21K with { Windows = [48, 24] }) with { Resolution = ImageSize.Any(reference: 768) });
}
