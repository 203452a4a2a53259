using System.Collections.Concurrent;
using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>
/// Numbers for native code that live as long as the program. TorchSharp hands over the address of a <see cref="Scalar"/>
/// without holding on to the object: one that is made on the way to a call, as in <c>x * 0.5</c>, may be collected while
/// the call reads it, which then fails or computes with another number. So does <c>x + y</c>, which makes the 1 that
/// <c>y</c> is multiplied by; <c>x.add(y, Scalars.One)</c> is safe.
/// </summary>
/// <remarks>
/// For constants: what was asked for once is kept for good, and is never to be disposed. A number that changes belongs in
/// a <c>using</c> around the call.
/// </remarks>
public static class Scalars
{
    private static readonly ConcurrentDictionary<long, Scalar> Integers = new();
    // By their bits, since −0 is not 0, and what is not a number is equal to itself.
    private static readonly ConcurrentDictionary<long, Scalar> Reals = new();

    /// <summary>The integer 1: the factor of a plain sum, for tensors of any type.</summary>
    public static Scalar One { get; } = Of(1L);

    /// <summary>An integer.</summary>
    /// <param name="value">The number.</param>
    public static Scalar Of(long value) => Integers.GetOrAdd(value, static number => number.ToScalar());

    /// <summary>A real number.</summary>
    /// <param name="value">The number.</param>
    public static Scalar Of(double value) => Reals.GetOrAdd(BitConverter.DoubleToInt64Bits(value), static bits => BitConverter.Int64BitsToDouble(bits).ToScalar());
}
