using ModelDsl.Models;

namespace ModelDsl.PyTorch.Tests;

/// <summary>A FasterViT with stochastic depth, small enough to be computed many times.</summary>
[Model("tiny_net")]
public partial class TinyNet
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, new FasterVitConfig
    {
        Depths = [1, 1, 2, 1], Dim = 16, StemDim = 16, Heads = [4, 8], Windows = [2, 2], CarrierSize = 1, DropPath = 0.2, Resolution = 64, Classes = 10,
    });
}
