namespace ModelDsl.Generators.Model.Lowering;

/// <summary>
/// How a convolution is computed. oneDNN 3.7, which libtorch 2.10 brings, has kernels that give wrong numbers or end
/// the process; each rule here goes around one of those faults. <c>benchmarks/ModelDsl.ConvolutionProbe</c> tries
/// every kind of convolution on the libtorch that is installed: when a later one passes without a rule, the rule can go.
/// </summary>
internal enum ConvolutionKernel
{
    /// <summary>
    /// As it is, whichever way the map lies in memory: dense and grouped kernels, depthwise ones without dilation. The
    /// probe finds them right in both orders.
    /// </summary>
    AsItLies,

    /// <summary>
    /// On planes: each channel of the map together in memory (contiguous [N, C, H, W]).
    /// The fault: depthwise kernels with dilation on maps whose channels lie side by side give wrong outputs (from
    /// dilation 5) and wrong gradients of their input (from dilation 3), at any number of threads, where the processor
    /// has AVX2 or AVX-512.
    /// </summary>
    OnPlanes,

    /// <summary>
    /// As a linear layer over the positions of the map: kernels of 1×1 over all channels.
    /// The fault: as a convolution they give wrong numbers with two threads (160 → 640 channels) or divide by zero
    /// (256 → 1024 and wider, forward or backward; with stride also at one thread), where no cache sizes are known, as
    /// on many virtual machines. A linear layer does not go through oneDNN's convolutions at all.
    /// </summary>
    Linear,
}

/// <summary>The one place that decides how a convolution is computed.</summary>
internal static class ConvolutionKernels
{
    /// <summary>The kernel for a convolution.</summary>
    public static ConvolutionKernel For(Conv2dOp op) => op switch
    {
        { Kernel: 1, Groups: 1 } => ConvolutionKernel.Linear,
        { Dilation: > 1, Groups: > 1 } => ConvolutionKernel.OnPlanes,
        _ => ConvolutionKernel.AsItLies,
    };
}
