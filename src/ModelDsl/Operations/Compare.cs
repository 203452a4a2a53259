using System.Collections.Generic;

namespace ModelDsl;

public sealed partial class Sym
{
    /// <summary>Where the left element is less than the right one.</summary>
    public static Sym operator <(Sym a, Sym b) => Comparisons.Of(a, b, ComparisonFunction.Less);

    /// <summary>Where the left element is more than the right one.</summary>
    public static Sym operator >(Sym a, Sym b) => Comparisons.Of(a, b, ComparisonFunction.Greater);

    /// <summary>Where the left element is at most the right one.</summary>
    public static Sym operator <=(Sym a, Sym b) => Comparisons.Of(a, b, ComparisonFunction.LessOrEqual);

    /// <summary>Where the left element is at least the right one.</summary>
    public static Sym operator >=(Sym a, Sym b) => Comparisons.Of(a, b, ComparisonFunction.GreaterOrEqual);

    /// <summary>Where an element is less than a number.</summary>
    public static Sym operator <(Sym a, double b) => Comparisons.Of(a, b, ComparisonFunction.Less);

    /// <summary>Where an element is more than a number.</summary>
    public static Sym operator >(Sym a, double b) => Comparisons.Of(a, b, ComparisonFunction.Greater);

    /// <summary>Where an element is at most a number.</summary>
    public static Sym operator <=(Sym a, double b) => Comparisons.Of(a, b, ComparisonFunction.LessOrEqual);

    /// <summary>Where an element is at least a number.</summary>
    public static Sym operator >=(Sym a, double b) => Comparisons.Of(a, b, ComparisonFunction.GreaterOrEqual);
}

public static partial class Vocabulary
{
    /// <summary>Where two elements are equal.</summary>
    /// <param name="x">The left side.</param>
    /// <param name="other">The right side; broadcast as in PyTorch.</param>
    /// <exception cref="SpecException">The shapes or types do not fit.</exception>
    /// <example><code>x.EqualTo(x.Relu())  // Bool [N, 64, 56, 56]</code></example>
    public static Sym EqualTo(this Sym x, Sym other) => Comparisons.Of(x, other, ComparisonFunction.Equal);

    /// <summary>Where an element is equal to a number.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="number">The number.</param>
    /// <example><code>x.EqualTo(0)  // Bool [N, 64, 56, 56]</code></example>
    public static Sym EqualTo(this Sym x, double number) => Comparisons.Of(x, number, ComparisonFunction.Equal);

    /// <summary>Where two elements differ.</summary>
    /// <param name="x">The left side.</param>
    /// <param name="other">The right side; broadcast as in PyTorch.</param>
    /// <exception cref="SpecException">The shapes or types do not fit.</exception>
    /// <example><code>x.NotEqualTo(x.Relu())  // Bool [N, 64, 56, 56]</code></example>
    public static Sym NotEqualTo(this Sym x, Sym other) => Comparisons.Of(x, other, ComparisonFunction.NotEqual);

    /// <summary>Where an element is another than a number.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="number">The number.</param>
    /// <example><code>x.NotEqualTo(0)  // Bool [N, 64, 56, 56]</code></example>
    public static Sym NotEqualTo(this Sym x, double number) => Comparisons.Of(x, number, ComparisonFunction.NotEqual);
}

/// <summary>Comparisons of tensors, which yield truth values.</summary>
internal static class Comparisons
{
    public static Sym Of(Sym a, Sym b, ComparisonFunction comparison)
    {
        if (a.Type != b.Type) Problem.Report(new SpecException(SpecErrors.WrongType, $"{a} and {b} have different element types", "b"));
        return a.Graph.Add(new CompareOp(comparison), "", Broadcasting.Of(a.Shape, b.Shape, "compared with"), ElementType.Bool, a, b);
    }

    public static string NameOf(ComparisonFunction comparison) => comparison switch
    {
        ComparisonFunction.Less => "less",
        ComparisonFunction.LessOrEqual => "less_equal",
        ComparisonFunction.Greater => "greater",
        ComparisonFunction.GreaterOrEqual => "greater_equal",
        ComparisonFunction.Equal => "equal",
        ComparisonFunction.NotEqual => "not_equal",
    };

    public static Sym Of(Sym a, double b, ComparisonFunction comparison) => a.Graph.Add(new CompareNumberOp(comparison, b), "", a.Shape, ElementType.Bool, a);
}

/// <summary>A comparison of two numbers.</summary>
public enum ComparisonFunction
{
    /// <summary>The left is less.</summary>
    Less,

    /// <summary>The left is less or equal.</summary>
    LessOrEqual,

    /// <summary>The left is more.</summary>
    Greater,

    /// <summary>The left is more or equal.</summary>
    GreaterOrEqual,

    /// <summary>They are equal.</summary>
    Equal,

    /// <summary>They differ.</summary>
    NotEqual,
}

public partial interface ILowering<T>
{
    /// <summary>Two tensors compared element by element.</summary>
    T Compare(CompareOp op, Operands<T> x);

    /// <summary>Each element compared with a number.</summary>
    T CompareNumber(CompareNumberOp op, Operands<T> x);
}

/// <summary>Two tensors compared element by element.</summary>
public sealed record CompareOp(ComparisonFunction Function) : PlainOp
{
    /// <inheritdoc/>
    public override string Name => Comparisons.NameOf(Function);

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.Combined(this, shape, inputs[0], inputs[1]);

    internal override ResultOrder Order => ResultOrder.AsOperands;

    internal override bool Takes(int operand, ElementType type) => type != ElementType.Bool;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Compare(this, x);

    internal override Op With(Renumbering to) => this;
}

/// <summary>Each element compared with a number.</summary>
public sealed record CompareNumberOp(ComparisonFunction Function, double Number) : PointwiseOp
{
    /// <summary>What stands for the number in a class whose instances have different ones; null for the number itself.</summary>
    internal string? Symbol { get; init; }

    /// <inheritdoc/>
    public override string Name => Comparisons.NameOf(Function);

    internal override bool Takes(int operand, ElementType type) => type != ElementType.Bool;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.CompareNumber(this, x);

    internal override Op With(Renumbering to)
    {
        var (number, symbol) = to.Number("bound", Number);
        return this with { Number = number, Symbol = symbol };
    }
}
