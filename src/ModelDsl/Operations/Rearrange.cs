using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>
    /// Splits, permutes, merges and repeats axes by name, as in einops:
    /// <c>x.Rearrange("b c (h p) (w q) -> (b h w) (p q) c", ("p", 7), ("q", 7))</c> cuts a map into 7×7 windows.
    /// </summary>
    /// <param name="x">The tensor.</param>
    /// <param name="pattern">
    /// Names of axes before and after <c>-&gt;</c>; parentheses hold the axes that one axis is made of, outermost first;
    /// <c>1</c> is an axis of size 1. A name that only stands on the right is a new axis along which the tensor repeats.
    /// </param>
    /// <param name="sizes">Sizes of named axes; in each parenthesis on the left one may be left out.</param>
    /// <exception cref="SpecException">
    /// The pattern does not describe the tensor, a size does not divide its axis, or a name stands for another axis
    /// than in the rearrangement that made the axis. <see cref="Sym.Unnamed"/> switches the last check off.
    /// </exception>
    /// <example><code>x.Rearrange("b c (h p) (w q) -&gt; (b h w) (p q) c", ("p", 7), ("q", 7))  // [64N, 49, 64]</code></example>
    public static Sym Rearrange(this Sym x, string pattern, params (string Axis, Dim Size)[] sizes)
    {
        var steps = RearrangeSteps.Of(x.Shape, pattern, sizes, out var known);
        var reading = AxisReading.Of(x, pattern, known);
        return x.Graph.Add(new RearrangeOp(pattern, steps), "", steps.Result, x.Type, reading.PutTogether, x);
    }

    /// <summary>The same for the vocabulary's own use: the names are only places in the pattern and say nothing about the tensor.</summary>
    internal static Sym Move(this Sym x, string pattern, params (string Axis, Dim Size)[] sizes)
    {
        var steps = RearrangeSteps.Of(x.Shape, pattern, sizes, out var known);
        return x.Graph.Add(new RearrangeOp(pattern, steps), "", steps.Result, x.Type, AxisReading.Silent(x, pattern, known).PutTogether, x);
    }

    /// <summary>The operation that puts axes in another order, for passes.</summary>
    /// <param name="shape">The shape of its result.</param>
    /// <param name="order">For each axis of the result the one that it was.</param>
    internal static Op Permutation(Shape shape, params int[] order) => new RearrangeOp("", new RearrangeSteps(null, [.. order], null, null, null, shape));
}

public partial interface ILowering<T>
{
    /// <summary>A rearrangement of axes.</summary>
    T Rearrange(RearrangeOp op, Operands<T> x);
}

/// <summary>A rearrangement of axes.</summary>
/// <param name="Pattern">As it was written.</param>
/// <param name="Steps">What it comes down to.</param>
public sealed record RearrangeOp(string Pattern, RearrangeSteps Steps) : ViewOp
{
    /// <inheritdoc/>
    public override string Name => "rearrange";

    internal override IEnumerable<(TensorLayout Layout, bool IsCopy)> Views(TensorLayout x) => Steps.Views(x);

    internal override (Dim Least, Dim Most)? Range(IReadOnlyList<Sym> inputs) => inputs[0].Range;

    internal override double[]? Elements(IReadOnlyList<Sym> inputs, IReadOnlyList<double[]> elements, Shape shape) => Tables.Viewed(elements[0], Views(TensorLayout.Contiguous(inputs[0].Shape.AtReference())));

    // The pattern says what its axes are made of: see AxisReading.
    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => null;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Rearrange(this, x);

    // A pass may have made one without a pattern.
    internal override IReadOnlyList<string>? AxisWords => Words?.WordsOfResult;

    private ParsedPattern? Words => Pattern.Length == 0 ? null : AxisPattern.Parse(Pattern);

    internal override Op With(Renumbering to) => this with { Steps = Steps.With(to, Words?.WordsOfParts, Words?.WordsOfResult) };
}
