namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>The elements moved along an axis; what leaves at one end comes in at the other, as in shifted windows. The shape stays.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="shift">How many positions towards the end; negative moves towards the start.</param>
    /// <exception cref="SpecException">The axis does not exist.</exception>
    /// <example><code>x.Roll(axis: 2, shift: -3)  // [N, 64, 56, 56]</code></example>
    public static Sym Roll(this Sym x, int axis, Dim shift)
    {
        axis = Checks.Axis(x, axis);
        return shift == 0 ? x : x.Graph.Add(new RollOp(axis, shift), "", x.Shape, x.Type, x);
    }
}

public partial interface ILowering<T>
{
    /// <summary>Elements moved along an axis, around its ends.</summary>
    T Roll(RollOp op, Operands<T> x);
}

/// <summary>Elements moved along an axis, around its ends.</summary>
public sealed record RollOp(int Axis, Dim Shift) : SameShapeOp
{
    /// <inheritdoc/>
    public override string Name => "roll";

    internal override ResultOrder Order => ResultOrder.Rows;

    internal override bool Takes(int operand, ElementType type) => true;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Roll(this, x);

    internal override Op With(Renumbering to) => this with { Shift = to.Size("shift", Shift) };
}
