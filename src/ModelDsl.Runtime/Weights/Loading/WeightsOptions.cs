namespace ModelDsl.Runtime;

/// <summary>What to take from a weight file, and what to make of differences. Without options a file has to fit exactly.</summary>
public sealed record WeightsOptions
{
    /// <summary>
    /// The key of a checkpoint's dict that holds the weights, such as <c>state_dict_ema</c>, or its path, as in
    /// <c>checkpoint/model</c>; null for a dict of tensors itself, the only one inside it, or the first under a usual name.
    /// </summary>
    public string? Mapping { get; init; }

    /// <summary>
    /// Takes only the keys that begin so, without it: <c>backbone.</c> of a detector's checkpoint. Empty takes all
    /// keys as they are. Null takes all keys, and removes the wrappers <c>module.</c>, <c>_orig_mod.</c>, <c>model.</c>,
    /// <c>encoder.</c> and <c>backbone.</c> that every key carries and the module's keys do not.
    /// </summary>
    public string? Under { get; init; }

    /// <summary>What bridges differences between file and module, tried in turn on each.</summary>
    public IReadOnlyList<WeightAdapter> Adapters { get; init; } = [];

    /// <summary>Says what is behind a mismatch, such as the hyper-parameter that explains it; null where it does not know.</summary>
    public Func<WeightMismatch, string?>? Explain { get; init; }
}
