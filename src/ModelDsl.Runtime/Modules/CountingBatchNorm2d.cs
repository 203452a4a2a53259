using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelDsl.Runtime;

/// <summary>A batch norm of maps whose count of batches goes up by a number that is kept; see <see cref="Scalars"/>.</summary>
public sealed class CountingBatchNorm2d : BatchNorm
{
    internal CountingBatchNorm2d(long channels, double eps, double momentum)
        : base(channels, eps, momentum, affine: true, track_running_stats: true, device: null, dtype: null, name: "BatchNorm2d")
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        Count(this, input);
        return Compute(input, this, eps, Share());
    }

    /// <summary>A batch norm with the weights and running statistics of a module, but attributes of its own.</summary>
    /// <param name="input">The map, [N, C, H, W]; in training N · H · W is 2 or more.</param>
    /// <param name="module">The module, of C channels.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="momentum">What a batch weighs in the running statistics, in training.</param>
    /// <returns>The map, [N, C, H, W].</returns>
    /// <exception cref="TooFewValuesException">In training, each channel has one value.</exception>
    public static Tensor Normalize(Tensor input, BatchNorm module, double eps, double momentum)
    {
        ArgumentNullException.ThrowIfNull(module);
        Count(module, input);
        return Compute(input, module, eps, momentum);
    }

    private static Tensor Compute(Tensor input, BatchNorm module, double eps, double momentum) =>
        nn.functional.batch_norm(input, module.running_mean, module.running_var, module.weight, module.bias, module.training, momentum, eps);

    /// <summary>PyTorch refuses one value too; libtorch's kernel would make the running variance no number.</summary>
    private static void Count(BatchNorm module, Tensor input)
    {
        if (!module.training) return;
        ArgumentNullException.ThrowIfNull(input);
        var shape = input.shape;
        if (shape.Length == 4 && shape[0] * shape[2] * shape[3] == 1) throw new TooFewValuesException("batch norm", shape);
        module.num_batches_tracked?.add_(Scalars.One, Scalars.One);
    }

    /// <inheritdoc/>
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
