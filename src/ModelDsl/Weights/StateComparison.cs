using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>A model's entries beside a file's: which keys disagree, and how.</summary>
internal sealed class StateComparison
{
    private readonly HashSet<string> _mismatches;
    private readonly Dictionary<string, WeightCause> _explained = [];

    public StateComparison(
        IReadOnlyDictionary<string, IReadOnlyList<long>> model, IReadOnlyDictionary<string, IReadOnlyList<long>> file, IEnumerable<string> mismatches)
    {
        (Model, File, Mismatches) = (model, file, [.. mismatches]);
        _mismatches = [.. Mismatches];
    }

    public IReadOnlyDictionary<string, IReadOnlyList<long>> Model { get; }

    public IReadOnlyDictionary<string, IReadOnlyList<long>> File { get; }

    /// <summary>The keys that are missing, unexpected or of another shape, in order.</summary>
    public IReadOnlyList<string> Mismatches { get; }

    /// <summary>The mismatches that nothing explains so far, in order.</summary>
    public IEnumerable<string> Open => Mismatches.Where(k => !_explained.ContainsKey(k));

    /// <summary>What is behind each mismatch that something explains.</summary>
    public IReadOnlyDictionary<string, WeightCause> Explained => _explained;

    /// <summary>Whether the two are of one architecture at all: most keys of the smaller one are in the other.</summary>
    public bool IsRelated => 2 * Model.Keys.Count(File.ContainsKey) >= Math.Min(Model.Count, File.Count);

    public bool IsMismatch(string key) => _mismatches.Contains(key);

    /// <summary>Whether both have a key, with as many axes.</summary>
    public bool IsSized(string key) => Model.TryGetValue(key, out var model) && File.TryGetValue(key, out var file) && model.Count == file.Count;

    public void Explain(IEnumerable<string> keys, WeightCause cause)
    {
        foreach (var key in keys) _explained[key] = cause;
    }

    public IReadOnlyList<long>? ShapeInModel(string key) => Model.TryGetValue(key, out var shape) ? shape : null;

    public IReadOnlyList<long>? ShapeInFile(string key) => File.TryGetValue(key, out var shape) ? shape : null;

    /// <summary>The cause with a key that shows it.</summary>
    public WeightCause Cause(HyperParameter parameter, string? fileValue, string key) =>
        new(parameter, fileValue, key, ShapeInModel(key), ShapeInFile(key));

    /// <summary>How many numbered children a path has.</summary>
    public static int Children(IEnumerable<string> keys, string path)
    {
        var count = 0;
        foreach (var key in keys) count = Math.Max(count, ChildOf(key, path) + 1);
        return count;
    }

    /// <summary>The number of the child of a path that a key lies in; -1 where it lies in none.</summary>
    public static int ChildOf(string key, string path)
    {
        if (key.Length <= path.Length + 1 || key[path.Length] != '.' || !key.StartsWith(path, StringComparison.Ordinal)) return -1;
        var number = 0;
        for (var i = path.Length + 1; i < key.Length; i++)
        {
            if (key[i] == '.' && i > path.Length + 1) return number;
            if (key[i] is < '0' or > '9' || number > 100_000) return -1;
            number = number * 10 + (key[i] - '0');
        }
        return number;
    }

    /// <summary>Whether a key lies in a scope and has a part of the given name there.</summary>
    public static bool HasPart(string key, string scope, string name)
    {
        if (scope.Length > 0 && !(key.Length > scope.Length && key[scope.Length] == '.' && key.StartsWith(scope, StringComparison.Ordinal))) return false;
        var start = scope.Length == 0 ? 0 : scope.Length + 1;
        for (var at = key.IndexOf(name, start, StringComparison.Ordinal); at >= 0; at = key.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            if ((at == start || key[at - 1] == '.') && (end == key.Length || key[end] == '.')) return true;
        }
        return false;
    }
}
