using ModelDsl;
using ModelDsl.Models;

namespace Template._1;

/// <summary>A small FasterViT for images of 64×64. Change its numbers: what does not fit is underlined.</summary>
[Model("Template.1")]
[Preprocessing]
public partial class Net
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B0 with
    {
        Classes = 5, // the folders in photos/train
        Resolution = 64,
        Depths = [1, 1, 2, 1],
        Dim = 32,
        Heads = [4, 8],
        Windows = [2, 2],
        CarrierSize = 1,
    });
}
