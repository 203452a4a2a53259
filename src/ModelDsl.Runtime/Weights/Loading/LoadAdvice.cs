using System.Text.RegularExpressions;

namespace ModelDsl.Runtime;

/// <summary>What would make a file fit that does not: a prefix to take the keys under, or adapters, as options of the command and in code.</summary>
internal static partial class LoadAdvice
{
    private const int MostScopes = 4;

    private static readonly string[] Tables = ["embed", "pos", "table", "token"];

    private static readonly string[] Computed = ["relative_bias", "relative_coords_table", "relative_position_index"];

    /// <summary>Looks for help.</summary>
    /// <param name="path">The file.</param>
    /// <param name="file">All tensors of the file, under their own keys.</param>
    /// <param name="model">The model's keys and shapes.</param>
    /// <param name="mismatches">On which keys the two disagree, after the prefix was removed.</param>
    /// <param name="prefix">What was removed from the file's keys.</param>
    /// <returns>A sentence, or none.</returns>
    public static IEnumerable<string> For(
        string path, IReadOnlyList<WeightEntry> file, IReadOnlyDictionary<string, IReadOnlyList<long>> model, IReadOnlyList<WeightMismatch> mismatches, string prefix)
    {
        if (ShardName().Match(Path.GetFileName(path)) is { Success: true } shard)
            return [$"it is file {shard.Groups[1].Value} of {shard.Groups[2].Value} of a model in several files: give the index beside it, whose name ends in .index.json"];
        if (Prefix(file, model, prefix) is { } found) return [found];
        return Adapters(mismatches, key => model.ContainsKey(key)) is { } adapters ? [adapters] : [];
    }

    /// <summary>The prefix under which most of the model's keys are, where that is more than without it and at least half.</summary>
    private static string? Prefix(IReadOnlyList<WeightEntry> file, IReadOnlyDictionary<string, IReadOnlyList<long>> model, string removed)
    {
        var fitting = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in file)
        {
            for (var begin = 0; begin < entry.Name.Length; begin = Next(entry.Name, begin))
            {
                if (model.TryGetValue(entry.Name[begin..], out var shape) && shape.SequenceEqual(entry.Shape))
                    fitting[entry.Name[..begin]] = fitting.GetValueOrDefault(entry.Name[..begin]) + 1;
            }
        }
        if (fitting.Count == 0) return null;
        var (best, count) = fitting.OrderByDescending(f => f.Value).ThenBy(f => f.Key.Length).First();
        if (best == removed || count <= fitting.GetValueOrDefault(removed) || 2 * count < model.Count) return null;
        var all = file.All(e => e.Name.StartsWith(best, StringComparison.Ordinal)) ? "every key of the file begins" : "keys of the file begin";
        return best.Length == 0
            ? $"{count} entries fit as they are named: give --under '' (in code Under = \"\")"
            : $"{all} with '{WeightsException.Printable(best)}', and {count} fit without it: give --under {WeightsException.Printable(best)} (in code Under = \"{WeightsException.Printable(best)}\")";
    }

    /// <summary>The adapters that together bridge every difference; null where some stay.</summary>
    private static string? Adapters(IReadOnlyList<WeightMismatch> mismatches, Func<string, bool> isKey)
    {
        var names = mismatches.ToDictionary(m => m.Name, StringComparer.Ordinal);
        var (heads, leftOut, channels) = (new List<string>(), new List<string>(), new List<string>());
        var (tables, resized) = (false, false);
        foreach (var mismatch in mismatches)
        {
            if (Computed.Contains(Last(mismatch.Name))) tables = true;
            else if (ResizedTables.Bridges(mismatch)) resized = true;
            else if (HeadOf(mismatch, names, isKey) is { } head) Note(heads, head);
            else if (mismatch is { Kind: MismatchKind.Shape, FileShape: [var f, var from, var h, var w], ModelShape: [var g, var to, var i, var j] }
                && (f, h, w) == (g, i, j) && (to == 1 || from == 3)) Note(channels, mismatch.Name);
            else if (mismatch.Kind == MismatchKind.Unexpected) Note(leftOut, mismatch.Name[..(mismatch.Name.IndexOf('.', StringComparison.Ordinal) + 1)] is { Length: > 0 } part ? part : mismatch.Name);
            else return null;
        }
        // A file of which so much is of no use is another model's.
        if (heads.Count > MostScopes || leftOut.Count > MostScopes) return null;
        string[] options =
        [
            .. heads.Select(h => $"--new-head {h}"), .. leftOut.Select(l => $"--leave-out {l}"), .. channels.Select(c => $"--input-channels {c}"),
            .. tables ? ["--compute-tables"] : (string[])[], .. resized ? ["--resize-tables"] : (string[])[],
        ];
        string[] code =
        [
            .. heads.Count > 0 ? [$"new NewHead({Texts(heads)})"] : (string[])[], .. leftOut.Count > 0 ? [$"new LeftOut({Texts(leftOut)})"] : (string[])[],
            .. channels.Select(c => $"new InputChannels(\"{WeightsException.Printable(c)}\")"), .. tables ? ["DerivedTables.RelativePositions"] : (string[])[],
            .. resized ? ["ResizedTables.Positions"] : (string[])[],
        ];
        var what = heads.Count > 0 ? "to start the head anew and load the rest" : "to load the rest";
        return $"{what} give {WeightsException.Printable(string.Join(' ', options))} (in code Adapters = [{WeightsException.Printable(string.Join(", ", code))}])";
    }

    /// <summary>The scope of a linear layer of another number of classes, or of one that only one side has. A table of embeddings looks like one without a bias.</summary>
    private static string? HeadOf(WeightMismatch mismatch, Dictionary<string, WeightMismatch> all, Func<string, bool> isKey)
    {
        if (Last(mismatch.Name) is not ("weight" or "bias") || mismatch.Name.LastIndexOf('.') is not (> 0 and var point)) return null;
        var scope = mismatch.Name[..point];
        if (!all.TryGetValue(scope + ".weight", out var weight) || weight.Kind == MismatchKind.Type) return null;
        if (!isKey(scope + ".bias") && Tables.Any(Last(scope).Contains)) return null;
        return weight switch
        {
            { FileShape: [_, var from], ModelShape: [_, var to] } when from == to => scope,
            { FileShape: null, ModelShape: [_, _] } when !scope.Contains('.', StringComparison.Ordinal) => scope,
            _ => null,
        };
    }

    /// <summary>Where the next part of a key begins.</summary>
    private static int Next(string key, int begin) => key.IndexOf('.', begin) is >= 0 and var point ? point + 1 : key.Length;

    private static void Note(List<string> list, string item)
    {
        if (!list.Contains(item)) list.Add(item);
    }

    private static string Texts(List<string> texts) => string.Join(", ", texts.Select(t => $"\"{t}\""));

    [GeneratedRegex(@"-0*([1-9]\d{0,8})-of-0*([1-9]\d{0,8})\.", RegexOptions.CultureInvariant)]
    private static partial Regex ShardName();

    private static string Last(string key) => key[(key.LastIndexOf('.') + 1)..];
}
