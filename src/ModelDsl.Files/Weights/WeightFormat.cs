namespace ModelDsl.Runtime;

/// <summary>A format of weight files.</summary>
public enum WeightFormat
{
    /// <summary>Safetensors: a JSON header and the values.</summary>
    Safetensors,

    /// <summary>What <c>torch.save</c> writes since PyTorch 1.6: a zip archive with a pickle and the values.</summary>
    PyTorch,

    /// <summary>What TorchSharp's <c>Module.save</c> writes: .dat.</summary>
    TorchSharp,
}

/// <summary>What a file holds, as its format's reader found it.</summary>
internal sealed record WeightContent(
    WeightFormat Format, IReadOnlyList<WeightEntry> Entries, IReadOnlyDictionary<string, string> Metadata, string? Mapping = null);
