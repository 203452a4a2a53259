namespace ModelDsl.Runtime;

/// <summary>
/// Finds the weights in a checkpoint by rule. A state_dict is a dict with tensors under names: the outermost dict where all
/// its values are tensors, else the only one inside it, at any depth; of several the first under a usual name. Another one is
/// chosen by name.
/// </summary>
internal static class CheckpointMapping
{
    private const int Shown = 8;
    private const string Place = "data.pkl";
    private const string Remedy = "save the weights with torch.save(model.state_dict(), file)";

    private static readonly string[] Usual = ["state_dict", "model", "model_state_dict", "model_state", "net", "network", "weights", "state_dict_ema", "model_ema", "ema"];

    /// <summary>Chooses a mapping.</summary>
    /// <param name="root">What the checkpoint holds.</param>
    /// <param name="wish">The key of a mapping, or its path as in <c>checkpoint/model</c>; null to go by the rule.</param>
    /// <param name="file">The file's name.</param>
    /// <returns>Its path, null for the outermost dict, and the mapping.</returns>
    /// <exception cref="WeightsException">There is none, or several of which none has a usual name.</exception>
    public static (string? Path, PickleDict Dict) Choose(object? root, string? wish, string file)
    {
        if (root is PickleObject { Items: [] } whole)
        {
            throw new WeightsException(
                file, $"a whole pickled object of {WeightsException.Printable(whole.Type.Name)}, which only its own program can load", Place, "a state_dict, or a dict with one", Remedy);
        }
        if (root is not PickleDict dict)
            throw new WeightsException(file, "the checkpoint holds no dict", Place, "a state_dict, or a dict with one", Remedy);
        if (wish is null && dict.Items.All(i => i.Value is PickleTensor)) return (null, dict);
        var all = StateDicts(dict, null, new HashSet<PickleDict>(ReferenceEqualityComparer.Instance) { dict }).ToList();
        var chosen = wish is null ? ByRule(dict, all, file) : Follow(dict, wish, file);
        if (chosen is { } found) return found;
        if (wish is null && all.Count == 0 && IsMixed(dict)) return (null, dict);
        throw new WeightsException(
            file, wish is null ? Unclear(all) : $"the checkpoint has no mapping '{WeightsException.Printable(wish)}'", Place,
            wish is null && all.Count == 0 ? $"a state_dict, or one under {string.Join(", ", Usual.Take(3).Select(u => $"'{u}'"))}" : null,
            all.Count > 0 ? $"it has weights under {string.Join(", ", all.Take(Shown).Select(m => $"'{WeightsException.Printable(m.Path)}'"))}: choose one with --mapping (in code WeightsOptions.Mapping)" : Remedy);
    }

    /// <summary>The tensors of a mapping.</summary>
    /// <exception cref="WeightsException">It holds something else, or a key twice.</exception>
    public static List<WeightEntry> Tensors(PickleDict dict, string? mapping, string file)
    {
        var place = mapping is null ? Place : $"{Place}, '{WeightsException.Printable(mapping)}'";
        var entries = new List<WeightEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in dict.Items)
        {
            if (key is not string name) throw new WeightsException(file, "a key that is not text", place, "names of tensors");
            // What a module keeps beside its tensors, by PyTorch's own name for it, and what lies beside an outermost state_dict.
            if (value is not PickleTensor && (mapping is null || value is null || name.EndsWith("_extra_state", StringComparison.Ordinal))) continue;
            if (value is not PickleTensor tensor)
                throw new WeightsException(file, $"'{WeightsException.Printable(name)}' is not a tensor", place, "tensors only", "choose another mapping by name (--mapping), or save the state_dict alone");
            if (!names.Add(name)) throw new WeightsException(file, $"the key '{WeightsException.Printable(name)}' occurs twice", place, "each once");
            entries.Add(WeightEntry.View(name, tensor));
        }
        return entries;
    }

    /// <summary>What the checkpoint holds beside the mapping, a line of text each.</summary>
    /// <param name="root">The checkpoint.</param>
    /// <param name="mapping">The path of the mapping; null for the outermost dict.</param>
    public static IReadOnlyDictionary<string, string> Others(object? root, string? mapping)
    {
        var others = new Dictionary<string, string>(StringComparer.Ordinal);
        if (root is not PickleDict dict) return others;
        foreach (var (key, value) in dict.Items)
        {
            if (mapping is null && value is PickleTensor) continue;
            if (mapping is not null && key is string name && (mapping == name || mapping.StartsWith(name + "/", StringComparison.Ordinal))) continue;
            others.TryAdd(PickleDescription.Of(key), PickleDescription.Of(value));
        }
        return others;
    }

    /// <summary>Whether tensors lie among plain values: a state_dict to which numbers and settings were added.</summary>
    private static bool IsMixed(PickleDict dict) =>
        dict.Items.All(i => i.Key is string && i.Value is not PickleStorage) && dict.Items.Any(i => i.Value is PickleTensor);

    private static string Unclear(List<(string Path, PickleDict Dict)> all) =>
        all.Count == 0 ? "the checkpoint holds other things than tensors" : $"the checkpoint holds {all.Count} state_dicts, none of them under a usual name";

    /// <summary>The state_dicts inside a dict, each where it is met first.</summary>
    private static IEnumerable<(string Path, PickleDict Dict)> StateDicts(PickleDict dict, string? path, HashSet<PickleDict> seen)
    {
        foreach (var (key, value) in dict.Items)
        {
            // An optimizer's state is under numbers.
            if (key is not string name || value is not PickleDict inner || !seen.Add(inner)) continue;
            var at = path is null ? name : $"{path}/{name}";
            if (IsStateDict(inner)) yield return (at, inner);
            else foreach (var deeper in StateDicts(inner, at, seen)) yield return deeper;
        }
    }

    private static bool IsStateDict(PickleDict dict) => dict.Items is [{ Key: string, Value: PickleTensor }, ..];

    private static (string?, PickleDict)? ByRule(PickleDict root, List<(string Path, PickleDict Dict)> all, string file)
    {
        foreach (var key in Usual)
        {
            if (Item(root, key, file) is PickleDict outermost && (IsStateDict(outermost) || outermost.Items.Count == 0 || !all.Exists(m => m.Path.StartsWith(key + "/", StringComparison.Ordinal))))
                return (key, outermost);
        }
        foreach (var key in Usual)
        {
            if (all.FindAll(m => m.Path.EndsWith("/" + key, StringComparison.Ordinal)) is [var inner]) return inner;
        }
        return all is [var only] ? only : null;
    }

    private static (string?, PickleDict)? Follow(PickleDict root, string wish, string file)
    {
        if (Item(root, wish, file) is PickleDict found) return (wish, found);
        for (var end = wish.IndexOfAny(['/', '.']); end > 0; end = wish.IndexOfAny(['/', '.'], end + 1))
        {
            if (Item(root, wish[..end], file) is PickleDict outer && Follow(outer, wish[(end + 1)..], file) is { } inner)
                return (wish[..end] + "/" + inner.Item1, inner.Item2);
        }
        return null;
    }

    private static object? Item(PickleDict dict, string key, string file)
    {
        var found = dict.Items.Where(i => i.Key is string text && text == key).ToList();
        return found.Count > 1 ? throw new WeightsException(file, $"the key '{WeightsException.Printable(key)}' occurs twice", Place) : found is [var one] ? one.Value : null;
    }
}
