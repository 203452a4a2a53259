using System.Numerics;
using TorchSharp.Native;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    /// <content>The numbers themselves.</content>
    public unsafe partial class Tensor
    {
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            ValidateType(typeof(T));
            return new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1) throw new ArgumentException("Number of elements in the tensor must be 1");
            return data<T>()[0];
        }

        public Scalar ToScalar()
        {
            if (NumberOfElements != 1) throw new System.Runtime.InteropServices.ExternalException("a Tensor with " + NumberOfElements + " elements cannot be converted to Scalar");
            using var cpu = this.cpu();
            if (is_complex()) return cpu.to(ScalarType.ComplexFloat64).ReadCpuValue<Complex>(0);
            if (dtype == ScalarType.Bool) return cpu.ReadCpuValue<bool>(0);
            if (is_integral()) return cpu.to(ScalarType.Int64).ReadCpuValue<long>(0);
            return cpu.to(ScalarType.Float64).ReadCpuValue<double>(0);
        }

        public double ReadCpuDouble(long i) => ReadCpuValue<double>(i);
        public float ReadCpuSingle(long i) => ReadCpuValue<float>(i);
        public int ReadCpuInt32(long i) => ReadCpuValue<int>(i);
        public long ReadCpuInt64(long i) => ReadCpuValue<long>(i);
        public byte ReadCpuByte(long i) => ReadCpuValue<byte>(i);
        public sbyte ReadCpuSByte(long i) => ReadCpuValue<sbyte>(i);
        public short ReadCpuInt16(long i) => ReadCpuValue<short>(i);
        public bool ReadCpuBool(long i) => ReadCpuValue<bool>(i);
        public T ReadCpuValue<T>(long i) where T : unmanaged => TensorAccessor<T>.ReadItemAt(this, i);

        /// <summary>The elements of a contiguous tensor on the CPU, as bytes: a window, not a copy.</summary>
        public Span<byte> bytes
        {
            get => Bytes(NumberOfElements * ElementSize);
            set
            {
                var total = NumberOfElements * ElementSize;
                if (!is_contiguous()) throw new InvalidOperationException("SetBytes() called on non-contiguous tensor.");
                if (total != value.Length) throw new ArgumentException("Mismatched data sizes in SetBytes().");
                value.CopyTo(new Span<byte>(DataPointer(), value.Length));
            }
        }

        public void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            _ = Bytes(0);
            var p = (byte*)DataPointer();
            for (var left = NumberOfElements * ElementSize; left > 0;)
            {
                var n = (int)Math.Min(left, int.MaxValue / 2);
                stream.Write(new ReadOnlySpan<byte>(p, n));
                p += n;
                left -= n;
            }
            GC.KeepAlive(this);
        }

        public void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            _ = Bytes(0);
            var p = (byte*)DataPointer();
            for (var left = NumberOfElements * ElementSize; left > 0;)
            {
                var n = (int)Math.Min(left, int.MaxValue / 2);
                stream.ReadExactly(new Span<byte>(p, n));
                p += n;
                left -= n;
            }
            GC.KeepAlive(this);
        }

        internal void* DataPointer()
        {
            var p = NativeMethods.tensor_data(Handle);
            if (p == null && NumberOfElements > 0) NativeMethods.Throw();
            return p;
        }

        internal void ValidateType(Type type)
        {
            var expected = dtype switch
            {
                ScalarType.Byte => typeof(byte),
                ScalarType.Int8 => typeof(sbyte),
                ScalarType.Int16 => typeof(short),
                ScalarType.Int32 => typeof(int),
                ScalarType.Int64 => typeof(long),
                ScalarType.Bool => typeof(bool),
                ScalarType.Float16 => typeof(Half),
                ScalarType.Float32 => typeof(float),
                ScalarType.Float64 => typeof(double),
                ScalarType.ComplexFloat32 => typeof((float, float)),
                ScalarType.ComplexFloat64 => typeof(Complex),
                _ => throw new ArgumentException($"No support for {dtype} in TorchSharp"),
            };
            if (type != expected) throw new ArgumentException($"{type.Name} is not compatible with {dtype}");
        }

        private Span<byte> Bytes(long total)
        {
            if (!is_contiguous()) throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
            if (total > int.MaxValue) throw new ArgumentException("Span only supports up to int.MaxValue elements.");
            if (device_type != DeviceType.CPU)
                throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
            return new Span<byte>(DataPointer(), (int)total);
        }
    }
}
