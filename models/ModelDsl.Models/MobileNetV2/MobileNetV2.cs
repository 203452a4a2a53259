namespace ModelDsl.Models;

/// <summary>MobileNetV2 (Sandler et al., "Inverted Residuals and Linear Bottlenecks", arXiv:1801.04381), with timm's keys.</summary>
public static partial class MobileNetV2
{
    private const int Expansion = 6;

    // The paper's table 2.
    private static readonly int[] s_channels = [16, 24, 32, 64, 96, 160, 320];
    private static readonly int[] s_strides = [1, 2, 2, 2, 1, 2, 1];

    /// <summary>Image [N, C, H, W] → logits [N, Classes].</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters.</param>
    public static Sym Classifier(Scope s, MobileNetV2Config config) => Classifier(s, s.Image(config), config);

    /// <inheritdoc cref="Classifier(Scope, MobileNetV2Config)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    public static Sym Classifier(Scope s, Sym image, MobileNetV2Config config)
    {
        var x = Stages(s, image, config)[^1]
            .ConvNorm(s / "conv_head", s / "bn2", Math.Max(1280, Rounded(1280 * config.Width)), kernel: 1)
            .Relu6()
            .Mean(2, 3);
        return x.Logits(s / "classifier", config.Classes, Init.Uniform(1 / Math.Sqrt(Math.Max(config.Classes, 1))));
    }

    /// <summary>
    /// Image [N, C, H, W] → the last map of strides 4, 8, 16 and 32. Its weights are those of the classifier without <c>conv_head</c>,
    /// <c>bn2</c> and <c>classifier</c>.
    /// </summary>
    /// <param name="s">The root scope.</param>
    /// <param name="config">The hyper-parameters; classes have no meaning here.</param>
    public static Features Backbone(Scope s, MobileNetV2Config config) => Backbone(s, s.Image(config), config);

    /// <inheritdoc cref="Backbone(Scope, MobileNetV2Config)" path="/summary"/>
    /// <param name="s">The scope.</param>
    /// <param name="image">The image [N, C, H, W], or any other map: the input of the model, or what other layers have made of it.</param>
    /// <param name="config">The hyper-parameters; input channels and resolution are those of the image.</param>
    public static Features Backbone(Scope s, Sym image, MobileNetV2Config config)
    {
        var maps = Stages(s, image, config);
        return Layers.Stages([maps[1], maps[2], maps[4], maps[6]]);
    }

    private static List<Sym> Stages(Scope s, Sym image, MobileNetV2Config config)
    {
        Layers.RequireOneEach("Depths", config.Depths.Count, s_channels.Length);
        Layers.RequireBlocks(config.Depths, least: 1);
        Require.That(config.Width > 0, $"Width is {config.Width}; channels are multiplied by a positive number");
        var x = image.ConvNorm(s / "conv_stem", s / "bn1", Rounded(32 * config.Width), kernel: 3, stride: 2).Relu6();
        var maps = new List<Sym>();
        for (var i = 0; i < s_channels.Length; i++)
        {
            x = Stage(s / "blocks" / i, x, Rounded(s_channels[i] * config.Width), s_strides[i], config.Depths[i], expand: i > 0).Tap($"blocks.{i}");
            maps.Add(x);
        }
        return maps;
    }

    /// <summary>Blocks, the first of them with a stride.</summary>
    private static Sym Stage(Scope s, Sym x, int channels, int stride, int depth, bool expand)
    {
        for (var i = 0; i < depth; i++)
        {
            x = expand ? InvertedResidual(s / i, x, channels, stride) : SeparableConv(s / i, x, channels, stride);
            stride = 1;
        }
        return x;
    }

    /// <summary>A depthwise 3×3 convolution, then a 1×1 convolution to the output without activation.</summary>
    [Block]
    private static Sym SeparableConv(Scope s, Sym x, int channels, int stride) => WithSkip(x, stride,
        x.ConvNorm(s / "conv_dw", s / "bn1", x.Channels, kernel: 3, stride, groups: x.Channels).Relu6()
         .ConvNorm(s / "conv_pw", s / "bn2", channels, kernel: 1));

    /// <summary>The same on more channels, to which a 1×1 convolution leads.</summary>
    [Block]
    private static Sym InvertedResidual(Scope s, Sym x, int channels, int stride)
    {
        var hidden = Expansion * x.Channels;
        return WithSkip(x, stride,
            x.ConvNorm(s / "conv_pw", s / "bn1", hidden, kernel: 1).Relu6()
             .ConvNorm(s / "conv_dw", s / "bn2", hidden, kernel: 3, stride, groups: hidden).Relu6()
             .ConvNorm(s / "conv_pwl", s / "bn3", channels, kernel: 1));
    }

    private static Sym WithSkip(Sym x, int stride, Sym y) => stride == 1 && x.Channels == y.Channels ? x + y : y;

    /// <summary>The nearest multiple of 8, but not less than 90 %.</summary>
    private static int Rounded(double channels)
    {
        var rounded = Math.Max(8, (int)(channels + 4) / 8 * 8);
        return rounded < 0.9 * channels ? rounded + 8 : rounded;
    }
}
