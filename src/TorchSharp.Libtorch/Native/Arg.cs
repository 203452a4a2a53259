using System.Text;

namespace TorchSharp.Native;

// Keep in step with enum Tag in native/bridge.cpp.
internal enum ArgTag : byte { None, Tensor, Int, Double, Bool, Complex, IntList, DoubleList, TensorList, Device, String, Generator }

/// <summary>
/// One argument of an operator, written into the words that the bridge reads. The implicit conversions let a call
/// read like the operator's schema: <c>Ops.softmax.Call(x, dim, dtype)</c>. A null of any kind is the schema's None.
/// </summary>
internal readonly struct Arg
{
    private readonly object? payload; // also keeps the tensor or scalar alive during the call
    private readonly long bits;
    private readonly ArgTag tag;

    private Arg(ArgTag tag, long bits, object? payload = null) => (this.tag, this.bits, this.payload) = (tag, bits, payload);

    internal static Arg None => default;

    public static implicit operator Arg(torch.Tensor? t) => t is null ? default : new(ArgTag.Tensor, t.Handle, t);
    public static implicit operator Arg(long value) => new(ArgTag.Int, value);
    public static implicit operator Arg(long? value) => value is { } v ? v : default(Arg);
    public static implicit operator Arg(double value) => new(ArgTag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Arg(double? value) => value is { } v ? v : default(Arg);
    public static implicit operator Arg(bool value) => new(ArgTag.Bool, value ? 1 : 0);
    public static implicit operator Arg(bool? value) => value is { } v ? v : default(Arg);
    public static implicit operator Arg(torch.ScalarType value) => new(ArgTag.Int, (long)value);
    public static implicit operator Arg(torch.ScalarType? value) => value is { } v ? v : default(Arg);
    public static implicit operator Arg(torch.Device? d) => d is null ? default : new(ArgTag.Device, (long)d.type << 16 | (ushort)d.index);
    public static implicit operator Arg(torch.Generator? g) => g is null ? default : new(ArgTag.Generator, g.Handle, g);
    public static implicit operator Arg(string? text) => text is null ? default : new(ArgTag.String, 0, text);
    public static implicit operator Arg(long[]? list) => list is null ? default : new(ArgTag.IntList, 0, list);
    public static implicit operator Arg(double[]? list) => list is null ? default : new(ArgTag.DoubleList, 0, list);
    public static implicit operator Arg(torch.Tensor[]? list) => list is null ? default : new(ArgTag.TensorList, 0, list);

    public static implicit operator Arg(Scalar? s) => s switch
    {
        null => default,
        { Type: torch.ScalarType.Bool } => s.ToBoolean(),
        { Type: torch.ScalarType.Int64 } => s.ToInt64(),
        { Type: torch.ScalarType.Float64 } => s.ToDouble(),
        _ => new(ArgTag.Complex, 0, s),
    };

    /// <summary>How many words <see cref="Write"/> needs.</summary>
    internal int Words => 1 + tag switch
    {
        ArgTag.None => 0,
        ArgTag.Complex => 2,
        ArgTag.IntList => ((long[])payload!).Length,
        ArgTag.DoubleList => ((double[])payload!).Length,
        ArgTag.TensorList => ((torch.Tensor[])payload!).Length,
        ArgTag.String => (Encoding.UTF8.GetByteCount((string)payload!) + 7) / 8,
        _ => 1,
    };

    /// <summary>Writes a header, tag | count &lt;&lt; 8, and the payload; answers how many words that were.</summary>
    internal int Write(Span<long> words)
    {
        switch (tag)
        {
            case ArgTag.None:
                words[0] = (long)tag;
                return 1;
            case ArgTag.Complex:
                var z = ((Scalar)payload!).ToComplexFloat64();
                words[0] = (long)tag;
                words[1] = BitConverter.DoubleToInt64Bits(z.Real);
                words[2] = BitConverter.DoubleToInt64Bits(z.Imaginary);
                return 3;
            case ArgTag.IntList:
                var ints = (long[])payload!;
                words[0] = Header(ints.Length);
                ints.CopyTo(words[1..]);
                return 1 + ints.Length;
            case ArgTag.DoubleList:
                var doubles = (double[])payload!;
                words[0] = Header(doubles.Length);
                for (var i = 0; i < doubles.Length; i++) words[i + 1] = BitConverter.DoubleToInt64Bits(doubles[i]);
                return 1 + doubles.Length;
            case ArgTag.TensorList:
                var tensors = (torch.Tensor[])payload!;
                words[0] = Header(tensors.Length);
                for (var i = 0; i < tensors.Length; i++) words[i + 1] = tensors[i].Handle;
                return 1 + tensors.Length;
            case ArgTag.String:
                var text = Encoding.UTF8.GetBytes((string)payload!);
                words[0] = Header(text.Length);
                text.CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(words[1..]));
                return 1 + (text.Length + 7) / 8;
            default:
                words[0] = (long)tag;
                words[1] = bits;
                return 2;
        }
    }

    private long Header(int count) => (long)tag | (long)count << 8;
}
