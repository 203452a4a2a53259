namespace ModelDsl.Models;

/// <summary>PVTv2-B0 as a backbone for images of any size from 32×32 on: four maps of strides 4, 8, 16 and 32. It takes the weights of PVTv2-B0.</summary>
[Model("pvt_v2_b0_backbone", Description = "PVTv2-B0 backbone, four maps, any size", Paper = "arXiv:2106.13797")]
[Published(Checkpoint = "timm/pvt_v2_b0.in1k", License = PvtV2.License)]
public partial class PvtV2B0Backbone
{
    private static Features Define(Scope s) => PvtV2.Backbone(s, PvtV2.B0);
}

/// <summary>PVTv2-B1 as a backbone for images of any size from 32×32 on: four maps of strides 4, 8, 16 and 32. It takes the weights of PVTv2-B1.</summary>
[Model("pvt_v2_b1_backbone", Description = "PVTv2-B1 backbone, four maps, any size", Paper = "arXiv:2106.13797")]
[Published(Checkpoint = "timm/pvt_v2_b1.in1k", License = PvtV2.License)]
public partial class PvtV2B1Backbone
{
    private static Features Define(Scope s) => PvtV2.Backbone(s, PvtV2.B1);
}

/// <summary>PVTv2-B2 as a backbone for images of any size from 32×32 on: four maps of strides 4, 8, 16 and 32. It takes the weights of PVTv2-B2.</summary>
[Model("pvt_v2_b2_backbone", Description = "PVTv2-B2 backbone, four maps, any size", Paper = "arXiv:2106.13797")]
[Published(Checkpoint = "timm/pvt_v2_b2.in1k", License = PvtV2.License)]
public partial class PvtV2B2Backbone
{
    private static Features Define(Scope s) => PvtV2.Backbone(s, PvtV2.B2);
}

/// <summary>PVTv2-B3 as a backbone for images of any size from 32×32 on: four maps of strides 4, 8, 16 and 32. It takes the weights of PVTv2-B3.</summary>
[Model("pvt_v2_b3_backbone", Description = "PVTv2-B3 backbone, four maps, any size", Paper = "arXiv:2106.13797")]
[Published(Checkpoint = "timm/pvt_v2_b3.in1k", License = PvtV2.License)]
public partial class PvtV2B3Backbone
{
    private static Features Define(Scope s) => PvtV2.Backbone(s, PvtV2.B3);
}

/// <summary>PVTv2-B4 as a backbone for images of any size from 32×32 on: four maps of strides 4, 8, 16 and 32. It takes the weights of PVTv2-B4.</summary>
[Model("pvt_v2_b4_backbone", Description = "PVTv2-B4 backbone, four maps, any size", Paper = "arXiv:2106.13797")]
[Published(Checkpoint = "timm/pvt_v2_b4.in1k", License = PvtV2.License)]
public partial class PvtV2B4Backbone
{
    private static Features Define(Scope s) => PvtV2.Backbone(s, PvtV2.B4);
}

/// <summary>PVTv2-B5 as a backbone for images of any size from 32×32 on: four maps of strides 4, 8, 16 and 32. It takes the weights of PVTv2-B5.</summary>
[Model("pvt_v2_b5_backbone", Description = "PVTv2-B5 backbone, four maps, any size", Paper = "arXiv:2106.13797")]
[Published(Checkpoint = "timm/pvt_v2_b5.in1k", License = PvtV2.License)]
public partial class PvtV2B5Backbone
{
    private static Features Define(Scope s) => PvtV2.Backbone(s, PvtV2.B5);
}
