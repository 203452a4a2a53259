using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp.Functional;

/// <summary>Interpolation: which operator, and which of size and scale it is told.</summary>
internal static class Resize
{
    internal static Tensor Compute(Tensor x, long[]? size, double[]? scale, InterpolationMode mode, bool? alignCorners, bool recompute)
    {
        var spatial = (int)x.ndim - 2;
        if (size is null == scale is null) throw new ArgumentException("Exactly one of size and scale_factor has to be given.");
        if (size is { Length: 1 }) size = Enumerable.Repeat(size[0], spatial).ToArray();
        if (scale is { Length: 1 }) scale = Enumerable.Repeat(scale[0], spatial).ToArray();
        if (recompute && scale is not null)
        {
            var shape = x.shape;
            size = scale.Select((s, i) => (long)Math.Floor(shape[i + 2] * s)).ToArray();
            scale = null;
        }
        var corners = alignCorners ?? false;
        return (mode, spatial) switch
        {
            (InterpolationMode.Nearest, 1) => Ops.upsample_nearest1d.Call(x, size, scale),
            (InterpolationMode.Nearest, 2) => Ops.upsample_nearest2d.Call(x, size, scale),
            (InterpolationMode.Nearest, 3) => Ops.upsample_nearest3d.Call(x, size, scale),
            (InterpolationMode.Linear, 1) => Ops.upsample_linear1d.Call(x, size, corners, scale),
            (InterpolationMode.Bilinear, 2) => Ops.upsample_bilinear2d.Call(x, size, corners, scale),
            (InterpolationMode.Bicubic, 2) => Ops.upsample_bicubic2d.Call(x, size, corners, scale),
            (InterpolationMode.Trilinear, 3) => Ops.upsample_trilinear3d.Call(x, size, corners, scale),
            (InterpolationMode.Area, 2) when size is not null => Ops.adaptive_avg_pool2d.Call(x, size),
            _ => throw new NotSupportedException($"Interpolation {mode} of a tensor with {x.ndim} dimensions is not part of this stand-in for TorchSharp."),
        };
    }
}
