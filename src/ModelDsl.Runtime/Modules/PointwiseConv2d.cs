using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelDsl.Runtime;

/// <summary>
/// A 1×1 convolution of maps, [N, inputs, H, W] → [N, outputs, H', W'], computed as the linear layer that it is, or as
/// one for each group of channels. Parameters have the names and shapes of a convolution's.
/// </summary>
/// <remarks>
/// The 1×1 kernels of oneDNN 3.7 (libtorch 2.10) give wrong numbers or end the process with a division by zero for
/// some sizes; <c>docs/known-issues.md</c> tells which, and how to see whether a machine has the fault. The result's
/// channels lie side by side in memory (channels last), as the rows of a linear layer do; with several groups each
/// channel lies together.
/// </remarks>
public sealed class PointwiseConv2d : nn.Module<Tensor, Tensor>
{
    private Parameter _weight = null!;
    private Parameter? _bias;

    /// <summary>Makes the layer on given parameters, which it owns from now on.</summary>
    /// <param name="weight">[outputs, inputs/groups, 1, 1].</param>
    /// <param name="bias">[outputs]; null for none.</param>
    /// <param name="stride">Step between two positions.</param>
    /// <param name="padding">Zeros added on each side of the map.</param>
    /// <param name="groups">Groups of channels, each with its own kernel.</param>
    /// <exception cref="ArgumentException">The kernel is not 1×1, or the groups do not share the outputs evenly.</exception>
    public PointwiseConv2d(Parameter weight, Parameter? bias = null, long stride = 1, long padding = 0, long groups = 1)
        : this(weight, bias, (stride, stride), (padding, padding), groups) { }

