namespace ModelDsl.Models;

/// <summary>The convolutional stages 1 and 2.</summary>
internal static class ConvStage
{
    // The published code for detection gives these stages a window that nothing attends in.
    private const int DetectionWindow = 7;

    /// <summary>A stage of residual convolution blocks, then half the size and twice the channels.</summary>
    /// <returns>What the next stage takes, and the map before its size is halved where it is asked for.</returns>
    [Block]
    public static (Sym Output, Sym? Map) Level(Scope s, Sym x, IReadOnlyList<double> dropPath, bool keepMap, FasterVitConfig config)
    {
        var (height, width) = (x.Height, x.Width);
        if (config.Detection) x = x.FilledTo(DetectionWindow);
        for (var i = 0; i < dropPath.Count; i++) x = ConvBlock(s / "blocks" / i, x, dropPath[i], config.ConvLayerScale);
        x = x.Slice(2, 0, height).Slice(3, 0, width);
        return (FasterVit.Downsample(s / "downsample", x), keepMap ? x : null);
    }

    /// <summary>Residual pair of dense 3×3 convolutions.</summary>
    [Block]
    private static Sym ConvBlock(Scope s, Sym x, double dropPath, double? layerScale)
    {
        var y = x.Conv2d(s / "conv1", x.Channels, kernel: 3, padding: 1)
                 .BatchNorm2d(s / "norm1")
                 .Gelu()
                 .Conv2d(s / "conv2", x.Channels, kernel: 3, padding: 1)
                 .BatchNorm2d(s / "norm2");
        if (layerScale is { } init) y *= s.Parameter("gamma", [x.Channels], Init.Constant(init)).Rearrange("c -> 1 c 1 1");
        return x + y.DropPath(dropPath);
    }
}
