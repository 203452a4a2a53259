using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>The mean over axes; they disappear.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axes">The axes; negative counts from the end.</param>
    /// <exception cref="SpecException">An axis does not exist or is named twice.</exception>
    /// <example><code>x.Mean(2, 3)  // [N, 64]</code></example>
    public static Sym Mean(this Sym x, params int[] axes) => Reduce(x, axes, false, ReductionKind.Mean);

    /// <summary>The mean over axes.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axes">The axes; negative counts from the end.</param>
    /// <param name="keepAxes">Whether they stay, with size 1.</param>
    /// <exception cref="SpecException">An axis does not exist or is named twice.</exception>
    /// <example><code>x.Mean([2, 3], keepAxes: true)  // [N, 64, 1, 1]</code></example>
    public static Sym Mean(this Sym x, int[] axes, bool keepAxes) => Reduce(x, axes, keepAxes, ReductionKind.Mean);

    /// <summary>The sum over axes; they disappear.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axes">The axes; negative counts from the end.</param>
    /// <exception cref="SpecException">An axis does not exist or is named twice.</exception>
    /// <example><code>x.Sum(1)  // [N, 56, 56]</code></example>
    public static Sym Sum(this Sym x, params int[] axes) => Reduce(x, axes, false, ReductionKind.Sum);

    /// <summary>The sum over axes.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axes">The axes; negative counts from the end.</param>
    /// <param name="keepAxes">Whether they stay, with size 1.</param>
    /// <exception cref="SpecException">An axis does not exist or is named twice.</exception>
    /// <example><code>x.Sum([1], keepAxes: true)  // [N, 1, 56, 56]</code></example>
    public static Sym Sum(this Sym x, int[] axes, bool keepAxes) => Reduce(x, axes, keepAxes, ReductionKind.Sum);

    /// <summary>The largest element over axes; they disappear.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axes">The axes; negative counts from the end.</param>
    /// <exception cref="SpecException">An axis does not exist or is named twice.</exception>
    /// <example><code>x.Max(1)  // [N, 56, 56]</code></example>
    public static Sym Max(this Sym x, params int[] axes) => Reduce(x, axes, false, ReductionKind.Max);

    /// <summary>The largest element over axes.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axes">The axes; negative counts from the end.</param>
    /// <param name="keepAxes">Whether they stay, with size 1.</param>
    /// <exception cref="SpecException">An axis does not exist or is named twice.</exception>
    /// <example><code>x.Max([1], keepAxes: true)  // [N, 1, 56, 56]</code></example>
    public static Sym Max(this Sym x, int[] axes, bool keepAxes) => Reduce(x, axes, keepAxes, ReductionKind.Max);

    /// <summary>The smallest element over axes; they disappear.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axes">The axes; negative counts from the end.</param>
    /// <exception cref="SpecException">An axis does not exist or is named twice.</exception>
    /// <example><code>x.Min(1)  // [N, 56, 56]</code></example>
    public static Sym Min(this Sym x, params int[] axes) => Reduce(x, axes, false, ReductionKind.Min);

    /// <summary>The smallest element over axes.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axes">The axes; negative counts from the end.</param>
    /// <param name="keepAxes">Whether they stay, with size 1.</param>
    /// <exception cref="SpecException">An axis does not exist or is named twice.</exception>
    /// <example><code>x.Min([1], keepAxes: true)  // [N, 1, 56, 56]</code></example>
    public static Sym Min(this Sym x, int[] axes, bool keepAxes) => Reduce(x, axes, keepAxes, ReductionKind.Min);

    private static Sym Reduce(Sym x, int[] axes, bool keeps, ReductionKind kind)
    {
        var positive = axes.Select(a => Checks.Axis(x, a, nameof(axes))).OrderBy(a => a).ToValueList();
        if (positive.Count == 0 || positive.Distinct().Count() != positive.Count)
            throw new SpecException(SpecErrors.NoSuchAxis, $"a reduction of {x.Shape} needs at least one axis, each once, not {axes.ToValueList()}", nameof(axes));
        var shape = keeps ? x.Shape.Select((size, i) => positive.Contains(i) ? 1 : size) : x.Shape.Where((_, i) => !positive.Contains(i));
        return x.Graph.Add(new ReduceOp(kind, positive, keeps), new Shape(shape), x);
    }
}

/// <summary>What is left of the elements along an axis.</summary>
public enum ReductionKind
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>The largest.</summary>
    Max,

    /// <summary>The smallest.</summary>
    Min,
}

public partial interface ILowering<T>
{
    /// <summary>A reduction over axes.</summary>
    T Reduce(ReduceOp op, Operands<T> x);
}

/// <summary>A reduction over axes.</summary>
/// <param name="Kind">What is left.</param>
/// <param name="Axes">The axes in order.</param>
/// <param name="Keeps">Whether they stay, with size 1.</param>
public sealed record ReduceOp(ReductionKind Kind, ValueList<int> Axes, bool Keeps) : PlainOp
{
    /// <inheritdoc/>
    public override string Name => Kind switch
    {
        ReductionKind.Mean => "mean",
        ReductionKind.Sum => "sum",
        ReductionKind.Max => "max",
        ReductionKind.Min => "min",
    };

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs)
    {
        if (Keeps) return AxisNames.Of(shape, i => Axes.Contains(i) ? null : inputs[0].Axis(i));
        var left = Enumerable.Range(0, inputs[0].Rank).Where(i => !Axes.Contains(i)).ToList();
        return AxisNames.Of(shape, i => inputs[0].Axis(left[i]));
    }

    internal override ResultOrder Order => ResultOrder.InOrder;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Reduce(this, x);

    internal override Op With(Renumbering to) => this;
}
