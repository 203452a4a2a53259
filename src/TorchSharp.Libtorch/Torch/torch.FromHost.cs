using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

/// <content>From memory of the host to a tensor: one copy, then type and device.</content>
public static unsafe partial class torch
{
    public static Tensor from_array(Array rawArray, Device? device = null) =>
        from_array(rawArray, ElementType(rawArray), device ?? CPU);

    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        RejectNames(names);
        var handle = GCHandle.Alloc(rawArray, GCHandleType.Pinned);
        try
        {
            var bytes = checked((int)(rawArray.LongLength * Marshal.SizeOf(rawArray.GetType().GetElementType()!)));
            if (rawArray is bool[] or bool[,] or bool[,,] or bool[,,,]) bytes = rawArray.Length;
            var data = new ReadOnlySpan<byte>((void*)handle.AddrOfPinnedObject(), bytes);
            return FromBytes(data, Shape(rawArray), ElementType(rawArray), dtype, device, requires_grad);
        }
        finally
        {
            handle.Free();
        }
    }

    private static Tensor FromHost<T>(ReadOnlySpan<T> data, ReadOnlySpan<long> shape, ScalarType type, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
        where T : unmanaged
    {
        RejectNames(names);
        var count = 1L;
        foreach (var n in shape) count *= n;
        if (count > data.Length) throw new ArgumentException($"mismatched total size creating a tensor from an array: {count} vs. {data.Length}");
        return FromBytes(MemoryMarshal.AsBytes(data[..(int)count]), shape.ToArray(), type, dtype, device, requires_grad);
    }

    private static Tensor FromBytes(ReadOnlySpan<byte> data, long[] shape, ScalarType type, ScalarType? dtype, Device? device, bool requires_grad)
    {
        var target = InitializeDevice(device);
        var made = Ops.empty.Call(shape, type, Arg.None, CPU, false);
        if (data.Length > 0) data.CopyTo(new Span<byte>(made.DataPointer(), data.Length));
        if ((dtype is { } wanted && wanted != type) || target.type != DeviceType.CPU) made = made.to(dtype ?? type, target, disposeAfter: true);
        return requires_grad ? made.with_requires_grad() : made;
    }

    private static ReadOnlySpan<T> Flat<T>(IList<T> list) => list is T[] array ? array : list.ToArray();

    private static ReadOnlySpan<T> Flat<T>(Array array) where T : unmanaged =>
        MemoryMarshal.CreateReadOnlySpan(ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);

    private static long[] Shape(Array array) => Enumerable.Range(0, array.Rank).Select(array.GetLongLength).ToArray();

    private static ScalarType ElementType(Array array) => Type.GetTypeCode(array.GetType().GetElementType()) switch
    {
        TypeCode.Boolean => ScalarType.Bool,
        TypeCode.Byte => ScalarType.Byte,
        TypeCode.SByte => ScalarType.Int8,
        TypeCode.Int16 => ScalarType.Int16,
        TypeCode.Int32 => ScalarType.Int32,
        TypeCode.Int64 => ScalarType.Int64,
        TypeCode.Single => ScalarType.Float32,
        TypeCode.Double => ScalarType.Float64,
        _ => throw new NotSupportedException($"The type {array.GetType().GetElementType()?.Name} is not supported."),
    };
}
