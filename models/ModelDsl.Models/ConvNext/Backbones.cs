namespace ModelDsl.Models;

/// <summary>ConvNeXt-atto as a backbone for images of any size from 32×32 on: four maps of strides 4, 8, 16 and 32. It takes the weights of ConvNeXt-atto.</summary>
[Model("convnext_atto_backbone", Description = "ConvNeXt-atto backbone, four maps, any size", Paper = "arXiv:2201.03545")]
[Published(Checkpoint = "timm/convnext_atto.d2_in1k", License = ConvNext.License)]
public partial class ConvNextAttoBackbone
{
    private static Features Define(Scope s) => ConvNext.Backbone(s, ConvNext.Atto);
}

/// <summary>ConvNeXt-nano as a backbone for images of any size from 32×32 on: four maps of strides 4, 8, 16 and 32. It takes the weights of ConvNeXt-nano.</summary>
[Model("convnext_nano_backbone", Description = "ConvNeXt-nano backbone, four maps, any size", Paper = "arXiv:2201.03545")]
[Published(Checkpoint = "timm/convnext_nano.d1h_in1k", License = ConvNext.License)]
public partial class ConvNextNanoBackbone
{
    private static Features Define(Scope s) => ConvNext.Backbone(s, ConvNext.Nano);
}

/// <summary>ConvNeXt-T as a backbone for images of any size from 32×32 on: four maps of strides 4, 8, 16 and 32. It takes the weights of ConvNeXt-T.</summary>
[Model("convnext_tiny_backbone", Description = "ConvNeXt-T backbone, four maps, any size", Paper = "arXiv:2201.03545")]
[Published(Checkpoint = "timm/convnext_tiny.fb_in1k", License = ConvNext.License)]
public partial class ConvNextTinyBackbone
{
    private static Features Define(Scope s) => ConvNext.Backbone(s, ConvNext.Tiny);
}

/// <summary>ConvNeXt-S as a backbone for images of any size from 32×32 on: four maps of strides 4, 8, 16 and 32. It takes the weights of ConvNeXt-S.</summary>
[Model("convnext_small_backbone", Description = "ConvNeXt-S backbone, four maps, any size", Paper = "arXiv:2201.03545")]
[Published(Checkpoint = "timm/convnext_small.fb_in1k", License = ConvNext.License)]
public partial class ConvNextSmallBackbone
{
    private static Features Define(Scope s) => ConvNext.Backbone(s, ConvNext.Small);
}

/// <summary>ConvNeXt-B as a backbone for images of any size from 32×32 on: four maps of strides 4, 8, 16 and 32. It takes the weights of ConvNeXt-B.</summary>
[Model("convnext_base_backbone", Description = "ConvNeXt-B backbone, four maps, any size", Paper = "arXiv:2201.03545")]
[Published(Checkpoint = "timm/convnext_base.fb_in1k", License = ConvNext.License)]
public partial class ConvNextBaseBackbone
{
    private static Features Define(Scope s) => ConvNext.Backbone(s, ConvNext.Base);
}

/// <summary>ConvNeXt-L as a backbone for images of any size from 32×32 on: four maps of strides 4, 8, 16 and 32. It takes the weights of ConvNeXt-L.</summary>
[Model("convnext_large_backbone", Description = "ConvNeXt-L backbone, four maps, any size", Paper = "arXiv:2201.03545")]
[Published(Checkpoint = "timm/convnext_large.fb_in1k", License = ConvNext.License)]
public partial class ConvNextLargeBackbone
{
    private static Features Define(Scope s) => ConvNext.Backbone(s, ConvNext.Large);
}
