using System;
using System.Collections.Generic;
using System.Linq;
using System.Globalization;

namespace ModelDsl;

public sealed partial class Sym
{
    /// <summary>The sum, element by element, with broadcasting as in PyTorch.</summary>
    public static Sym operator +(Sym a, Sym b) => Arithmetic.Combine(a, b, BinaryFunction.Add);

    /// <summary>The difference, element by element.</summary>
    public static Sym operator -(Sym a, Sym b) => Arithmetic.Combine(a, b, BinaryFunction.Subtract);

    /// <summary>The product, element by element.</summary>
    public static Sym operator *(Sym a, Sym b) => Arithmetic.Combine(a, b, BinaryFunction.Multiply);

    /// <summary>The quotient, element by element.</summary>
    public static Sym operator /(Sym a, Sym b) => Arithmetic.Combine(a, b, BinaryFunction.Divide);

    /// <summary>Each element with the other sign.</summary>
    public static Sym operator -(Sym a) => a.Negate();

    /// <summary>Each element plus a number.</summary>
    public static Sym operator +(Sym a, double b) => Arithmetic.Combine(a, b, BinaryFunction.Add);

    /// <summary>Each element minus a number.</summary>
    public static Sym operator -(Sym a, double b) => Arithmetic.Combine(a, b, BinaryFunction.Subtract);

    /// <summary>Each element times a number.</summary>
    public static Sym operator *(Sym a, double b) => Arithmetic.Combine(a, b, BinaryFunction.Multiply);

    /// <summary>Each element divided by a number.</summary>
    public static Sym operator /(Sym a, double b) => Arithmetic.Combine(a, b, BinaryFunction.Divide);

    /// <summary>Each element plus a number.</summary>
    public static Sym operator +(Sym a, long b) => Arithmetic.Combine(a, (double)b, BinaryFunction.Add);

    /// <summary>Each element minus a number.</summary>
    public static Sym operator -(Sym a, long b) => Arithmetic.Combine(a, (double)b, BinaryFunction.Subtract);

    /// <summary>Each element times a number.</summary>
    public static Sym operator *(Sym a, long b) => Arithmetic.Combine(a, (double)b, BinaryFunction.Multiply);

    /// <summary>Each element divided by a number.</summary>
    public static Sym operator /(Sym a, long b) => Arithmetic.Combine(a, (double)b, BinaryFunction.Divide);

    /// <summary>Each element plus a size, which may be fixed only at run time.</summary>
    public static Sym operator +(Sym a, Dim b) => Arithmetic.Combine(a, b, BinaryFunction.Add);

    /// <summary>Each element minus a size, which may be fixed only at run time.</summary>
    public static Sym operator -(Sym a, Dim b) => Arithmetic.Combine(a, b, BinaryFunction.Subtract);

    /// <summary>Each element times a size, which may be fixed only at run time.</summary>
    public static Sym operator *(Sym a, Dim b) => Arithmetic.Combine(a, b, BinaryFunction.Multiply);

    /// <summary>Each element divided by a size, which may be fixed only at run time.</summary>
    public static Sym operator /(Sym a, Dim b) => Arithmetic.Combine(a, b, BinaryFunction.Divide);

    /// <summary>A number plus each element.</summary>
    public static Sym operator +(double a, Sym b) => Arithmetic.Combine(b, a, BinaryFunction.Add, isLeft: true);

    /// <summary>A number minus each element.</summary>
    public static Sym operator -(double a, Sym b) => Arithmetic.Combine(b, a, BinaryFunction.Subtract, isLeft: true);

    /// <summary>A number times each element.</summary>
    public static Sym operator *(double a, Sym b) => Arithmetic.Combine(b, a, BinaryFunction.Multiply, isLeft: true);

    /// <summary>A number divided by each element.</summary>
    public static Sym operator /(double a, Sym b) => Arithmetic.Combine(b, a, BinaryFunction.Divide, isLeft: true);

    /// <summary>A number plus each element.</summary>
    public static Sym operator +(long a, Sym b) => Arithmetic.Combine(b, (double)a, BinaryFunction.Add, isLeft: true);

