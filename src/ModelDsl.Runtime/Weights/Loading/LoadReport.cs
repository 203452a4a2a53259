namespace ModelDsl.Runtime;

/// <summary>What a load did.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">Its format.</param>
/// <param name="Mapping">The key of the checkpoint's dict that was taken; null where there was none to choose.</param>
/// <param name="RemovedPrefix">What was removed from the front of every key; empty where nothing was.</param>
/// <param name="Loaded">The module's keys that have the file's values now.</param>
/// <param name="Adapted">The keys that an adapter took care of, and what it did.</param>
/// <param name="Mismatches">The differences that stay; only an explicit partial load leaves any.</param>
public sealed record LoadReport(
    string Path, WeightFormat Format, string? Mapping, string RemovedPrefix, IReadOnlyList<string> Loaded,
    IReadOnlyList<AdaptedWeight> Adapted, IReadOnlyList<WeightMismatch> Mismatches)
{
    /// <summary>What the file says of the model that it was written for.</summary>
    public WeightNotes Notes { get; init; } = WeightNotes.None;
}

/// <summary>A key that an adapter took care of.</summary>
/// <param name="Name">The key.</param>
/// <param name="Note">What was done.</param>
public sealed record AdaptedWeight(string Name, string Note);
