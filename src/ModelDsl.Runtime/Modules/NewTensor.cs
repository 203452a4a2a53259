using TorchSharp;
using static TorchSharp.torch;

namespace ModelDsl.Runtime;

/// <summary>Makes tensors that a module keeps.</summary>
public static class NewTensor
{
    /// <summary>Zeros.</summary>
    /// <param name="shape">The sizes.</param>
    public static Tensor Zeros(long[] shape) => zeros(shape);

    /// <summary>The numbers from <paramref name="start"/> up to but not including <paramref name="end"/>.</summary>
    /// <param name="start">The first number.</param>
    /// <param name="end">The number after the last.</param>
    /// <param name="like">A tensor whose type and device the numbers take; 32-bit floating point on the CPU where absent.</param>
    public static Tensor Range(long start, long end, Tensor? like = null) => Range(start, end, like?.dtype ?? ScalarType.Float32, like?.device ?? CPU);

    /// <summary>The numbers from <paramref name="start"/> up to but not including <paramref name="end"/>, as 64-bit integers.</summary>
    /// <param name="start">The first number.</param>
    /// <param name="end">The number after the last.</param>
    /// <param name="like">A tensor whose device the numbers take; the CPU where absent.</param>
    public static Tensor Indices(long start, long end, Tensor? like = null) => Range(start, end, ScalarType.Int64, like?.device ?? CPU);

    /// <summary>Takes a tensor out of the dispose scope it was made in, for a module that owns it from now on.</summary>
    /// <param name="tensor">The tensor.</param>
    public static Tensor Owned(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.DetachFromDisposeScope();
    }

    private static Tensor Range(long start, long end, ScalarType type, Device device)
    {
        using var first = start.ToScalar();
        using var last = end.ToScalar();
        return arange(first, last, Scalars.One, type, device);
    }
}
