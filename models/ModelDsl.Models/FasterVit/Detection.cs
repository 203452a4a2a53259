namespace ModelDsl.Models;

/// <summary>FasterViT-0 as the published code for DINO has it, images of any size from 128×128 on: three maps of strides 8, 16 and 32, each normalised.</summary>
[Model("faster_vit_0_dino", Description = "FasterViT-0 as DINO's backbone, three maps, any size from 128×128", Paper = "arXiv:2306.06189")]
[Published(License = FasterVit.License)]
public partial class FasterVit0Dino
{
    private static Features Define(Scope s) => FasterVit.DetectionBackbone(s, FasterVit.ForDetection(FasterVit.B0));
}

/// <summary>FasterViT-1 as the published code for DINO has it, images of any size from 128×128 on: three maps of strides 8, 16 and 32, each normalised.</summary>
[Model("faster_vit_1_dino", Description = "FasterViT-1 as DINO's backbone, three maps, any size from 128×128", Paper = "arXiv:2306.06189")]
[Published(License = FasterVit.License)]
public partial class FasterVit1Dino
{
    private static Features Define(Scope s) => FasterVit.DetectionBackbone(s, FasterVit.ForDetection(FasterVit.B1));
}

/// <summary>FasterViT-2 as the published code for DINO has it, images of any size from 128×128 on: three maps of strides 8, 16 and 32, each normalised.</summary>
[Model("faster_vit_2_dino", Description = "FasterViT-2 as DINO's backbone, three maps, any size from 128×128", Paper = "arXiv:2306.06189")]
[Published(License = FasterVit.License)]
public partial class FasterVit2Dino
{
    private static Features Define(Scope s) => FasterVit.DetectionBackbone(s, FasterVit.ForDetection(FasterVit.B2));
}

/// <summary>FasterViT-3 as the published code for DINO has it, images of any size from 128×128 on: three maps of strides 8, 16 and 32, each normalised.</summary>
[Model("faster_vit_3_dino", Description = "FasterViT-3 as DINO's backbone, three maps, any size from 128×128", Paper = "arXiv:2306.06189")]
[Published(License = FasterVit.License)]
public partial class FasterVit3Dino
{
    private static Features Define(Scope s) => FasterVit.DetectionBackbone(s, FasterVit.ForDetection(FasterVit.B3));
}

/// <summary>FasterViT-4 as the published code for DINO has it, images of any size from 128×128 on: three maps of strides 8, 16 and 32, each normalised.</summary>
[Model("faster_vit_4_dino", Description = "FasterViT-4 as DINO's backbone, three maps, any size from 128×128", Paper = "arXiv:2306.06189")]
[Published(License = FasterVit.License)]
public partial class FasterVit4Dino
{
    private static Features Define(Scope s) => FasterVit.DetectionBackbone(s, FasterVit.ForDetection(FasterVit.B4));
}

/// <summary>FasterViT-4 from ImageNet-21K with the windows of 224×224 as the published code for DINO has it, images of any size from 128×128 on: three maps of strides 8, 16 and 32, each normalised.</summary>
[Model("faster_vit_4_21k_224_dino", Description = "FasterViT-4 from ImageNet-21K with the windows of 224×224 as DINO's backbone, three maps, any size from 128×128", Paper = "arXiv:2306.06189")]
[Published(License = FasterVit.License)]
public partial class FasterVit4In21K224Dino
{
    private static Features Define(Scope s) => FasterVit.DetectionBackbone(s, FasterVit.ForDetection(FasterVit.B4In21K));
}

/// <summary>FasterViT-4 from ImageNet-21K with the windows of 384×384 as the published code for DINO has it, images of any size from 128×128 on: three maps of strides 8, 16 and 32, each normalised.</summary>
[Model("faster_vit_4_21k_384_dino", Description = "FasterViT-4 from ImageNet-21K with the windows of 384×384 as DINO's backbone, three maps, any size from 128×128", Paper = "arXiv:2306.06189")]
[Published(License = FasterVit.License)]
public partial class FasterVit4In21K384Dino
{
    private static Features Define(Scope s) => FasterVit.DetectionBackbone(s, FasterVit.ForDetection(FasterVit.B4In21K with { Windows = [24, 12] }));
}

/// <summary>FasterViT-4 from ImageNet-21K with the windows of 512×512 as the published code for DINO has it, images of any size from 128×128 on: three maps of strides 8, 16 and 32, each normalised.</summary>
[Model("faster_vit_4_21k_512_dino", Description = "FasterViT-4 from ImageNet-21K with the windows of 512×512 as DINO's backbone, three maps, any size from 128×128", Paper = "arXiv:2306.06189")]
[Published(License = FasterVit.License)]
public partial class FasterVit4In21K512Dino
{
    private static Features Define(Scope s) => FasterVit.DetectionBackbone(s, FasterVit.ForDetection(FasterVit.B4In21K with { Windows = [32, 16] }));
}
