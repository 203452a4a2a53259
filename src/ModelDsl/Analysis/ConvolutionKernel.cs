namespace ModelDsl;

/// <summary>
/// How a convolution is computed. oneDNN 3.7, which libtorch 2.10 brings, takes the caches of an AMD processor for one
/// byte large where a virtual machine does not show them; some kernels then give wrong numbers or end the process. Each
/// rule here goes around one of those faults. <c>benchmarks/ModelDsl.ConvolutionProbe</c> tries every kind of
/// convolution on the libtorch that is installed: when a later one passes without a rule, the rule can go.
/// </summary>
internal enum ConvolutionKernel
{
    /// <summary>
    /// As it is, whichever way the map lies in memory: kernels over groups of channels, depthwise ones without dilation
    /// among them. The probe finds them right in both orders.
    /// </summary>
    AsItLies,

    /// <summary>
    /// On planes: each channel of the map together in memory (contiguous [N, C, H, W]).
    /// The fault: depthwise kernels with dilation, or with several outputs for each channel, give wrong outputs and
    /// wrong gradients of their input on maps whose channels lie side by side, at any number of threads.
    /// </summary>
    OnPlanes,

    /// <summary>
    /// With channels side by side (channels last): dense kernels.
    /// The fault: on planes they give wrong outputs and gradients where a number of channels is not a multiple of 16, for
    /// example 196 or 392.
    /// </summary>
    OnChannelsLast,

    /// <summary>
    /// As a linear layer over the positions of the map: kernels of 1×1 over all channels.
    /// The fault: as a convolution they give wrong numbers with two threads (160 → 640 channels) or divide by zero
    /// (256 → 1024 and wider, forward or backward; with stride also at one thread). A linear layer does not go through
    /// oneDNN's convolutions at all.
    /// </summary>
    Linear,

    /// <summary>
    /// As one linear layer for each group, over planes: kernels of 1×1 over groups of several channels. No fault is
    /// known; as a convolution they take up to twice the time (nine groups of 64 channels at 28², two threads).
    /// </summary>
    LinearByGroup,
}

/// <summary>The one place that decides how a convolution is computed.</summary>
internal static class ConvolutionKernels
{
    /// <summary>The kernel for a convolution.</summary>
    public static ConvolutionKernel For(Conv2dOp op)
    {
        var isDepthwise = op.Groups == op.InChannels;
        if (op.Groups == 1) return op.Kernel == 1 ? ConvolutionKernel.Linear : ConvolutionKernel.OnChannelsLast;
        if (op.Kernel == 1 && !isDepthwise) return ConvolutionKernel.LinearByGroup;
        return op.Dilation != 1 || (isDepthwise && op.OutChannels != op.InChannels) ? ConvolutionKernel.OnPlanes : ConvolutionKernel.AsItLies;
    }

    /// <summary>Whether a convolution is computed as linear layers, by its own module.</summary>
    public static bool IsPointwise(Conv2dOp op) => Yields(op) is not null;

    /// <summary>The order in memory of what linear layers yield, whichever way the map lies; null for the other kernels.</summary>
    public static MapLayout? Yields(Conv2dOp op) => For(op) switch
    {
        ConvolutionKernel.Linear => MapLayout.ChannelsLast,
        ConvolutionKernel.LinearByGroup => MapLayout.Planes,
        ConvolutionKernel.AsItLies or ConvolutionKernel.OnPlanes or ConvolutionKernel.OnChannelsLast => null,
    };

    /// <summary>
    /// Of a convolution that is computed as linear layers: the order in memory of its result and of the positions that
    /// the kernel is put on, their channels, and whether they are the map as it is; null for any other operation.
    /// </summary>
    public static (MapLayout Order, long Channels, bool IsWhole)? AsLinear(Op op) =>
        op is Conv2dOp convolution && Yields(convolution) is { } order ? (order, convolution.InChannels.Value, convolution.Stride == 1) : null;

    /// <summary>The order in memory that a kernel needs; null for any.</summary>
    public static MapLayout? Needs(ConvolutionKernel kernel) => kernel switch
    {
        ConvolutionKernel.OnPlanes => MapLayout.Planes,
        ConvolutionKernel.OnChannelsLast => MapLayout.ChannelsLast,
        ConvolutionKernel.AsItLies or ConvolutionKernel.Linear or ConvolutionKernel.LinearByGroup => null,
    };
}

/// <summary>How the elements of a map [N, C, H, W] lie in memory.</summary>
internal enum MapLayout
{
    /// <summary>Each channel together: [N, C, H, W] in order.</summary>
    Planes,

    /// <summary>The channels of each position together: [N, H, W, C] in order.</summary>
    ChannelsLast,
}
