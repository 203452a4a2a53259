namespace ModelDsl.Models;

/// <summary>LVT with the feature pyramid and the region proposal network of its published Panoptic FPN, 256×256: five levels of the pyramid, scores and offsets of their anchors.</summary>
[Model("lvt_rpn_256", Description = "LVT with the pyramid and proposal network of Panoptic FPN, 256×256", Paper = "arXiv:2112.10809")]
[Published(License = Lvt.License)]
public partial class LvtRpn256
{
    private static Features Define(Scope s) =>
        RegionCnn.PyramidAndProposals(s, Lvt.PlainBackbone(s / "backbone", Lvt.Encoder with { Resolution = 256 }), dim: 96);
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

/// <summary>
/// FasterViT-2 with the feature pyramid and the region proposal network of Cascade Mask R-CNN, images of any size: five levels of the pyramid, scores and
/// offsets of their anchors. Each map of the backbone has a norm, as in FasterViT's published code for detection.
/// </summary>
[Model("faster_vit_2_cascade_rpn", Description = "FasterViT-2 with the pyramid and proposal network of Cascade Mask R-CNN, any size", Paper = "arXiv:2306.06189")]
[Published(License = FasterVit.License)]
public partial class FasterVit2CascadeRpn
{
    private static Features Define(Scope s) =>
        RegionCnn.PyramidAndProposals(s, FasterVit.DetectionBackbone(s / "backbone", FasterVit.AnySize(FasterVit.B2), first: 0));
}

/// <summary>
/// The three box heads of Cascade R-CNN (Cai and Vasconcelos, arXiv:1712.00726) on regions of 7×7, for the 80 things of COCO. The regions of a step are
/// those of the step before with its offsets, so a program calls one head after the other: <c>net.RoiHead.BboxHead[0].call(regions)</c>.
/// </summary>
[Model("cascade_box_heads", Description = "The three box heads of Cascade R-CNN on regions of 7×7, 80 classes", Paper = "arXiv:1712.00726")]
public partial class CascadeBoxHeads
{
    private static Features Define(Scope s)
    {
        var results = new Features();
        for (var i = 0; i < 3; i++)
        {
            var (scores, offsets) = RegionCnn.Boxes(s / "roi_head" / "bbox_head" / i, s.Input($"regions{i + 1}", Dim.Batch, 256, 7, 7), classes: 80, isAgnostic: true);
            results.Add($"scores{i + 1}", scores).Add($"offsets{i + 1}", offsets);
        }
        return results;
    }
}

/// <summary>
/// The three mask heads of Cascade Mask R-CNN on regions of 14×14, for the 80 things of COCO: masks of each step for the same regions, whose mean
/// mmdetection takes.
/// </summary>
[Model("cascade_mask_heads", Description = "The three mask heads of Cascade Mask R-CNN on regions of 14×14, 80 classes", Paper = "arXiv:1712.00726")]
public partial class CascadeMaskHeads
{
    private static Features Define(Scope s)
    {
        var regions = s.Input("regions", Dim.Batch, 256, 14, 14);
        var results = new Features();
        for (var i = 0; i < 3; i++) results.Add($"masks{i + 1}", RegionCnn.Masks(s / "roi_head" / "mask_head" / i, regions, classes: 80));
        return results;
    }
}

/// <summary>FasterViT-0 under DINO with four scales, images of any size from 128×128 on: the four levels that DINO's transformer takes, and their positions.</summary>
[Model("faster_vit_0_dino_4scale", Description = "FasterViT-0 up to DINO's transformer, four levels and their positions, any size from 128×128", Paper = "arXiv:2306.06189")]
[Published(License = FasterVit.License)]
public partial class FasterVit0Dino4Scale
{
    private static Features Define(Scope s) => DinoNeck.Levels(s, FasterVit.DetectionBackbone(s / "backbone" / 0, FasterVit.ForDetection(FasterVit.B0)));
}

/// <summary>FasterViT-4 from ImageNet-21K under DINO with five scales, images of any size from 128×128 on: the five levels that DINO's transformer takes, and their positions.</summary>
[Model("faster_vit_4_21k_224_dino_5scale", Description = "FasterViT-4 from ImageNet-21K up to DINO's transformer, five levels and their positions, any size from 128×128", Paper = "arXiv:2306.06189")]
[Published(License = FasterVit.License)]
public partial class FasterVit4In21K224Dino5Scale
{
    private static Features Define(Scope s) => DinoNeck.Levels(s, FasterVit.DetectionBackbone(s / "backbone" / 0, FasterVit.ForDetection(FasterVit.B4In21K), first: 0));
}
