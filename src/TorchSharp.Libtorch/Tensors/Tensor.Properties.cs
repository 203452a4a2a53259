using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <content>What a tensor is: shape, type, place.</content>
    public unsafe partial class Tensor
    {
        public long Dimensions => Alive(NativeMethods.tensor_ndim(Handle));
        public long dim() => Dimensions;
        public long ndim => Dimensions;
        public long NumberOfElements => Alive(NativeMethods.tensor_numel(Handle));
        public long numel() => NumberOfElements;
        public long ElementSize => Alive(NativeMethods.tensor_element_size(Handle));
        public long element_size() => ElementSize;

        public ScalarType dtype => (ScalarType)Alive(NativeMethods.tensor_dtype(Handle));
        public bool is_integral() => torch.is_integral(dtype);
        public bool is_floating_point() => torch.is_floating_point(dtype);
        public bool is_complex() => torch.is_complex(dtype);

        public DeviceType device_type => (DeviceType)Alive(NativeMethods.tensor_device_type(Handle));
        public int device_index => (int)Alive(NativeMethods.tensor_device_index(Handle));
        public Device device => device_type == DeviceType.CPU ? new Device(DeviceType.CPU) : new Device(device_type, device_index);
        public bool is_cpu() => device_type == DeviceType.CPU;
        public bool is_cuda => device_type == DeviceType.CUDA;
        public bool is_meta => device_type == DeviceType.META;
        public bool is_sparse => Alive(NativeMethods.tensor_is_sparse(Handle)) != 0;
        public bool is_contiguous() => Alive(NativeMethods.tensor_is_contiguous(Handle)) != 0;

        public long[] shape => size();

        public long[] size()
        {
            var result = new long[Dimensions];
            fixed (long* p = result) NativeMethods.Check(NativeMethods.tensor_sizes(Handle, p));
            GC.KeepAlive(this);
            return result;
        }

        public long size(int dim) => Along(size(), dim);

        public long[] stride()
        {
            var result = new long[Dimensions];
            fixed (long* p = result) NativeMethods.Check(NativeMethods.tensor_strides(Handle, p));
            GC.KeepAlive(this);
            return result;
        }

        public long stride(int dim) => Along(stride(), dim);

        public long storage_offset() => Alive(NativeMethods.tensor_storage_offset(Handle));

        public bool is_nonzero()
        {
            if (numel() != 1) throw new InvalidOperationException("is_nonzero() called on non-singleton tensor");
            return Ops.is_nonzero.CallBool(this);
        }

        private static long Along(long[] values, int dim)
        {
            var rank = Math.Max(values.Length, 1);
            if (dim < -rank || dim >= rank || values.Length == 0)
                throw new System.Runtime.InteropServices.ExternalException($"Dimension out of range (expected to be in range of [{-rank}, {rank - 1}], but got {dim})");
            return values[dim < 0 ? dim + rank : dim];
        }

        // The finaliser must not run while native code reads through the handle.
        private long Alive(long value)
        {
            GC.KeepAlive(this);
            return value;
        }
    }
}
