using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelDsl.Runtime;

/// <summary>
/// A transposed convolution whose output padding differs between height and width: TorchSharp's own module takes that of the
/// height for both (<c>docs/known-issues.md</c>, section 8). Parameters have the names and shapes of TorchSharp's.
/// </summary>
public sealed class UnevenConvTranspose2d : nn.Module<Tensor, Tensor>
{
    private Parameter _weight = null!;
    private Parameter? _bias;

    /// <summary>Makes the layer on given parameters, which it owns from now on.</summary>
    /// <param name="weight">[inputs, outputs/groups, kernel height, kernel width].</param>
    /// <param name="bias">[outputs]; null for none.</param>
    /// <param name="stride">Distances in the result between the kernels of two neighbouring positions, down and across.</param>
    /// <param name="padding">Rows and columns that are cut off on each side of the result.</param>
    /// <param name="outputPadding">Rows added at the bottom, and columns on the right.</param>
    /// <param name="dilation">Distances between two elements of the kernel.</param>
    /// <param name="groups">Groups of channels that do not see each other.</param>
    public UnevenConvTranspose2d(
        Parameter weight, Parameter? bias, (long Height, long Width) stride, (long Height, long Width) padding, (long Height, long Width) outputPadding,
        (long Height, long Width) dilation, long groups) : base(nameof(UnevenConvTranspose2d))
    {
        (this.weight, this.bias, this.stride, this.padding, output_padding, this.dilation, this.groups) = (weight, bias, stride, padding, outputPadding, dilation, groups);
    }

    /// <summary>The weight, [inputs, outputs/groups, kernel height, kernel width].</summary>
    public Parameter weight
    {
        get => _weight;
        set => _weight = Registered(nameof(weight), _weight, value ?? throw new ArgumentNullException(nameof(value)))!;
    }

    /// <summary>The bias, [outputs], or null.</summary>
    public Parameter? bias
    {
        get => _bias;
        set => _bias = Registered(nameof(bias), _bias, value);
    }

    /// <summary>Distances in the result between the kernels of two neighbouring positions, down and across.</summary>
    public (long Height, long Width) stride { get; }

    /// <summary>Rows and columns that are cut off on each side of the result.</summary>
    public (long Height, long Width) padding { get; }

    /// <summary>Rows added at the bottom, and columns on the right.</summary>
    public (long Height, long Width) output_padding { get; }

    /// <summary>Distances between two elements of the kernel.</summary>
    public (long Height, long Width) dilation { get; }

    /// <summary>Groups of channels that do not see each other.</summary>
    public long groups { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) => nn.functional.conv_transpose2d(
        x, _weight, _bias, [stride.Height, stride.Width], [padding.Height, padding.Width], [output_padding.Height, output_padding.Width], [dilation.Height, dilation.Width], groups);

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
