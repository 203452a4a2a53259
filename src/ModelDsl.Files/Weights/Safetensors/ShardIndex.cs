using System.Text.Json;
using static ModelDsl.Runtime.WeightsException;

namespace ModelDsl.Runtime;

/// <summary>The index of a model whose weights are in several files: a JSON object whose <c>weight_map</c> says which file has which key.</summary>
internal static class ShardIndex
{
    private const long MaxLength = 64L << 20;
    private const int MaxShards = 10_000;
    private const int Shown = 3;
    private const string Remedy = "copy or download the index and all its files again";

    /// <summary>Opens the files that an index names, and reads them as one.</summary>
    /// <param name="index">The index.</param>
    /// <param name="file">Its path; the files lie beside it.</param>
    /// <param name="read">Reads one of the files.</param>
    /// <returns>The bytes of all files one after the other, which the caller disposes, and what they hold.</returns>
    /// <exception cref="WeightsException">The index is malformed, a file is missing or not what it should be, or keys and files disagree.</exception>
    public static (ByteSource Bytes, WeightContent Content) Read(ByteSource index, string file, Func<ByteSource, string, WeightContent> read)
    {
        var map = ReadMap(index, file);
        var folder = Path.GetDirectoryName(file) ?? "";
        var parts = new ShardedBytes();
        try
        {
            var entries = new List<WeightEntry>();
            WeightContent? first = null;
            foreach (var shard in map.Values.Distinct(StringComparer.Ordinal))
            {
                var bytes = Open(Path.Combine(folder, shard), shard, file);
                var begin = parts.Add(bytes);
                var content = read(bytes, Path.Combine(folder, shard));
                first ??= content;
                entries.AddRange(Check(content, map, shard, file).Select(e => e.Moved(begin)));
            }
            return (parts, first! with { Entries = InOrder(entries, map) });
        }
        catch
        {
            parts.Dispose();
            throw;
        }
    }

    private static Dictionary<string, string> ReadMap(ByteSource index, string file)
    {
        if (index.Length > MaxLength) throw new WeightsException(file, $"JSON of {index.Length} bytes", expected: $"an index of {MaxLength} bytes at most");
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var json = JsonDocument.Parse(index.Read(0, index.Length));
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("weight_map", out var entries) || entries.ValueKind != JsonValueKind.Object)
                throw new WeightsException(file, "JSON text without a weight_map", expected: "weights, or the index of a model in several files (model.safetensors.index.json)");
            foreach (var entry in entries.EnumerateObject())
            {
                var shard = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : "";
                if (shard.Length == 0 || shard is "." or ".." || shard.AsSpan().IndexOfAny("/\\:\0") >= 0)
                    throw new WeightsException(file, $"'{Printable(shard)}' as the file of '{Printable(entry.Name)}'", "weight_map", "the name of a file beside the index", Remedy);
                if (!map.TryAdd(entry.Name, shard)) throw new WeightsException(file, $"the key '{Printable(entry.Name)}' occurs twice", "weight_map", "each once", Remedy);
            }
        }
        catch (JsonException e)
        {
            throw new WeightsException(file, "JSON that is not valid", remedy: Remedy, inner: e);
        }
        var shards = map.Values.Distinct(StringComparer.Ordinal).Count();
        return shards is > 0 and <= MaxShards ? map : throw new WeightsException(file, $"an index of {shards} files", "weight_map", $"1 to {MaxShards}");
    }

    private static FileBytes Open(string path, string shard, string file)
    {
        if (!File.Exists(path)) throw new WeightsException(file, $"names '{Printable(shard)}', which is not beside it", "weight_map", remedy: "copy or download it into the same folder");
        return FileBytes.Open(path);
    }

    /// <summary>A shard holds the keys that the index gives to it, and no others.</summary>
    private static IReadOnlyList<WeightEntry> Check(WeightContent content, Dictionary<string, string> map, string shard, string file)
    {
        var held = content.Entries.Select(e => e.Name).ToHashSet(StringComparer.Ordinal);
        var lacking = map.Where(m => m.Value == shard && !held.Contains(m.Key)).Select(m => m.Key).ToList();
        if (lacking.Count > 0) throw new WeightsException(file, $"'{Printable(shard)}' lacks {Names(lacking)}, which the index says it has", "weight_map", remedy: Remedy);
        var more = content.Entries.Select(e => e.Name).Where(n => map.GetValueOrDefault(n) != shard).ToList();
        return more.Count == 0 ? content.Entries : throw new WeightsException(file, $"'{Printable(shard)}' has {Names(more)}, which the index does not give to it", "weight_map", remedy: Remedy);
    }

    private static string Names(List<string> keys) => string.Join(", ", keys.Take(Shown).Select(k => $"'{Printable(k)}'")) + (keys.Count > Shown ? ", …" : "");

    private static List<WeightEntry> InOrder(List<WeightEntry> entries, Dictionary<string, string> map)
    {
        var byName = entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        return [.. map.Keys.Select(k => byName[k])];
    }
}