    /// <summary>A number minus each element.</summary>
    public static Sym operator -(long a, Sym b) => Arithmetic.Combine(b, (double)a, BinaryFunction.Subtract, isLeft: true);

    /// <summary>A number times each element.</summary>
    public static Sym operator *(long a, Sym b) => Arithmetic.Combine(b, (double)a, BinaryFunction.Multiply, isLeft: true);

    /// <summary>A number divided by each element.</summary>
    public static Sym operator /(long a, Sym b) => Arithmetic.Combine(b, (double)a, BinaryFunction.Divide, isLeft: true);

    /// <summary>A size, which may be fixed only at run time, plus each element.</summary>
    public static Sym operator +(Dim a, Sym b) => Arithmetic.Combine(b, a, BinaryFunction.Add, isLeft: true);

    /// <summary>A size, which may be fixed only at run time, minus each element.</summary>
    public static Sym operator -(Dim a, Sym b) => Arithmetic.Combine(b, a, BinaryFunction.Subtract, isLeft: true);

    /// <summary>A size, which may be fixed only at run time, times each element.</summary>
    public static Sym operator *(Dim a, Sym b) => Arithmetic.Combine(b, a, BinaryFunction.Multiply, isLeft: true);

    /// <summary>A size, which may be fixed only at run time, divided by each element.</summary>
    public static Sym operator /(Dim a, Sym b) => Arithmetic.Combine(b, a, BinaryFunction.Divide, isLeft: true);
}

/// <summary>Arithmetic on tensors, numbers and sizes.</summary>
internal static class Arithmetic
{
    public static Sym Combine(Sym a, Sym b, BinaryFunction function)
    {
        if (a.Type != b.Type) Problem.Report(new SpecException(SpecErrors.WrongType, $"{a} and {b} have different element types; ToFloat32 converts", "b"));
        // The operand that was made later is the branch under construction, so its numbers are the first suspects.
        var shape = b.Node.Id >= a.Node.Id ? Broadcasting.Of(a.Shape, b.Shape, Symbol(function)) : Broadcasting.Of(b.Shape, a.Shape, Symbol(function));
        return a.Graph.Add(new BinaryOp(function), "", shape, a.Type, a, b);
    }

    public static Sym Combine(Sym a, double b, BinaryFunction function, bool isLeft = false)
    {
        var isWrong = double.IsNaN(b) || function switch
        {
            BinaryFunction.Add or BinaryFunction.Subtract => false,
            BinaryFunction.Multiply => double.IsInfinity(b),
            BinaryFunction.Divide => isLeft ? double.IsInfinity(b) : b == 0,
        };
        if (isWrong)
        {
            Problem.Report(new SpecException(
                SpecErrors.NotPositive, $"no element of the result would be a finite number: an operand of {Symbol(function)} is {b.ToString(CultureInfo.InvariantCulture)}", isLeft ? nameof(a) : nameof(b)) { IsOpen = true });
            b = 1;
        }
        return a.Graph.Add(new ScalarOp(function, b, isLeft && HasOrder(function)), "", a.Shape, a.Type, a);
    }

    public static Sym Combine(Sym a, Dim b, BinaryFunction function, bool isLeft = false) => b.IsConstant
        ? Combine(a, (double)b.Value, function, isLeft)
        : a.Graph.Add(new SizeOp(function, b, isLeft && HasOrder(function)), "", a.Shape, a.Type, a);

    private static bool HasOrder(BinaryFunction function) => function is BinaryFunction.Subtract or BinaryFunction.Divide;

    private static string Symbol(BinaryFunction function) => function switch
    {
        BinaryFunction.Add => "+",
        BinaryFunction.Subtract => "-",
        BinaryFunction.Multiply => "*",
        BinaryFunction.Divide => "/",
    };
}

/// <summary>A function of two numbers.</summary>
public enum BinaryFunction
{
    /// <summary>Sum.</summary>
    Add,

    /// <summary>Difference.</summary>
    Subtract,

    /// <summary>Product.</summary>
    Multiply,

    /// <summary>Quotient.</summary>
    Divide,
}

