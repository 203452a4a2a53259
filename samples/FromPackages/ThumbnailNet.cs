using ModelDsl;
using ModelDsl.Models;

namespace Thumbnails;

/// <summary>A FasterViT for the 64×64 images of Tiny ImageNet: a map of 4×4 in two windows each way, then one of 2×2.</summary>
[Model("faster_vit_thumbnails", Description = "FasterViT for thumbnails, 64×64")]
public partial class ThumbnailNet
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B0 with
    {
        Depths = [1, 1, 2, 1],
        Dim = 32,
        Heads = [4, 8],
        Windows = [2, 2],
        CarrierSize = 1,
        Resolution = 64,
        Classes = 200,
    });
}
