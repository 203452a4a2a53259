using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelDsl.Runtime;

/// <summary>A batch norm of maps whose count of batches goes up by a number that is kept; see <see cref="Scalars"/>.</summary>
internal sealed class CountingBatchNorm2d(long channels, double eps, double momentum)
    : BatchNorm(channels, eps, momentum, affine: true, track_running_stats: true, device: null, dtype: null, name: "BatchNorm2d")
{
    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        if (training) num_batches_tracked?.add_(Scalars.One, Scalars.One);
        return nn.functional.batch_norm(input, running_mean, running_var, weight, bias, training, Share(), eps);
    }

    protected override void ValidateInputDimensions(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.ndim != 4) throw new ArgumentException($"the input is [{string.Join(", ", input.shape)}]; a batch norm of maps takes [N, {num_features}, H, W]", nameof(input));
    }

    /// <summary>What a batch weighs in the running statistics; without a momentum all batches weigh the same.</summary>
    private double Share()
    {
        if (momentum is { } share) return share;
        if (!training || num_batches_tracked is not { } tracked) return 0;
        using var count = tracked.cpu();
        return 1.0 / count.item<long>();
    }
}
