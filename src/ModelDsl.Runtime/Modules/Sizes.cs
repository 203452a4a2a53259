using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>Arithmetic with sizes that are fixed only at run time.</summary>
public static class Sizes
{
    /// <summary>The quotient rounded down, also below zero.</summary>
    /// <param name="value">The dividend.</param>
    /// <param name="divisor">The divisor, more than zero.</param>
    public static long FloorDivide(long value, long divisor) => Dim.FloorDivide(value, divisor);

    /// <summary>The square root rounded down.</summary>
    /// <param name="square">A number, at least zero.</param>
    public static long SquareRoot(long square) => SquareRootAtom.Of(square);

    /// <summary>Each element plus a size.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="size">The size.</param>
    public static torch.Tensor Add(torch.Tensor x, long size) => With(x, size, (a, b) => a.add(b, Scalars.One));

    /// <summary>Each element minus a size.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="size">The size.</param>
    public static torch.Tensor Subtract(torch.Tensor x, long size) => With(x, size, (a, b) => a.sub(b));

    /// <summary>Each element times a size.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="size">The size.</param>
    public static torch.Tensor Multiply(torch.Tensor x, long size) => With(x, size, (a, b) => a.mul(b));

    /// <summary>Each element divided by a size.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="size">The size.</param>
    public static torch.Tensor Divide(torch.Tensor x, long size) => With(x, size, (a, b) => a.div(b));

    /// <summary>A size minus each element.</summary>
    /// <param name="size">The size.</param>
    /// <param name="x">The tensor.</param>
    public static torch.Tensor Subtract(long size, torch.Tensor x) => With(x, size, (a, b) => Functions.Subtract(b, a));

    /// <summary>A size divided by each element.</summary>
    /// <param name="size">The size.</param>
    /// <param name="x">The tensor.</param>
    public static torch.Tensor Divide(long size, torch.Tensor x) => With(x, size, (a, b) => Functions.Divide(b, a));

    private static torch.Tensor With(torch.Tensor x, long size, Func<torch.Tensor, Scalar, torch.Tensor> operation)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var scalar = size.ToScalar();
        return operation(x, scalar);
    }
}
