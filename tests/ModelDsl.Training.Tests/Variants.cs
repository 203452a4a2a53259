using ModelDsl.Models;

namespace ModelDsl.Training.Tests;

/// <summary>Small, of grey images, and with everything that draws random numbers in training.</summary>
[Model("tiny_grey")]
[Preprocessing(CropFraction = 1, Mode = CropMode.Squash, Mean = [0.5], StandardDeviation = [0.25])]
public partial class TinyGrey
{
    private static Sym Define(Scope s)
    {
        var x = s.Input("image", Dim.Batch, 1, 8, 8).Conv2d(s / "stem", 8, kernel: 3, stride: 2, padding: 1).BatchNorm2d(s / "norm").Relu();
        x += x.Conv2d(s / "conv", 8, kernel: 3, padding: 1).Relu().DropPath(0.2);
        return x.Mean(2, 3).Dropout(0.1).Linear(s / "head", 4);
    }
}

/// <summary>What the fixture's PyTorch model is.</summary>
[Model("tiny_faster_vit_trained")]
[Preprocessing(CropFraction = 1, Mode = CropMode.Squash)]
public partial class TinyFasterVit
{
    private static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B0 with
    {
        Depths = [1, 1, 2, 1], Dim = 8, StemDim = 8, Heads = [2, 4], Windows = [2, 2], Resolution = 64, Classes = 5, DropPath = 0,
        LayerScale = 1e-5, Propagation = true,
    });
}

/// <summary>Small, and with every way in which a generated module hands numbers to native code.</summary>
[Model("tiny_numbers")]
[Preprocessing(CropFraction = 1, Mode = CropMode.Squash, Mean = [0.5], StandardDeviation = [0.25])]
public partial class TinyNumbers
{
    private static Sym Define(Scope s)
    {
        var x = (s.Input("image", Dim.Batch, 1, 8, 8) - 0.125) * 1.5;
        x = x.Conv2d(s / "stem", 8, kernel: 3, stride: 2, padding: 1).BatchNorm2d(s / "norm").Relu();
        x += x.Conv2d(s / "conv", 8, kernel: 3, padding: 1).Gelu().DropPath(0.2) / 2 + 0.25;
        return x.Mean(2, 3).LayerNorm(s / "last").Dropout(0.1).Linear(s / "head", 4);
    }
}

/// <summary>Of colour images, with a batch norm after the global pooling: one value for each channel of an image.</summary>
[Model("tiny_pooled")]
[Preprocessing(CropFraction = 1, Mode = CropMode.Squash)]
public partial class TinyPooled
{
    private static Sym Define(Scope s) =>
        s.Input("image", Dim.Batch, 3, 8, 8).Conv2d(s / "stem", 4, kernel: 3, stride: 2, padding: 1).AdaptiveAveragePool2d(1, 1).BatchNorm2d(s / "norm").Mean(2, 3).Linear(s / "head", 2);
}

/// <summary>Of grey images, without anything that looks at the whole batch.</summary>
[Model("tiny_plain")]
[Preprocessing(CropFraction = 1, Mode = CropMode.Squash, Mean = [0.5], StandardDeviation = [0.25])]
public partial class TinyPlain
{
    private static Sym Define(Scope s)
    {
        var x = s.Input("image", Dim.Batch, 1, 8, 8);
        for (var i = 0; i < 3; i++) x = x.Conv2d(s / "convs" / i, 6, kernel: 3, padding: 1).Relu();
        return x.Mean(2, 3).Linear(s / "head", 4);
    }
}

/// <summary>Scores of three classes at stride 2, of grey images of one size.</summary>
[Model("tiny_map")]
[Preprocessing(CropFraction = 1, Mean = [0.5], StandardDeviation = [0.25])]
public partial class TinyMap
{
    private static Sym Define(Scope s)
    {
        var x = s.Input("image", Dim.Batch, 1, 16, 16).Conv2d(s / "stem", 8, kernel: 3, stride: 2, padding: 1).BatchNorm2d(s / "norm").Relu();
        return x.Conv2d(s / "conv", 8, kernel: 3, padding: 1).Relu().Dropout(0.1).Conv2d(s / "head", 3, kernel: 1);
    }
}

/// <summary>The same for images of any size whose sides are multiples of 4.</summary>
[Model("tiny_map_any")]
[Preprocessing(CropFraction = 1, Mean = [0.5], StandardDeviation = [0.25])]
public partial class TinyMapAny
{
    private static Sym Define(Scope s) => s.Input("image", Dim.Batch, 1, Dim.Symbol("H", multipleOf: 4, minimum: 8, reference: 16), Dim.Symbol("W", multipleOf: 4, minimum: 8, reference: 16))
        .Conv2d(s / "stem", 8, kernel: 3, stride: 2, padding: 1).Relu().Conv2d(s / "head", 3, kernel: 1);
}
