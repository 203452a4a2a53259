using ModelDsl;
using ModelDsl.Models;

namespace Shapes;

/// <summary>A narrow MobileNetV2 with SegFormer's decoder, for pictures of any size: scores of background, circle, square and triangle at stride 4.</summary>
[Model("shapes_net", Description = "A narrow MobileNetV2 with SegFormer's decoder, scores of 4 classes at stride 4, any size")]
[Preprocessing]
public partial class ShapesNet
{
    private static Sym Define(Scope s) => SegFormer.Scores(
        s / "decode_head", MobileNetV2.Backbone(s / "backbone", new MobileNetV2Config { Width = 0.5, Depths = [1, 2, 2, 2, 1, 2, 1], Resolution = ImageSize.Any(reference: Drawing.Side) }), classes: 4, dim: 64);
}
