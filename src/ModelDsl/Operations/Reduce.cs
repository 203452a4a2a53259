using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>The mean over axes; they disappear.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axes">The axes; negative counts from the end.</param>
    /// <exception cref="SpecException">An axis does not exist or is named twice.</exception>
    public static Sym Mean(this Sym x, params int[] axes) => Reduce(x, axes, ReductionKind.Mean);

    /// <summary>The largest element over axes; they disappear.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axes">The axes; negative counts from the end.</param>
    /// <exception cref="SpecException">An axis does not exist or is named twice.</exception>
    public static Sym Max(this Sym x, params int[] axes) => Reduce(x, axes, ReductionKind.Max);

    private static Sym Reduce(Sym x, int[] axes, ReductionKind kind)
    {
        var positive = axes.Select(a => Checks.Axis(x, a, nameof(axes))).OrderBy(a => a).ToValueList();
        if (positive.Count == 0 || positive.Distinct().Count() != positive.Count)
            throw new SpecException(SpecErrors.NoSuchAxis, $"a reduction of {x.Shape} needs at least one axis, each once, not {axes.ToValueList()}", nameof(axes));
        return x.Graph.Add(new ReduceOp(kind, positive), new Shape(x.Shape.Where((_, i) => !positive.Contains(i))), x);
    }
}

/// <summary>What is left of the elements along an axis.</summary>
public enum ReductionKind
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The largest.</summary>
    Max,
}

public partial interface ILowering<T>
{
    /// <summary>A reduction over axes.</summary>
    T Reduce(ReduceOp op, Operands<T> x);
}

/// <summary>A reduction over axes.</summary>
public sealed record ReduceOp(ReductionKind Kind, ValueList<int> Axes) : PlainOp
{
    /// <inheritdoc/>
    public override string Name => Kind switch
    {
        ReductionKind.Mean => "mean",
        ReductionKind.Max => "max",
    };

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs)
    {
        var left = Enumerable.Range(0, inputs[0].Rank).Where(i => !Axes.Contains(i)).ToList();
        return AxisNames.Of(shape, i => inputs[0].Axis(left[i]));
    }

    internal override ResultOrder Order => ResultOrder.InOrder;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Reduce(this, x);

    internal override Op With(Renumbering to) => this;
}
