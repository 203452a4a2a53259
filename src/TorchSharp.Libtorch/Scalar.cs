using System.Numerics;

namespace TorchSharp;

/// <summary>
/// A number that an operator takes beside tensors. As in libtorch it has one of four kinds: every integer is an Int64,
/// every real a Float64. TorchSharp keeps it in native memory; here it is a managed value, and Dispose only ends its use.
/// </summary>
public sealed class Scalar : IDisposable
{
    private readonly torch.ScalarType type;
    private readonly long integer;
    private readonly Complex number;
    private bool disposed;

    internal Scalar(torch.ScalarType type, long integer) => (this.type, this.integer, number) = (type, integer, integer);

    internal Scalar(double value) => (type, integer, number) = (torch.ScalarType.Float64, 0, value);

    internal Scalar(Complex value) => (type, integer, number) = (torch.ScalarType.ComplexFloat64, 0, value);

    public torch.ScalarType Type => Alive.type;

    internal long Integer => Alive.type is torch.ScalarType.Int64 or torch.ScalarType.Bool ? integer : checked((long)number.Real);

    internal Complex Number => Alive.number;

    private Scalar Alive => disposed ? throw new InvalidOperationException("Scalar invalid -- empty handle.") : this;

    public static implicit operator Scalar(byte value) => value.ToScalar();
    public static implicit operator Scalar(sbyte value) => value.ToScalar();
    public static implicit operator Scalar(short value) => value.ToScalar();
    public static implicit operator Scalar(int value) => value.ToScalar();
    public static implicit operator Scalar(long value) => value.ToScalar();
    public static implicit operator Scalar(Half value) => value.ToScalar();
    public static implicit operator Scalar(float value) => value.ToScalar();
    public static implicit operator Scalar(double value) => value.ToScalar();
    public static implicit operator Scalar(bool value) => value.ToScalar();
    public static implicit operator Scalar((float, float) value) => value.ToScalar();
    public static implicit operator Scalar(Complex value) => value.ToScalar();

    public void Dispose() => disposed = true;
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => Integer(value);
    public static Scalar ToScalar(this sbyte value) => Integer(value);
    public static Scalar ToScalar(this short value) => Integer(value);
    public static Scalar ToScalar(this int value) => Integer(value);
    public static Scalar ToScalar(this long value) => Integer(value);
    public static Scalar ToScalar(this float value) => new(value);
    public static Scalar ToScalar(this double value) => new(value);
    public static Scalar ToScalar(this (float, float) value) => new(new Complex(value.Item1, value.Item2));
    public static Scalar ToScalar(this Complex value) => new(value);
    public static Scalar ToScalar(this bool value) => new(torch.ScalarType.Bool, value ? 1 : 0);
    public static Scalar ToScalar(this Half value) => new((double)value);

    public static Half ToHalf(this Scalar value) => (Half)value.Number.Real;
    public static float ToSingle(this Scalar value) => (float)value.Number.Real;
    public static double ToDouble(this Scalar value) => value.Number.Real;
    public static sbyte ToSByte(this Scalar value) => checked((sbyte)value.Integer);
    public static byte ToByte(this Scalar value) => checked((byte)value.Integer);
    public static short ToInt16(this Scalar value) => checked((short)value.Integer);
    public static int ToInt32(this Scalar value) => checked((int)value.Integer);
    public static long ToInt64(this Scalar value) => value.Integer;
    public static bool ToBoolean(this Scalar value) => value.Number != Complex.Zero;
    public static (float Real, float Imaginary) ToComplexFloat32(this Scalar value) => ((float)value.Number.Real, (float)value.Number.Imaginary);
    public static Complex ToComplexFloat64(this Scalar value) => value.Number;

    private static Scalar Integer(long value) => new(torch.ScalarType.Int64, value);
}