    /// <summary>Makes the layer on given parameters, which it owns from now on.</summary>
    /// <param name="weight">[outputs, inputs/groups, 1, 1].</param>
    /// <param name="bias">[outputs]; null for none.</param>
    /// <param name="stride">Steps between two positions, down and across.</param>
    /// <param name="padding">Zeros added above and below, and on the left and right.</param>
    /// <param name="groups">Groups of channels, each with its own kernel.</param>
    /// <exception cref="ArgumentException">The kernel is not 1×1, or the groups do not share the outputs evenly.</exception>
    public PointwiseConv2d(Parameter weight, Parameter? bias, (long Height, long Width) stride, (long Height, long Width) padding, long groups) : base(nameof(PointwiseConv2d))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride.Height, nameof(stride));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride.Width, nameof(stride));
        ArgumentOutOfRangeException.ThrowIfNegative(padding.Height, nameof(padding));
        ArgumentOutOfRangeException.ThrowIfNegative(padding.Width, nameof(padding));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
        (this.weight, this.bias, this.stride, this.padding, this.groups) = (weight, bias, stride, padding, groups);
        if (weight.shape[0] % groups != 0)
            throw new ArgumentException($"{weight.shape[0]} outputs do not come in {groups} groups", nameof(groups));
    }

    /// <summary>The weight, [outputs, inputs/groups, 1, 1].</summary>
    /// <exception cref="ArgumentException">The kernel is not 1×1.</exception>
    public Parameter weight
    {
        get => _weight;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.ndim != 4 || value.shape[2] != 1 || value.shape[3] != 1)
                throw new ArgumentException($"the weight is [{string.Join(", ", value.shape)}]; a 1×1 convolution takes [outputs, inputs/groups, 1, 1]", nameof(value));
            _weight = Registered(nameof(weight), _weight, value)!;
        }
    }

    /// <summary>The bias, [outputs], or null.</summary>
    public Parameter? bias
    {
        get => _bias;
        set => _bias = Registered(nameof(bias), _bias, value);
    }

    /// <summary>Steps between two positions, down and across.</summary>
    public (long Height, long Width) stride { get; }

    /// <summary>Zeros added above and below, and on the left and right.</summary>
    public (long Height, long Width) padding { get; }

    /// <summary>Groups of channels, each with its own kernel.</summary>
    public long groups { get; }

    /// <summary>Channels that go in.</summary>
    public long in_channels => _weight.shape[1] * groups;

    /// <summary>Channels that come out.</summary>
    public long out_channels => _weight.shape[0];

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The input is not a map of <see cref="in_channels"/> channels.</exception>
    public override Tensor forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.ndim != 4 || x.shape[1] != in_channels)
            throw new ArgumentException($"the input is [{string.Join(", ", x.shape)}]; this 1×1 convolution takes maps [N, {in_channels}, H, W]", nameof(x));
        return Convolve(x, _weight, _bias, stride, padding, groups);
    }

    /// <summary>A 1×1 convolution with given weights.</summary>
    /// <param name="x">The map, [N, inputs, H, W], its elements in any order in memory.</param>
    /// <param name="weight">[outputs, inputs/groups, 1, 1].</param>
    /// <param name="bias">[outputs]; null for none.</param>
    /// <param name="stride">Step between two positions.</param>
    /// <param name="padding">Zeros added on each side of the map.</param>
    /// <param name="groups">Groups of channels, each with its own kernel.</param>
    /// <returns>The map, [N, outputs, H', W'] with H' = ⌊(H + 2·padding − 1)/stride⌋ + 1; channels last, or planes with several groups.</returns>
    public static Tensor Convolve(Tensor x, Tensor weight, Tensor? bias, long stride = 1, long padding = 0, long groups = 1) =>
        Convolve(x, weight, bias, (stride, stride), (padding, padding), groups);

    /// <summary>A 1×1 convolution with given weights.</summary>
    /// <param name="x">The map, [N, inputs, H, W], its elements in any order in memory.</param>
    /// <param name="weight">[outputs, inputs/groups, 1, 1].</param>
    /// <param name="bias">[outputs]; null for none.</param>
    /// <param name="stride">Steps between two positions, down and across.</param>
    /// <param name="padding">Zeros added above and below, and on the left and right.</param>
    /// <param name="groups">Groups of channels, each with its own kernel.</param>
    /// <returns>The map, [N, outputs, H', W'] with H' = ⌊(H + 2·padding − 1)/stride⌋ + 1; channels last, or planes with several groups.</returns>
    public static Tensor Convolve(Tensor x, Tensor weight, Tensor? bias, (long Height, long Width) stride, (long Height, long Width) padding, long groups = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        using var padded = padding != (0, 0) ? nn.functional.pad(x, (padding.Width, padding.Width, padding.Height, padding.Height)) : null;
        using var strided = stride != (1, 1) ? Every(stride, padded ?? x) : null;
        var map = strided ?? padded ?? x;
        return groups == 1 ? ConvolveRows(map, weight, bias) : ConvolvePlanes(map, weight, bias, groups);
    }

    private static Tensor ConvolveRows(Tensor map, Tensor weight, Tensor? bias)
    {
        using var positions = map.permute(0, 2, 3, 1);
        // Rows in order let the bias be added within the product instead of in a second pass.
        using var rows = positions.contiguous();
        using var matrix = weight.flatten(1);
        using var result = nn.functional.linear(rows, matrix, bias);
        return result.permute(0, 3, 1, 2);
    }

    private static Tensor ConvolvePlanes(Tensor map, Tensor weight, Tensor? bias, long groups)
    {
        var (images, height, width, outputs) = (map.shape[0], map.shape[2], map.shape[3], weight.shape[0]);
        using var planes = map.contiguous();
        using var columns = planes.view(images * groups, weight.shape[1], height * width);
        using var matrix = weight.view(1, groups, outputs / groups, weight.shape[1]);
        using var repeated = matrix.expand(images, -1, -1, -1);
        using var matrices = repeated.reshape(images * groups, outputs / groups, weight.shape[1]);
        using var product = matrices.bmm(columns);
        var result = product.view(images, outputs, height, width);
        if (bias is null) return result;
        using (result)
        {
            using var column = bias.view(-1, 1, 1);
            return result.add(column, Scalars.One);
        }
    }

    /// <summary>The positions that the kernel is put on, [N, C, H', W'].</summary>
    private static Tensor Every((long Height, long Width) stride, Tensor x)
    {
        using var rows = x.slice(2, 0, x.shape[2], stride.Height);
        return rows.slice(3, 0, x.shape[3], stride.Width);
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