internal static class BinaryFunctions
{
    /// <summary>The value of the function.</summary>
    public static double Of(this BinaryFunction function, double a, double b) => function switch
    {
        BinaryFunction.Add => a + b,
        BinaryFunction.Subtract => a - b,
        BinaryFunction.Multiply => a * b,
        BinaryFunction.Divide => a / b,
    };
}

public partial interface ILowering<T>
{
    /// <summary>A function of two tensors, element by element.</summary>
    T Binary(BinaryOp op, Operands<T> x);
}

/// <summary>Two tensors, element by element.</summary>
public sealed record BinaryOp(BinaryFunction Function) : PlainOp
{
    /// <inheritdoc/>
    public override string Name => Function.ToString().ToLowerInvariant();

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) =>
        AxisNames.Combined(this, shape, inputs[0], inputs[1]);

    internal override ResultOrder Order => ResultOrder.AsOperands;

    internal override double[]? Elements(IReadOnlyList<Sym> inputs, IReadOnlyList<double[]> elements, Shape shape) =>
        [.. Tables.Spread(elements[0], inputs[0].Shape, shape).Zip(Tables.Spread(elements[1], inputs[1].Shape, shape), (a, b) => Function.Of(a, b))];

    // A quotient of integers is not an integer.
    internal override bool Takes(int operand, ElementType type) => type == ElementType.Float32 || (type == ElementType.Int64 && Function != BinaryFunction.Divide);

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Binary(this, x);

    internal override Op With(Renumbering to) => this;
}

public partial interface ILowering<T>
{
    /// <summary>A function of each element and a number.</summary>
    T Scalar(ScalarOp op, Operands<T> x);
}

/// <summary>A tensor and a number.</summary>
/// <param name="Function">What becomes of them.</param>
/// <param name="Value">The number.</param>
/// <param name="IsLeft">Whether the number is the left operand, as in <c>1 - x</c>; of a sum or product it never is.</param>
public sealed record ScalarOp(BinaryFunction Function, double Value, bool IsLeft) : PointwiseOp
{
    /// <summary>What stands for the number in a class whose instances have different ones; null for the number itself.</summary>
    internal string? Symbol { get; init; }

    /// <inheritdoc/>
    public override string Name => Function.ToString().ToLowerInvariant();

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Scalar(this, x);

    internal override double[]? Elements(IReadOnlyList<Sym> inputs, IReadOnlyList<double[]> elements, Shape shape) =>
        [.. elements[0].Select(x => IsLeft ? Function.Of(Value, x) : Function.Of(x, Value))];

    // Of whole numbers, which the numbers of rows are.
    internal override (Dim Least, Dim Most)? Range(IReadOnlyList<Sym> inputs)
    {
        if (IsLeft || Value != Math.Floor(Value) || Math.Abs(Value) > int.MaxValue || inputs[0].Range is not var (least, most)) return null;
        Dim number = (long)Value;
        return Function switch
        {
            BinaryFunction.Add => (least + number, most + number),
            BinaryFunction.Subtract => (least - number, most - number),
            BinaryFunction.Multiply => Value < 0 ? (most * number, least * number) : (least * number, most * number),
            BinaryFunction.Divide => null,
        };
    }

    internal override Op With(Renumbering to)
    {
        var (value, symbol) = to.Number(Function is BinaryFunction.Multiply or BinaryFunction.Divide ? "scale" : "offset", Value);
        return this with { Value = value, Symbol = symbol };
    }
}

public partial interface ILowering<T>
{
    /// <summary>A function of each element and a size that is fixed only at run time.</summary>
    T Size(SizeOp op, Operands<T> x);
}

/// <summary>A tensor and a size that is fixed only at run time.</summary>
/// <param name="Function">What becomes of them.</param>
/// <param name="Size">The size.</param>
/// <param name="IsLeft">Whether the size is the left operand; of a sum or product it never is.</param>
public sealed record SizeOp(BinaryFunction Function, Dim Size, bool IsLeft) : PointwiseOp
{
    /// <inheritdoc/>
    public override string Name => Function.ToString().ToLowerInvariant();

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Size(this, x);

    internal override Op With(Renumbering to) => this with { Size = to.Size("size", Size) };
}
