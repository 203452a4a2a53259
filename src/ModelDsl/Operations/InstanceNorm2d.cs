using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>Instance norm: each channel of each image is normalised by itself (Ulyanov, Vedaldi and Lempitsky, 2016); the shape stays.</summary>
    /// <param name="x">The map [N, C, H, W].</param>
    /// <param name="eps">Added to the variance.</param>
    /// <exception cref="SpecException">The tensor is not a map.</exception>
    /// <example><code>x.InstanceNorm2d()  // [N, 64, 56, 56]</code></example>
    public static Sym InstanceNorm2d(this Sym x, double eps = 1e-5)
    {
        Checks.Rank(x, 4, "a 2-D instance norm", "a map [N, C, H, W]");
        return x.Graph.Add(new PlainInstanceNorm2dOp(Checks.NotNegative(eps, nameof(eps))), x.Shape, x);
    }

    /// <summary>Instance norm with a scale and a shift for each channel (PyTorch's <c>affine=True</c>); the shape stays.</summary>
    /// <param name="x">The map [N, C, H, W].</param>
    /// <param name="at">Where <c>weight</c> and <c>bias</c> [C] belong.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <exception cref="SpecException">The tensor is not a map, or its channels are fixed only at run time.</exception>
    /// <example><code>x.InstanceNorm2d(s / "norm")  // [N, 64, 56, 56]</code></example>
    public static Sym InstanceNorm2d(this Sym x, Scope at, double eps = 1e-5)
    {
        Checks.Rank(x, 4, "a 2-D instance norm", "a map [N, C, H, W]");
        return x.Graph.Add(new InstanceNorm2dOp(Checks.Constant(x.Channels, nameof(x)), Checks.NotNegative(eps, nameof(eps))), at.Path, x.Shape, ElementType.Float32, x);
    }
}

public partial interface ILowering<T>
{
    /// <summary>Instance norm without weights.</summary>
    T PlainInstanceNorm2d(PlainInstanceNorm2dOp op, Operands<T> x);

    /// <summary>Instance norm with weights.</summary>
    T InstanceNorm2d(InstanceNorm2dOp op, Operands<T> x);
}

public partial interface ILayers<T>
{
    /// <summary>Instance norm with weights.</summary>
    T InstanceNorm2d(InstanceNorm2dOp op);
}

/// <summary>Instance norm without weights.</summary>
public sealed record PlainInstanceNorm2dOp(double Eps) : PlainOp
{
    /// <inheritdoc/>
    public override string Name => "instance_norm2d";

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.OfMap(shape, inputs[0]);

    internal override ResultOrder Order => ResultOrder.Rows;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.PlainInstanceNorm2d(this, x);

    internal override Op With(Renumbering to) => this;
}

/// <summary>Instance norm with weights.</summary>
public sealed record InstanceNorm2dOp(Dim Channels, double Eps) : NormOp
{
    /// <inheritdoc/>
    public override string Name => "instance_norm2d";

    /// <inheritdoc/>
    public override IReadOnlyList<StateEntry> State => [StateEntry.Weight(Init.Ones, Channels), StateEntry.Bias(Init.Zeros, Channels)];

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.OfMap(shape, inputs[0]);

    internal override ResultOrder Order => ResultOrder.Rows;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.InstanceNorm2d(this, x);

    /// <inheritdoc/>
    public override T Build<T>(ILayers<T> of) => of.InstanceNorm2d(this);

    internal override Op With(Renumbering to) => this with { Channels = to.Size("channels", Channels) };
}
