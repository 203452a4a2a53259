using System.Text.Json.Serialization;

namespace ModelDsl.Training;

/// <summary>What a checkpoint says beside its tensors.</summary>
internal sealed record CheckpointDocument(
    string Model, string Data, int Images, TrainingOptions Options, TrainingProgress Progress, IReadOnlyList<CurvePoint> Points, IReadOnlyList<EpochRecord> Epochs)
{
    /// <summary>The version of what checkpoints hold; another one cannot be read.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The names of the classes; null in a checkpoint of a release that did not write them.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>What was learnt, in words; null in a checkpoint of a release that knew classification only.</summary>
    public string? Task { get; init; }

    /// <summary>The version that wrote it.</summary>
    public int Version { get; init; } = CurrentVersion;
}

/// <summary>The log of a training.</summary>
internal sealed record LogDocument(
    string Model, string Data, TrainingOptions Options, bool Finished, IReadOnlyList<CurvePoint> Points, IReadOnlyList<EpochRecord> Epochs);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(CheckpointDocument))]
[JsonSerializable(typeof(LogDocument))]
[JsonSerializable(typeof(Divergence))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class TrainingDocuments : JsonSerializerContext;
