using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <content>Parts of a tensor, by position.</content>
    public partial class Tensor
    {
        public Tensor select(long dim, long index) => Ops.select.Call(this, dim, index);
        public Tensor narrow(long dim, long start, long length) => Ops.narrow.Call(this, dim, start, length);
        public Tensor slice(long dim, long start, long finish, long step)
        {
            if (step < 1) throw new ArgumentException($"step is {step}, but it should always be positive.");
            return Ops.slice.Call(this, dim, start, finish, step);
        }
        public Tensor index_select(long dim, Tensor index) => Ops.index_select.Call(this, dim, index);
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) => InPlace(Ops.index_add_, dim, index, source, alpha);
        public Tensor index_copy_(long dim, Tensor index, Tensor source) => InPlace(Ops.index_copy_, dim, index, source);
        public Tensor gather(long dim, Tensor index) => Ops.gather.Call(this, dim, index);
        public Tensor scatter_(long dim, Tensor index, Tensor src) => InPlace(Ops.scatter_, dim, index, src);
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => InPlace(Ops.scatter_add_, dim, index, src);
        public Tensor take(Tensor index) => Ops.take.Call(this, index);
        public Tensor take_along_dim(Tensor indices, long dim) => Ops.take_along_dim.Call(this, indices, dim);
        public Tensor clone() => Ops.clone.Call(this);
        public Tensor alias() => Ops.alias.Call(this);
        public Tensor contiguous() => Ops.contiguous.Call(this);
        public Tensor copy_(Tensor source, bool nonBlocking = false) => InPlace(Ops.copy_, source, nonBlocking);
        public Tensor set_(Tensor source) => InPlace(Ops.set_, source);
        public Tensor detach() => Ops.detach.Call(this);
        public Tensor detach_() => InPlace(Ops.detach_);
    }
}
