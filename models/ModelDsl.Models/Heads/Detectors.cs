namespace ModelDsl.Models;

/// <summary>LVT with the feature pyramid and the region proposal network of its published Panoptic FPN, 256×256: five levels of the pyramid, scores and offsets of their anchors.</summary>
[Model("lvt_rpn_256", Description = "LVT with the pyramid and proposal network of Panoptic FPN, 256×256", Paper = "arXiv:2112.10809")]
[Published(License = Lvt.License)]
public partial class LvtRpn256
{
    private static Features Define(Scope s)
    {
        var levels = FeaturePyramid.Neck(s / "neck", Lvt.PlainBackbone(s / "backbone", Lvt.Encoder with { Resolution = 256 }), dim: 96);
        return new([.. levels.Maps, .. RegionCnn.Proposals(s / "rpn_head", levels).Maps]);
    }
}

/// <summary>The box head of LVT's published Panoptic FPN on regions of 7×7, for the 80 things of COCO.</summary>
[Model("lvt_box_head", Description = "Box head of LVT's Panoptic FPN on regions of 7×7, 80 classes", Paper = "arXiv:2112.10809")]
[Published(License = Lvt.License)]
public partial class LvtBoxHead
{
    private static (Sym Scores, Sym Offsets) Define(Scope s) => RegionCnn.Boxes(s / "roi_head" / "bbox_head", s.Input("regions", Dim.Batch, 96, 7, 7), classes: 80, dim: 160);
}

/// <summary>The mask head of LVT's published Panoptic FPN on regions of 14×14, for the 80 things of COCO.</summary>
[Model("lvt_mask_head", Description = "Mask head of LVT's Panoptic FPN on regions of 14×14, 80 classes", Paper = "arXiv:2112.10809")]
[Published(License = Lvt.License)]
public partial class LvtMaskHead
{
    private static Sym Define(Scope s) => RegionCnn.Masks(s / "roi_head" / "mask_head", s.Input("regions", Dim.Batch, 96, 14, 14), classes: 80, dim: 96);
}
