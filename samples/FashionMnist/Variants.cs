using ModelDsl;
using ModelDsl.Models;

namespace FashionMnist;

/// <summary>
/// A FasterViT small enough to learn Fashion-MNIST in minutes on two cores. Its strides go up to 32: at 64×64 the third
/// stage has four windows with carrier tokens, the fourth one window.
/// </summary>
[Model("faster_vit_fashion", Description = "FasterViT for Fashion-MNIST, 64×64 grey", Paper = "arXiv:2306.06189")]
[Preprocessing(CropFraction = 1, Mode = CropMode.Squash, Mean = [0.286], StandardDeviation = [0.353])]
public partial class FasterVitFashion
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, new FasterVitConfig
    {
        Depths = [1, 1, 2, 1], Dim = 24, StemDim = 16, Heads = [4, 8], Windows = [2, 2], CarrierSize = 1,
        DropPath = 0, InChannels = 1, Resolution = 64, Classes = 10,
    });
}

/// <summary>
/// An LVT of the same purpose: convolutional self-attention on 8×8 positions, recursive atrous self-attention on 4×4
/// and 2×2. The head takes the mean over positions, so a last map of few tells it most about where things are.
/// </summary>
[Model("lvt_fashion", Description = "LVT for Fashion-MNIST, 32×32 grey", Paper = "arXiv:2112.10809")]
[Preprocessing(CropFraction = 1, Mode = CropMode.Squash, Mean = [0.286], StandardDeviation = [0.353])]
public partial class LvtFashion
{
    private static Sym Define(Scope s) => Lvt.MeanClassifier(s, new LvtClassifierConfig
    {
        Encoder = new LvtConfig
        {
            Stages =
            [
                new() { Depth = 1, Dim = 32, Heads = 8, MlpRatio = 2, Attention = new ConvolutionalAttention() },
                new() { Depth = 1, Dim = 64, Heads = 2, MlpRatio = 3, Attention = new GlobalAttention { AtrousRates = [1, 2], Recursion = 2 } },
                new() { Depth = 1, Dim = 96, Heads = 3, MlpRatio = 2, Attention = new GlobalAttention { AtrousRates = [1], Recursion = 2 } },
            ],
            InChannels = 1, Resolution = 32,
        },
        Classes = 10,
    });
}
