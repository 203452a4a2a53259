using ModelDsl;
using ModelDsl.Models;

namespace Shapes;

/// <summary>A narrow ResNet with SegFormer's decoder, for pictures of any size: scores of background, circle, square and triangle at stride 4.</summary>
[Model("shapes_net", Description = "A narrow ResNet with SegFormer's decoder, scores of 4 classes at stride 4, any size")]
[Preprocessing]
public partial class ShapesNet
{
    private static Sym Define(Scope s) => SegFormer.Scores(
        s / "decode_head", ResNet.Backbone(s / "backbone", new ResNetConfig { Depths = [1, 1, 1, 1], Dim = 24, Resolution = ImageSize.Any(reference: Drawing.Side) }), classes: 4, dim: 64);
}
