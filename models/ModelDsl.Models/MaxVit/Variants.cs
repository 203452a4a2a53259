namespace ModelDsl.Models;

/// <content>The published variants.</content>
public static partial class MaxVit
{
    /// <summary>The licence of the published code and weights.</summary>
    internal const string License = "Apache-2.0";

    /// <summary>The authors' form.</summary>
    public static MaxVitForm Tensorflow { get; } = new(IsTensorflow: true, BatchNormEps: 1e-3, Eps: 1e-5);

    /// <summary>timm's form.</summary>
    public static MaxVitForm Timm { get; } = new(IsTensorflow: false, BatchNormEps: 1e-5, Eps: 1e-6);

    /// <summary>MaxViT-T as its authors published it: 30.9 M parameters.</summary>
    public static MaxVitConfig TinyTensorflow { get; } = new()
    {
        Form = Tensorflow, Depths = [2, 2, 5, 2], Dims = [64, 128, 256, 512], StemDims = (64, 64),
    };

    /// <summary>MaxViT-T in timm's form: 29.1 M parameters.</summary>
    public static MaxVitConfig TinyTimm { get; } = TinyTensorflow with { Form = Timm, StemDims = (32, 64) };
}

/// <summary>MaxViT-T, 224×224: 30.9 M parameters, 83.4 % top-1 on ImageNet-1K as published.</summary>
[Model("maxvit_tiny_tf_224", Description = "MaxViT-T, 224×224", Paper = "arXiv:2204.01697")]
[Preprocessing(CropFraction = 0.95)]
[Published(Dataset = "ImageNet-1K", Top1 = 83.4, Checkpoint = "timm/maxvit_tiny_tf_224.in1k", License = MaxVit.License)]
public partial class MaxVitTinyTensorflow
{
    private static Sym Define(Scope s) => MaxVit.Classifier(s, MaxVit.TinyTensorflow);
}

/// <summary>MaxViT-T in timm's form, 224×224: 29.1 M parameters.</summary>
[Model("maxvit_tiny_rw_224", Description = "MaxViT-T in timm's form, 224×224", Paper = "arXiv:2204.01697")]
[Preprocessing(CropFraction = 0.95, Mean = [0.5, 0.5, 0.5], StandardDeviation = [0.5, 0.5, 0.5])]
[Published(Dataset = "ImageNet-1K", Checkpoint = "timm/maxvit_tiny_rw_224.sw_in1k", License = MaxVit.License)]
public partial class MaxVitTinyTimm
{
    private static Sym Define(Scope s) => MaxVit.Classifier(s, MaxVit.TinyTimm);
}
