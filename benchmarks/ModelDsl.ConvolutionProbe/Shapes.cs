using ModelDsl.Runtime.Diagnostics;

namespace ModelDsl.ConvolutionProbe;

/// <summary>The convolutions of vision backbones: FasterViT, LVT, ResNet, ConvNeXt, MobileNet, ViT, and what lies between.</summary>
internal static class Shapes
{
    /// <summary>All of them, for one image.</summary>
    public static readonly IReadOnlyList<ConvolutionShape> All = [.. Dense(), .. Depthwise(), .. Grouped(), .. Pointwise()];

    private static IEnumerable<ConvolutionShape> Dense()
    {
        // Stems and patches.
        foreach (var (o, size, kernel, stride) in new[] { (64, 224, 3, 2), (64, 224, 7, 4), (64, 224, 7, 2), (96, 224, 4, 4), (384, 224, 16, 16), (33, 96, 3, 2) })
            yield return new(1, 3, o, size, kernel, stride);
        // Blocks and what leads from stage to stage.
        foreach (var (c, size) in new[] { (64, 56), (128, 28), (80, 56), (160, 28), (96, 56), (196, 28), (392, 14), (320, 14), (256, 14), (512, 7) })
            yield return new(1, c, c, size, 3);
        foreach (var (i, o, size) in new[] { (64, 64, 112), (64, 128, 56), (196, 392, 28), (256, 512, 14), (64, 160, 28), (160, 256, 14), (128, 128, 57) })
            yield return new(1, i, o, size, 3, 2);
        // Attention's reductions.
        foreach (var (c, size, kernel) in new[] { (64, 28, 4), (160, 14, 2), (64, 56, 8), (192, 28, 2) }) yield return new(1, c, c, size, kernel, kernel);
        // Others: kernels, channels that no vector width divides, dilations.
        foreach (var kernel in new[] { 3, 5, 7 })
        {
            foreach (var stride in new[] { 1, 2 }) yield return new(1, 64, 64, 28, kernel, stride);
            foreach (var (i, o, size) in new[] { (7, 13, 14), (33, 17, 9), (3, 100, 15), (64, 64, 3) }) yield return new(1, i, o, size, kernel);
            foreach (var dilation in new[] { 2, 3, 5 })
                foreach (var (c, size) in new[] { (64, 28), (256, 7), (33, 14) }) yield return new(1, c, c, size, kernel, Dilation: dilation);
        }
    }

    private static IEnumerable<ConvolutionShape> Depthwise()
    {
        foreach (var kernel in new[] { 3, 5, 7 })
        {
            foreach (var dilation in new[] { 1, 2, 3, 5 })
                foreach (var (c, size) in new[] { (64, 28), (160, 14), (256, 7), (640, 14), (1024, 7), (33, 15), (7, 9), (100, 14) })
                    yield return new(1, c, c, size, kernel, Groups: c, Dilation: dilation);
            foreach (var (c, size) in new[] { (64, 56), (144, 28), (33, 15), (384, 14) }) yield return new(1, c, c, size, kernel, 2, c);
            yield return new(1, 32, 64, 14, kernel, Groups: 32);
        }
        foreach (var (c, size) in new[] { (512, 28), (256, 56), (784, 14), (96, 112) }) yield return new(1, c, c, size, 3, Groups: c);
        foreach (var (c, size) in new[] { (96, 56), (192, 28), (768, 7) }) yield return new(1, c, c, size, 7, Groups: c);
        foreach (var dilation in new[] { 3, 5 }) yield return new(1, 64, 64, 28, 3, 2, 64, dilation);
    }

    private static IEnumerable<ConvolutionShape> Grouped()
    {
        foreach (var (c, size, kernel, stride, groups) in new[]
        {
            (128, 56, 3, 1, 32), (256, 28, 3, 2, 32), (512, 7, 3, 1, 32), (48, 14, 5, 1, 4), (48, 14, 7, 2, 4), (66, 14, 3, 1, 3),
            (576, 28, 1, 1, 9), (128, 14, 1, 1, 2), (512, 14, 1, 1, 8), (66, 9, 1, 1, 3),
        }) yield return new(1, c, c, size, kernel, stride, groups);
        foreach (var dilation in new[] { 2, 3, 5 }) yield return new(1, 128, 128, 14, 3, Groups: 32, Dilation: dilation);
    }

    private static IEnumerable<ConvolutionShape> Pointwise()
    {
        foreach (var asLinear in new[] { false, true })
        {
            foreach (var (i, o) in new[]
            {
                (64, 64), (64, 256), (256, 64), (64, 512), (512, 64), (96, 384), (384, 96), (160, 160), (160, 640), (640, 160),
                (256, 256), (256, 1024), (1024, 256), (512, 1024), (512, 2048), (2048, 512), (33, 100), (448, 1000),
            })
                foreach (var size in new[] { 7, 14, 28 }) yield return new(1, i, o, size, AsLinear: asLinear);
            foreach (var (i, o, size) in new[] { (256, 512, 56), (512, 1024, 28), (1024, 2048, 14), (64, 128, 56), (33, 66, 15) })
                yield return new(1, i, o, size, Stride: 2, AsLinear: asLinear);
            foreach (var (i, o) in new[] { (256, 16), (16, 256), (2048, 1000) }) yield return new(1, i, o, 1, AsLinear: asLinear);
        }
    }
}
