using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelDsl.Runtime.Diagnostics;

/// <summary>How the values of an image lie in memory.</summary>
internal enum MemoryLayout
{
    /// <summary>Channel by channel: contiguous [N, C, H, W].</summary>
    Contiguous,

    /// <summary>Pixel by pixel: a contiguous [N, H, W, C] seen as [N, C, H, W].</summary>
    ChannelsLast,
}

/// <summary>The sizes of a convolution [Batch, In, Size, Size] → [Batch, Out, …].</summary>
/// <param name="Batch">Images.</param>
/// <param name="In">Channels of the image.</param>
/// <param name="Out">Channels of the result.</param>
/// <param name="Size">Rows and columns of the image.</param>
/// <param name="Kernel">Rows and columns of the kernel.</param>
/// <param name="Stride">Pixels from one place of the kernel to the next. As large as an even kernel, it cuts patches: then nothing is padded.</param>
/// <param name="Groups">Groups of channels.</param>
/// <param name="Dilation">Pixels from one of the kernel's points to the next.</param>
/// <param name="AsLinear">A 1×1 convolution as a linear layer on the channels, of the pixels that the stride leaves.</param>
internal sealed record ConvolutionShape(
    int Batch, int In, int Out, int Size, int Kernel = 1, int Stride = 1, int Groups = 1, int Dilation = 1, bool AsLinear = false)
{
    /// <summary>What kind of convolution it is, whatever the sizes: <c>depthwise 3×3, dilation 5</c>.</summary>
    public string Kind
    {
        get
        {
            var kind = AsLinear ? "linear" : Groups == 1 ? Kernel == 1 ? "" : "dense" : Groups == In ? "depthwise" : "grouped";
            var text = $"{kind} {Kernel}×{Kernel}".TrimStart();
            if (Stride > 1) text += $", stride {Stride}";
            if (Dilation > 1) text += $", dilation {Dilation}";
            return text;
        }
    }

    private long Padding => Kernel % 2 == 0 && Stride == Kernel ? 0 : (long)(Kernel / 2) * Dilation;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Kind}: {In} → {Out}{(Groups > 1 && Groups < In ? $" in {Groups} groups" : "")}, {Size}×{Size}, batch {Batch}");

    /// <summary>The output, and then the gradients of image, weight and bias.</summary>
    /// <param name="type">The type of all numbers.</param>
    /// <param name="image">The layout of the image.</param>
    /// <param name="gradient">The layout of the gradient that comes back to the output.</param>
    public IEnumerable<Tensor> Compute(ScalarType type, MemoryLayout image, MemoryLayout gradient)
    {
        using var random = new Generator(1);
        Tensor Leaf(double deviation, params long[] sizes)
        {
            using var scale = deviation.ToScalar();
            return randn(sizes, generator: random).mul(scale).to_type(type);
        }
        var x = InLayout(Leaf(1, Batch, In, Size, Size), image).requires_grad_();
        var weight = Leaf(1 / Math.Sqrt((double)In / Groups * Kernel * Kernel), Out, In / Groups, Kernel, Kernel).requires_grad_();
        var bias = Leaf(1, Out).requires_grad_();
        var y = AsLinear ? Linear(x, weight, bias) : Convolution(x, weight, bias);
        yield return y.detach();
        var cotangent = InLayout(Leaf(1, y.shape), gradient);
        foreach (var result in autograd.grad([y], [x, weight, bias], [cotangent])) yield return result;
    }

    private Tensor Convolution(Tensor x, Tensor weight, Tensor bias) => nn.functional.conv2d(
        x, weight, bias, strides: [Stride, Stride], padding: [Padding, Padding], dilation: [Dilation, Dilation], groups: Groups);

    private Tensor Linear(Tensor x, Tensor weight, Tensor bias)
    {
        var every = TensorIndex.Slice(step: Stride);
        var pixels = (Stride == 1 ? x : x.index(TensorIndex.Colon, TensorIndex.Colon, every, every)).permute(0, 2, 3, 1);
        return nn.functional.linear(pixels, weight.view(Out, In), bias).permute(0, 3, 1, 2);
    }

    private static Tensor InLayout(Tensor x, MemoryLayout layout) =>
        layout == MemoryLayout.Contiguous ? x : x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}

/// <summary>A convolution and the layouts in which it is computed.</summary>
/// <param name="Shape">Its sizes.</param>
/// <param name="Image">The layout of the image.</param>
/// <param name="Gradient">The layout of the gradient that comes back to its output.</param>
/// <param name="Threads">The threads that compute it.</param>
internal sealed record ConvolutionCase(ConvolutionShape Shape, MemoryLayout Image, MemoryLayout Gradient, int Threads)
{
    /// <summary>The layouts in words.</summary>
    public string Layout => Image == Gradient ? Text(Image) : $"{Text(Image)}, gradient {Text(Gradient)}";

    private static string Text(MemoryLayout layout) => layout == MemoryLayout.Contiguous ? "contiguous" : "channels last";
}

/// <summary>What came of a case: the largest errors, as shares of the root mean square of what float64 yields.</summary>
/// <param name="Case">The case.</param>
/// <param name="Output">The error of the output; null where the process ended on the way to it.</param>
/// <param name="Gradients">The errors of the gradients of image, weight and bias; null where the process ended before.</param>
/// <param name="Death">How the process ended; null where it lives.</param>
internal sealed record ConvolutionResult(ConvolutionCase Case, double? Output, IReadOnlyList<double>? Gradients, string? Death)
{
    /// <summary>The largest error that rounding explains.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>Whether all numbers came, and are right.</summary>
    public bool IsRight => Output < Tolerance && Gradients is not null && Gradients.All(error => error < Tolerance);

    /// <summary>What is wrong, in words; empty where nothing is.</summary>
    public string Fault
    {
        get
        {
            if (Death is not null) return Output is null ? $"{Death} in forward" : $"{Death} in backward{(Output < Tolerance ? "" : $", output {Text(Output.Value)}")}";
            var wrong = new List<string>();
            if (!(Output < Tolerance)) wrong.Add($"output {Text(Output!.Value)}");
            string[] names = ["image", "weight", "bias"];
            for (var i = 0; i < names.Length; i++) if (!(Gradients![i] < Tolerance)) wrong.Add($"{names[i]} gradient {Text(Gradients[i])}");
            return string.Join(", ", wrong);
        }
    }

    private static string Text(double error) => error.ToString("0.0e+0", CultureInfo.InvariantCulture);
}
