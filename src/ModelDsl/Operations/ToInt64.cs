namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>The numbers as 64-bit integers, cut off towards zero.</summary>
    /// <param name="x">The table.</param>
    public static Sym ToInt64(this Sym x) => x.Graph.Add(new ToInt64Op(), "", x.Shape, ElementType.Int64, x);
}

public partial interface ILowering<T>
{
    /// <summary>Conversion to 64-bit integers.</summary>
    T ToInt64(ToInt64Op op, Operands<T> x);
}

/// <summary>Conversion to 64-bit integers.</summary>
public sealed record ToInt64Op : SameShapeOp
{
    /// <inheritdoc/>
    public override string Name => "to_int64";

    internal override ResultOrder Order => ResultOrder.InOrder;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.ToInt64(this, x);

    internal override Op With(Renumbering to) => this;
}
