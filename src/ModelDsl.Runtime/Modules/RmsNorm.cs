using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelDsl.Runtime;

/// <summary>Each row of the last axis divided by its root mean square and scaled: x/√(mean(x²) + eps)·weight. The weight has PyTorch's name and shape.</summary>
public sealed class RmsNorm : nn.Module<Tensor, Tensor>
{
    private readonly Scalar _eps;
    private Parameter _weight;

    /// <summary>Makes the layer with a weight of ones.</summary>
    /// <param name="features">The size of the last axis.</param>
    /// <param name="eps">Added to the mean of the squares.</param>
    public RmsNorm(long features, double eps) : base(nameof(RmsNorm))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        _eps = Scalars.Of(eps);
        this.eps = eps;
        _weight = new Parameter(ones(features));
        _weight.DetachFromDisposeScope();
        register_parameter(nameof(weight), _weight);
    }

    /// <summary>The weight, [features].</summary>
    public Parameter weight
    {
        get => _weight;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (ReferenceEquals(_weight, value)) return;
            _weight.Dispose();
            ConditionallyRegisterParameter(nameof(weight), value);
            _weight = (Parameter)value.DetachFromDisposeScope();
        }
    }

    /// <summary>Added to the mean of the squares.</summary>
    public double eps { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) => Normalize(x, _weight, _eps);

    /// <summary>The norm with a given weight.</summary>
    /// <param name="x">The tensor, [..., features].</param>
    /// <param name="weight">[features].</param>
    /// <param name="eps">Added to the mean of the squares.</param>
    public static Tensor Normalize(Tensor x, Tensor weight, double eps) => Normalize(x, weight, Scalars.Of(eps));

    private static Tensor Normalize(Tensor x, Tensor weight, Scalar eps)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var squares = x.mul(x);
        using var mean = squares.mean([-1], keepdim: true);
        using var shifted = mean.add(eps, Scalars.One);
        using var inverse = shifted.rsqrt();
        using var normal = x.mul(inverse);
        return normal.mul(weight);
    }

    /// <inheritdoc/>
    protected override void RegisterComponents() { }
}
