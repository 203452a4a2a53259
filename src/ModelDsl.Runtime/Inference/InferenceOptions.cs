using TorchSharp;

namespace ModelDsl.Runtime.Inference;

/// <summary>How a model is prepared for inference.</summary>
public sealed record InferenceOptions
{
    /// <summary>
    /// The type in which it computes: <see cref="torch.ScalarType.Float32"/>, <see cref="torch.ScalarType.BFloat16"/>
    /// (fast on processors with AVX512-BF16 or AMX and on GPUs) or <see cref="torch.ScalarType.Float16"/> (for GPUs).
    /// Inputs and outputs stay in 32 bits.
    /// </summary>
    public torch.ScalarType Type { get; init; } = torch.ScalarType.Float32;

    /// <summary>The passes to leave out, by name: see <see cref="InferenceModule.PassNames"/>.</summary>
    public IReadOnlyCollection<string> Without { get; init; } = [];
}
