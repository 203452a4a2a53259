namespace ModelDsl.Models;

/// <summary>VOLO-D1 as a backbone: two maps of strides 8 and 16. It takes the weights of VOLO-D1.</summary>
[Model("volo_d1_224_backbone", Description = "VOLO-D1 backbone, two maps, 224×224", Paper = "arXiv:2106.13112")]
[Published(Checkpoint = "timm/volo_d1_224.sail_in1k", License = Volo.License)]
public partial class VoloD1Backbone
{
    private static Features Define(Scope s) => Volo.Backbone(s, Volo.D1);
}
