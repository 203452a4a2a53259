using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>
/// Knows whether a value that depends on weights only, and that a buffer holds, is still right: it is computed anew
/// while gradients are recorded, and once per state of the weights otherwise.
/// </summary>
/// <param name="owner">The module whose weights decide.</param>
public sealed class WeightCache(IWeightDependent owner)
{
    private int? _version;

    /// <summary>Whether the buffer holds the value for the present weights, and no gradient has to flow through it.</summary>
    public bool IsCurrent => _version == owner.WeightVersion && !torch.is_grad_enabled();

    /// <summary>Puts a new value into the buffer.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="value">The value, which the caller keeps.</param>
    /// <returns>The value itself.</returns>
    public torch.Tensor Keep(torch.Tensor buffer, torch.Tensor value)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentNullException.ThrowIfNull(value);
        // Where gradients are recorded a training step may follow, after which the value is out of date.
        _version = torch.is_grad_enabled() ? null : owner.WeightVersion;
        using var noGradient = torch.no_grad();
        using var detached = value.detach();
        buffer.copy_(detached);
        return value;
    }
}
