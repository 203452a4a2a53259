namespace ModelDsl.Runtime;

/// <summary>What of a file a model takes, and under which keys.</summary>
internal static class WeightSelection
{
    /// <summary>The file's tensors under the keys that the model would have for them.</summary>
    /// <param name="file">The file.</param>
    /// <param name="keys">The model's keys, or the paths of its modules.</param>
    /// <param name="under">What the keys to take begin with; empty for all as they are, null for what the wrappers of training have put there.</param>
    /// <returns>What was removed in front of the keys, and the tensors.</returns>
    /// <exception cref="WeightsException">No key begins so.</exception>
    public static (string Prefix, IReadOnlyList<WeightEntry> Entries) Of(WeightFile file, IReadOnlyCollection<string> keys, string? under)
    {
        List<string> names = [.. file.Entries.Select(e => e.Name)];
        var prefix = under ?? KeyPrefixes.ToRemove(names, keys);
        // What is asked for may itself lie in a wrapper.
        if (prefix.Length > 0 && !names.Exists(n => n.StartsWith(prefix, StringComparison.Ordinal)) && KeyPrefixes.Common(names) + prefix is var wrapped
            && names.Exists(n => n.StartsWith(wrapped, StringComparison.Ordinal))) prefix = wrapped;
        var taken = Under(file, prefix);
        return (prefix, under == "" ? taken : [.. taken.Select(e => KeyPrefixes.WithoutInner(e.Name) is var plain && plain != e.Name && !keys.Contains(e.Name) ? e.Renamed(plain) : e)]);
    }

    /// <summary>The file's tensors whose keys begin so, without it.</summary>
    /// <exception cref="WeightsException">There is none.</exception>
    public static IReadOnlyList<WeightEntry> Under(WeightFile file, string prefix)
    {
        if (prefix.Length == 0) return file.Entries;
        var taken = file.Entries.Where(e => e.Name.Length > prefix.Length && e.Name.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        if (taken.Count == 0)
        {
            var first = file.Entries.Count > 0 ? $"; the first is '{WeightsException.Printable(file.Entries[0].Name)}'" : "";
            throw new WeightsException(file.Path, $"no key begins with '{WeightsException.Printable(prefix)}'{first}", expected: "keys that continue after it");
        }
        return [.. taken.Select(e => e.Renamed(e.Name[prefix.Length..]))];
    }
}
