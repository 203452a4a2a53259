using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>The rows that an index names, [rows, features] and [n] → [n, features].</summary>
    /// <param name="x">The table of rows.</param>
    /// <param name="index">Row numbers, 64-bit integers.</param>
    /// <exception cref="SpecException">The table or the index has another form, or the index names a row that does not exist.</exception>
    /// <example><code>s.Parameter("table", [169, 8], Init.Zeros).TakeRows(s.Arange(0, 49).ToInt64())  // [49, 8]</code></example>
    public static Sym TakeRows(this Sym x, Sym index)
    {
        Checks.Rank(x, 2, "a look-up", "a table [rows, features]");
        if (index.Rank != 1) throw new SpecException(SpecErrors.WrongRank, $"row numbers are one axis of 64-bit integers, not {index}", nameof(index));
        Checks.Rows(index, x.Shape[0], nameof(index));
        return x.Graph.Add(new TakeRowsOp(), new Shape(index.Shape[0], x.Shape[1]), x, index);
    }
}

public partial interface ILowering<T>
{
    /// <summary>Rows of a table by number.</summary>
    T TakeRows(TakeRowsOp op, Operands<T> x);
}

/// <summary>Rows of a table by number.</summary>
public sealed record TakeRowsOp : PlainOp
{
    /// <inheritdoc/>
    public override string Name => "take_rows";

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => [inputs[1].Axis(0), inputs[0].Axis(1)];

    internal override ResultOrder Order => ResultOrder.InOrder;

    internal override bool Takes(int operand, ElementType type) => type == (operand == 0 ? ElementType.Float32 : ElementType.Int64);

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.TakeRows(this, x);

    internal override Op With(Renumbering to) => this;
}
