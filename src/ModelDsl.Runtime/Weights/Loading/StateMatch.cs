using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>Holds a file's tensors against a module's: which go where, and on which keys the two disagree.</summary>
internal sealed class StateMatch
{
    private readonly Dictionary<IntPtr, StatePart> parts = [];
    private readonly List<WeightMismatch> mismatches = [];
    private readonly List<AdaptedWeight> adapted = [];
    private IReadOnlyList<WeightCause> causes = [];

    private StateMatch() { }

    /// <summary>What to fill, each tensor once; of several keys of one tensor the last that the file has counts.</summary>
    public IReadOnlyCollection<StatePart> Parts => parts.Values;

    /// <summary>What neither the file nor an adapter settles.</summary>
    public IReadOnlyList<WeightMismatch> Mismatches => mismatches;

    public IReadOnlyList<AdaptedWeight> Adapted => adapted;

    /// <summary>Compares keys, shapes and element types, and finds the hyper-parameters in which model and file differ.</summary>
    public static StateMatch Of(
        IReadOnlyList<StateSlot> state, IReadOnlyList<WeightEntry> entries, WeightsOptions options, IReadOnlyList<HyperParameter> parameters)
    {
        var match = new StateMatch();
        var byName = entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        // A tensor with two keys is there when one of them is.
        var present = state.Where(s => s.Tensor is not null && byName.ContainsKey(s.Key)).Select(s => s.Tensor!.Handle).ToHashSet();
        foreach (var slot in state)
        {
            var entry = byName.GetValueOrDefault(slot.Key);
            // What the module computes by itself it does not need.
            if (entry is null && (slot.Tensor is null || present.Contains(slot.Tensor.Handle))) continue;
            if (entry is null && IsBatchCount(slot, byName))
            {
                match.StartCount(slot);
                continue;
            }
            var mismatch = Compare(slot, entry);
            if (mismatch is not null) match.Settle(mismatch, slot.Tensor, entry, options);
            else if (slot.Tensor is not null) match.parts[slot.Tensor.Handle] = new StatePart(slot.Key, slot.Tensor, entry, null);
        }
        var keys = state.Select(s => s.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in entries.Where(e => !keys.Contains(e.Name)))
        {
            var mismatch = new WeightMismatch(MismatchKind.Unexpected, entry.Name) { FileShape = entry.Shape, FileType = entry.Type };
            match.Settle(mismatch, null, entry, options);
        }
        if (match.mismatches.Count > 0) match.Explain(state, byName, options, parameters);
        return match;
    }

    /// <summary>The error that names every kind of difference, the first few keys of each, what may help, and what is behind them.</summary>
    public WeightsException Failure(WeightFile file, IReadOnlyList<StateSlot> state, IReadOnlyList<WeightEntry> entries, string prefix)
    {
        string[] groups =
        [
            .. Group("missing from the file", MismatchKind.Missing), .. Group("unknown to the model", MismatchKind.Unexpected),
            .. Group("of another shape", MismatchKind.Shape), .. Group("of another type", MismatchKind.Type),
        ];
        var advice = LoadAdvice.For(file.Path, file.Entries, state.ToDictionary(s => s.Key, s => s.Shape, StringComparer.Ordinal), mismatches, prefix);
        var reasons = string.Concat(causes.Select(c => "\n  " + c));
        return new WeightsException(
            file.Path,
            $"not weights of this model (nothing was loaded): of {state.Count} entries in the model and {entries.Count} in the file, {string.Join("; ", [.. groups, .. advice])}{reasons}")
        {
            Mismatches = mismatches,
            Causes = causes,
        };
    }

    /// <summary>
    /// Whether a key is a batch norm's count of batches, which the file lacks while it has the norm's statistics: files of
    /// PyTorch before 0.4.1 and of other frameworks. PyTorch starts it at 0 too.
    /// </summary>
    private static bool IsBatchCount(StateSlot slot, Dictionary<string, WeightEntry> file) =>
        slot is { Tensor: not null, Type: torch.ScalarType.Int64, Shape: [] } && BatchCount.NormOf(slot.Key) is { } norm && file.ContainsKey(norm + "running_mean");

