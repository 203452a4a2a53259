using System.Collections.Generic;

namespace ModelDsl;

public sealed partial class Sym
{
    /// <summary>Where both are true.</summary>
    public static Sym operator &(Sym a, Sym b) => Vocabulary.Logical(a, b, LogicalFunction.And);

    /// <summary>Where either is true.</summary>
    public static Sym operator |(Sym a, Sym b) => Vocabulary.Logical(a, b, LogicalFunction.Or);

    /// <summary>Where it is not true.</summary>
    public static Sym operator !(Sym a) => a.Graph.Add(new NotOp(), "", a.Shape, ElementType.Bool, a);
}

public static partial class Vocabulary
{
    /// <summary>True where a column is at most its row, [size, size]: in attention a token sees itself and those before it.</summary>
    /// <param name="s">Any scope of the model.</param>
    /// <param name="size">The number of tokens.</param>
    /// <remarks>As a table that is not saved: <c>s.Buffer("mask", s.CausalMask(128), persistent: false)</c>.</remarks>
    /// <example><code>s.CausalMask(49)  // Bool [49, 49]</code></example>
    public static Sym CausalMask(this Scope s, Dim size)
    {
        var (rows, columns) = s.Arange(0, size).Meshgrid(s.Arange(0, size));
        return columns <= rows;
    }

    /// <summary>The elements of one tensor where a mask is true, of another where it is not.</summary>
    /// <param name="mask">Truth values; broadcast as in PyTorch.</param>
    /// <param name="x">What is taken where the mask is true.</param>
    /// <param name="other">What is taken elsewhere; of the same type.</param>
    /// <exception cref="SpecException">The shapes or types do not fit.</exception>
    /// <example><code>x.EqualTo(0).Where(x + 1, x)  // [N, 64, 56, 56]</code></example>
    public static Sym Where(this Sym mask, Sym x, Sym other)
    {
        if (x.Type != other.Type) Problem.Report(new SpecException(SpecErrors.WrongType, $"{x} and {other} have different element types", nameof(other)));
        var shape = Broadcasting.Of(Broadcasting.Of(x.Shape, other.Shape, "or"), mask.Shape, "where");
        return mask.Graph.Add(new WhereOp(), "", shape, x.Type, mask, x, other);
    }

    /// <summary>A number where a mask is true, the elements elsewhere.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="mask">Truth values; broadcast to the shape of the tensor.</param>
    /// <param name="value">The number: <c>double.NegativeInfinity</c> in front of a softmax.</param>
    /// <exception cref="SpecException">The mask does not fit the tensor.</exception>
    /// <example><code>x.MaskedFill(x.EqualTo(0), 1)  // [N, 64, 56, 56]</code></example>
    public static Sym MaskedFill(this Sym x, Sym mask, double value)
    {
        var shape = Broadcasting.Of(x.Shape, mask.Shape, "masked by");
        if (!shape.Equals(x.Shape))
            Problem.Report(new SpecException(SpecErrors.ShapeMismatch, $"the mask {mask.Shape} is larger than what it masks, {x.Shape}; broadcast that before", nameof(mask)));
        return x.Graph.Add(new MaskedFillOp(Checks.Number(value, nameof(value))), "", x.Shape, x.Type, x, mask);
    }

    internal static Sym Logical(Sym a, Sym b, LogicalFunction function) =>
        a.Graph.Add(new LogicalOp(function), "", Broadcasting.Of(a.Shape, b.Shape, function.ToString().ToLowerInvariant()), ElementType.Bool, a, b);
}

/// <summary>A function of two truth values.</summary>
public enum LogicalFunction
{
    /// <summary>Both are true.</summary>
    And,

    /// <summary>Either is true.</summary>
    Or,
}

public partial interface ILowering<T>
{
    /// <summary>A function of two masks.</summary>
    T Logical(LogicalOp op, Operands<T> x);

    /// <summary>A mask with true and false exchanged.</summary>
    T Not(NotOp op, Operands<T> x);

    /// <summary>Elements of one tensor or another, as a mask says.</summary>
    T Where(WhereOp op, Operands<T> x);

    /// <summary>A number where a mask is true.</summary>
    T MaskedFill(MaskedFillOp op, Operands<T> x);
}

/// <summary>A function of two masks.</summary>
public sealed record LogicalOp(LogicalFunction Function) : PlainOp
{
    /// <inheritdoc/>
    public override string Name => Function.ToString().ToLowerInvariant();

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.Combined(this, shape, inputs[0], inputs[1]);

    internal override ResultOrder Order => ResultOrder.AsOperands;

    internal override bool Takes(int operand, ElementType type) => type == ElementType.Bool;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Logical(this, x);

    internal override Op With(Renumbering to) => this;
}

/// <summary>A mask with true and false exchanged.</summary>
public sealed record NotOp : PointwiseOp
{
    /// <inheritdoc/>
    public override string Name => "not";

    internal override bool Takes(int operand, ElementType type) => type == ElementType.Bool;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Not(this, x);

    internal override Op With(Renumbering to) => this;
}

/// <summary>Elements of one tensor or another, as a mask says.</summary>
public sealed record WhereOp : PlainOp
{
    /// <inheritdoc/>
    public override string Name => "where";

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.Combined(this, shape, inputs[1], inputs[2]);

    internal override ResultOrder Order => ResultOrder.InOrder;

    internal override bool Takes(int operand, ElementType type) => operand > 0 || type == ElementType.Bool;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Where(this, x);

    internal override Op With(Renumbering to) => this;
}

/// <summary>A number where a mask is true.</summary>
public sealed record MaskedFillOp(double Value) : PlainOp
{
    /// <inheritdoc/>
    public override string Name => "masked_fill";

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.Kept(shape, inputs[0]);

    internal override ResultOrder Order => ResultOrder.AsOperands;

    internal override bool Takes(int operand, ElementType type) => type == (operand == 0 ? ElementType.Float32 : ElementType.Bool);

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.MaskedFill(this, x);

    internal override Op With(Renumbering to) => this;
}
