using ModelDsl;
using ModelDsl.Models;

namespace Flowers;

/// <summary>A smaller FasterViT for the 102 classes of Oxford Flowers.</summary>
[Model("faster_vit_tiny_flowers")]
public partial class FlowerNet
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B0 with { Depths = [2, 2, 4, 2], Classes = 102 });
}