    private void StartCount(StateSlot slot)
    {
        adapted.Add(new AdaptedWeight(slot.Key, "0: the file has no counts of batches"));
        parts[slot.Tensor!.Handle] = new StatePart(slot.Key, slot.Tensor, null, _ => torch.zeros([], dtype: torch.ScalarType.Int64));
    }

    private static WeightMismatch? Compare(StateSlot slot, WeightEntry? entry)
    {
        var type = ElementTypes.FromScalarType(slot.Type);
        MismatchKind? kind =
            entry is null ? MismatchKind.Missing
            : !entry.Shape.SequenceEqual(slot.Shape) ? MismatchKind.Shape
            : !Fits(entry.Type, type) ? MismatchKind.Type
            : null;
        return kind is null
            ? null
            : new WeightMismatch(kind.Value, slot.Key) { FileShape = entry?.Shape, FileType = entry?.Type, ModelShape = slot.Shape, ModelType = type };
    }

    /// <summary>Real numbers are converted on loading, and whole ones; neither becomes the other.</summary>
    private static bool Fits(ElementType file, ElementType? model) =>
        file == model ? file.ToScalarType() is not null
        : model is { } type && ((file.IsFloat() && type.IsFloat()) || (file.IsWhole() && type.IsWhole()));

    private void Settle(WeightMismatch mismatch, torch.Tensor? tensor, WeightEntry? entry, WeightsOptions options)
    {
        foreach (var adapter in options.Adapters)
        {
            if (adapter.Adapt(mismatch) is not { } adaptation) continue;
            adapted.Add(new AdaptedWeight(mismatch.Name, adaptation.Note));
            if (adaptation.Make is { } make && tensor is not null)
                parts[tensor.Handle] = new StatePart(mismatch.Name, tensor, adaptation.NeedsFile ? entry : null, make);
            return;
        }
        mismatches.Add(mismatch);
    }

    /// <summary>Says what is behind each mismatch: the caller's words where it has some, else the hyper-parameter.</summary>
    private void Explain(IReadOnlyList<StateSlot> state, Dictionary<string, WeightEntry> file, WeightsOptions options, IReadOnlyList<HyperParameter> parameters)
    {
        var found = WeightCauses.Find(
            parameters, state.ToDictionary(s => s.Key, s => s.Shape, StringComparer.Ordinal),
            file.ToDictionary(e => e.Key, e => e.Value.Shape, StringComparer.Ordinal),
            mismatches.Where(m => m.Kind != MismatchKind.Type).Select(m => m.Name));
        causes = found.Causes;
        for (var i = 0; i < mismatches.Count; i++)
        {
            var cause = found.ByKey.GetValueOrDefault(mismatches[i].Name);
            mismatches[i] = mismatches[i] with { Explanation = options.Explain?.Invoke(mismatches[i]) ?? cause?.Difference };
        }
    }

    private IEnumerable<string> Group(string what, MismatchKind kind) =>
        MismatchText.Group(what, [.. mismatches.Where(m => m.Kind == kind).Select(m => (IsTold(m) ? m with { Explanation = null } : m).ToString())]);

    /// <summary>Whether what is behind a mismatch has its own line.</summary>
    private bool IsTold(WeightMismatch mismatch) => causes.Any(c => c.Difference == mismatch.Explanation);
}

/// <summary>A tensor of a module that is to be filled.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Target">The module's tensor.</param>
/// <param name="Entry">The file's tensor; null where none is needed.</param>
/// <param name="Make">What becomes of the file's tensor; null where it is taken as it is.</param>
internal sealed record StatePart(string Name, torch.Tensor Target, WeightEntry? Entry, Func<torch.Tensor?, torch.Tensor>? Make);
