namespace ModelDsl.Models;

/// <summary>ResNet (He et al., "Deep Residual Learning for Image Recognition", arXiv:1512.03385), with the keys of torchvision and timm.</summary>
public static partial class ResNet
{
    private const int Expansion = 4;

    /// <summary>Image [N, C, H, W] → logits [N, Classes].</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters.</param>
    public static Sym Classifier(Scope s, ResNetConfig config) => Classifier(s, s.Image(config), config);

    /// <inheritdoc cref="Classifier(Scope, ResNetConfig)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    public static Sym Classifier(Scope s, Sym image, ResNetConfig config) =>
        Stages(s, image, config)[^1].Mean(2, 3).Logits(s / "fc", config.Classes, Init.FanInUniform, Init.FanInUniform);

    /// <summary>Image [N, C, H, W] → the map of each stage, strides 4, 8, 16, 32. Its weights are those of the classifier without <c>fc</c>.</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters; classes have no meaning here.</param>
    public static Features Backbone(Scope s, ResNetConfig config) => Backbone(s, s.Image(config), config);

    /// <inheritdoc cref="Backbone(Scope, ResNetConfig)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    public static Features Backbone(Scope s, Sym image, ResNetConfig config) => Layers.Stages(Stages(s, image, config));

    private static List<Sym> Stages(Scope s, Sym image, ResNetConfig config)
    {
        var x = image.ConvNorm(s / "conv1", s / "bn1", config.Dim, kernel: 7, stride: 2).Relu().MaxPool2d(3, stride: 2, padding: 1);
        return Layers.Pyramid(x, DropPathRates.Linear(config.DropPath, config.Depths, least: 1), (map, i, rates) =>
            Stage(s / $"layer{i + 1}", map, config.Dim * (1 << i), stride: i == 0 ? 1 : 2, rates, config.Bottlenecks).Tap($"layer{i + 1}"));
    }

    /// <summary>Residual blocks, the first of them with a stride.</summary>
    private static Sym Stage(Scope s, Sym x, int dim, int stride, IReadOnlyList<double> dropPath, bool bottlenecks)
    {
        for (var i = 0; i < dropPath.Count; i++)
        {
            x = bottlenecks ? Bottleneck(s / i, x, dim, stride, dropPath[i]) : BasicBlock(s / i, x, dim, stride, dropPath[i]);
            stride = 1;
        }
        return x;
    }

    /// <summary>Residual pair of 3×3 convolutions.</summary>
    [Block]
    private static Sym BasicBlock(Scope s, Sym x, int dim, int stride, double dropPath)
    {
        var y = x.ConvNorm(s / "conv1", s / "bn1", dim, kernel: 3, stride).Relu()
                 .ConvNorm(s / "conv2", s / "bn2", dim, kernel: 3, normInit: Init.Zeros);
        return (Shortcut(s, x, dim, stride) + y.DropPath(dropPath)).Relu();
    }

    /// <summary>Residual 1×1, 3×3 and 1×1 convolutions; the stride is in the middle.</summary>
    [Block]
    private static Sym Bottleneck(Scope s, Sym x, int dim, int stride, double dropPath)
    {
        var y = x.ConvNorm(s / "conv1", s / "bn1", dim, kernel: 1).Relu()
                 .ConvNorm(s / "conv2", s / "bn2", dim, kernel: 3, stride).Relu()
                 .ConvNorm(s / "conv3", s / "bn3", Expansion * dim, kernel: 1, normInit: Init.Zeros);
        return (Shortcut(s, x, Expansion * dim, stride) + y.DropPath(dropPath)).Relu();
    }

    /// <summary>The input itself; where the block changes its shape, projected.</summary>
    private static Sym Shortcut(Scope s, Sym x, int channels, int stride) => stride == 1 && x.Channels == channels
        ? x
        : x.ConvNorm(s / "downsample" / 0, s / "downsample" / 1, channels, kernel: 1, stride);
}
