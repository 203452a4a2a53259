using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelDsl.Runtime;

/// <summary>
/// A 1×1 convolution of maps, [N, inputs, H, W] → [N, outputs, H', W'], computed as the linear layer that it is: each
/// position of the map is a row. Parameters have the names and shapes of a convolution's.
/// </summary>
/// <remarks>
/// The 1×1 kernels of oneDNN 3.7 (libtorch 2.10) give wrong numbers or end the process with a division by zero for
/// some sizes; <c>docs/known-issues.md</c> tells which, and how to see whether a machine has the fault. The result's
/// channels lie side by side in memory (channels last), as the rows of a linear layer do.
/// </remarks>
public sealed class PointwiseConv2d : nn.Module<Tensor, Tensor>
{
    private Parameter _weight = null!;
    private Parameter? _bias;

    /// <summary>Makes the layer on given parameters, which it owns from now on.</summary>
    /// <param name="weight">[outputs, inputs, 1, 1].</param>
    /// <param name="bias">[outputs]; null for none.</param>
    /// <param name="stride">Step between two positions.</param>
    /// <param name="padding">Zeros added on each side of the map.</param>
    public PointwiseConv2d(Parameter weight, Parameter? bias = null, long stride = 1, long padding = 0) : base(nameof(PointwiseConv2d))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        (this.weight, this.bias, this.stride, this.padding) = (weight, bias, stride, padding);
    }

    /// <summary>The weight, [outputs, inputs, 1, 1].</summary>
    /// <exception cref="ArgumentException">The kernel is not 1×1.</exception>
    public Parameter weight
    {
        get => _weight;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.ndim != 4 || value.shape[2] != 1 || value.shape[3] != 1)
                throw new ArgumentException($"the weight is [{string.Join(", ", value.shape)}]; a 1×1 convolution takes [outputs, inputs, 1, 1]", nameof(value));
            _weight = Registered(nameof(weight), _weight, value)!;
        }
    }

    /// <summary>The bias, [outputs], or null.</summary>
    public Parameter? bias
    {
        get => _bias;
        set => _bias = Registered(nameof(bias), _bias, value);
    }

    /// <summary>Step between two positions.</summary>
    public long stride { get; }

    /// <summary>Zeros added on each side of the map.</summary>
    public long padding { get; }

    /// <summary>Channels that go in.</summary>
    public long in_channels => _weight.shape[1];

    /// <summary>Channels that come out.</summary>
    public long out_channels => _weight.shape[0];

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The input is no map of <see cref="in_channels"/> channels.</exception>
    public override Tensor forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.ndim != 4 || x.shape[1] != in_channels)
            throw new ArgumentException($"the input is [{string.Join(", ", x.shape)}]; this 1×1 convolution takes maps [N, {in_channels}, H, W]", nameof(x));
        return Convolve(x, _weight, _bias, stride, padding);
    }

    /// <summary>A 1×1 convolution with given weights.</summary>
    /// <param name="x">The map, [N, inputs, H, W], its elements in any order in memory.</param>
    /// <param name="weight">[outputs, inputs, 1, 1].</param>
    /// <param name="bias">[outputs]; null for none.</param>
    /// <param name="stride">Step between two positions.</param>
    /// <param name="padding">Zeros added on each side of the map.</param>
    /// <returns>The map, [N, outputs, H', W'] with H' = ⌊(H + 2·padding − 1)/stride⌋ + 1, channels last.</returns>
    public static Tensor Convolve(Tensor x, Tensor weight, Tensor? bias, long stride = 1, long padding = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        using var padded = padding > 0 ? nn.functional.pad(x, (padding, padding, padding, padding)) : null;
        using var positions = Every(stride, padded ?? x);
        // Rows in order let the bias be added within the product instead of in a second pass.
        using var rows = positions.contiguous();
        using var matrix = weight.flatten(1);
        using var result = nn.functional.linear(rows, matrix, bias);
        return result.permute(0, 3, 1, 2);
    }

    /// <summary>Channels behind positions, [N, H', W', C], of each position that the kernel is put on.</summary>
    private static Tensor Every(long stride, Tensor x)
    {
        if (stride == 1) return x.permute(0, 2, 3, 1);
        using var rows = x.slice(2, 0, x.shape[2], stride);
        using var positions = rows.slice(3, 0, x.shape[3], stride);
        return positions.permute(0, 2, 3, 1);
    }

    private Parameter? Registered(string name, Parameter? old, Parameter? value)
    {
        if (ReferenceEquals(old, value)) return old;
        old?.Dispose();
        ConditionallyRegisterParameter(name, value);
        return value?.DetachFromDisposeScope() as Parameter;
    }

    /// <inheritdoc/>
    protected override void RegisterComponents() { }
}
