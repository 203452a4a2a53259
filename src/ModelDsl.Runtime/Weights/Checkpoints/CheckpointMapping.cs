namespace ModelDsl.Runtime;

/// <summary>
/// Finds the weights in a checkpoint by rule: a dict whose values are all tensors is a state_dict; of one that holds
/// more, the first of <c>state_dict</c>, <c>model</c> and <c>state_dict_ema</c> that is there. Another one is chosen by
/// name only.
/// </summary>
internal static class CheckpointMapping
{
    private static readonly string[] Usual = ["state_dict", "model", "state_dict_ema"];

    /// <summary>Chooses a mapping.</summary>
    /// <param name="root">What the checkpoint holds.</param>
    /// <param name="wish">The key of a mapping; null to go by the rule.</param>
    /// <param name="file">The file's name.</param>
    /// <returns>Its key, null for the outermost dict, and the mapping.</returns>
    /// <exception cref="WeightsException">There is none.</exception>
    public static (string? Key, PickleDict Dict) Choose(object? root, string? wish, string file)
    {
        const string remedy = "save the weights with torch.save(model.state_dict(), file)";
        if (root is not PickleDict dict)
            throw new WeightsException(file, "the checkpoint holds no dict", "data.pkl", "a state_dict, or a dict with one", remedy);
        if (wish is null && dict.Items.All(i => i.Value is PickleTensor)) return (null, dict);
        foreach (var key in wish is null ? Usual : [wish])
        {
            var found = dict.Items.Where(i => i.Key is string text && text == key).ToList();
            if (found.Count > 1) throw new WeightsException(file, $"the key '{WeightsException.Printable(key)}' occurs twice", "data.pkl");
            if (found is [{ Value: PickleDict mapping }]) return (key, mapping);
        }
        var others = dict.Items.Where(i => i is { Key: string, Value: PickleDict { Items: [{ Value: PickleTensor }, ..] } })
            .Select(i => $"'{WeightsException.Printable((string)i.Key!)}'").ToList();
        throw new WeightsException(
            file, wish is null ? "the checkpoint holds other things than tensors" : $"the checkpoint has no mapping '{WeightsException.Printable(wish)}'", "data.pkl",
            wish is null ? $"a state_dict, or one under {string.Join(", ", Usual.Select(u => $"'{u}'"))}" : null,
            others.Count > 0 ? $"it has weights under {string.Join(", ", others.Take(8))}: choose the mapping by name" : remedy);
    }

    /// <summary>The tensors of a mapping.</summary>
    /// <exception cref="WeightsException">It holds something else, or a key twice.</exception>
    public static List<WeightEntry> Tensors(PickleDict dict, string? mapping, string file)
    {
        var place = mapping is null ? "data.pkl" : $"data.pkl, '{WeightsException.Printable(mapping)}'";
        var entries = new List<WeightEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in dict.Items)
        {
            if (key is not string name) throw new WeightsException(file, "a key that is no text", place, "names of tensors");
            if (value is not PickleTensor tensor)
                throw new WeightsException(file, $"'{WeightsException.Printable(name)}' is no tensor", place, "tensors only", "choose another mapping by name, or save the state_dict alone");
            if (!names.Add(name)) throw new WeightsException(file, $"the key '{WeightsException.Printable(name)}' occurs twice", place, "each once");
            entries.Add(WeightEntry.View(name, tensor));
        }
        return entries;
    }
}
