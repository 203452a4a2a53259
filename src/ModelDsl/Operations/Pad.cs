using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>Adds zeros around the last two axes.</summary>
    /// <param name="x">The tensor [.., H, W].</param>
    /// <param name="left">Columns before the first.</param>
    /// <param name="right">Columns after the last.</param>
    /// <param name="top">Rows above the first.</param>
    /// <param name="bottom">Rows below the last.</param>
    /// <exception cref="SpecException">A number is negative, or there are fewer than two axes.</exception>
    public static Sym Pad(this Sym x, Dim left, Dim right, Dim top, Dim bottom)
    {
        if (x.Rank < 2) throw new SpecException(SpecErrors.WrongRank, $"padding works on the last two axes; {x.Shape} has {Dim.Text(x.Rank)}", nameof(x));
        Checks.NotNegative(left, nameof(left));
        Checks.NotNegative(right, nameof(right));
        Checks.NotNegative(top, nameof(top));
        Checks.NotNegative(bottom, nameof(bottom));
        if (left == 0 && right == 0 && top == 0 && bottom == 0) return x;
        var shape = x.Shape.With(-1, x.Shape[-1] + left + right).With(-2, x.Shape[-2] + top + bottom);
        return x.Graph.Add(new PadOp(left, right, top, bottom), "", shape, x.Type, x);
    }
}

public partial interface ILowering<T>
{
    /// <summary>Zeros around the last two axes.</summary>
    T Pad(PadOp op, Operands<T> x);
}

/// <summary>Zeros around the last two axes.</summary>
public sealed record PadOp(Dim Left, Dim Right, Dim Top, Dim Bottom) : PlainOp
{
    /// <inheritdoc/>
    public override string Name => "pad";

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.Resized(shape, inputs[0]);

    internal override ResultOrder Order => ResultOrder.InOrder;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Pad(this, x);

    internal override Op With(Renumbering to) => this with { Left = to.Size("left", Left), Right = to.Size("right", Right), Top = to.Size("top", Top), Bottom = to.Size("bottom", Bottom) };
}
