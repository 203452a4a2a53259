namespace TorchSharp;

public static partial class torch
{
    /// <content>As text.</content>
    public partial class Tensor
    {
        /// <summary>Type, shape and place, as TorchSharp prints by default: <c>[2x3], type = Float32, device = cpu</c>.</summary>
        public override string ToString() => this.metastr();
    }
}
