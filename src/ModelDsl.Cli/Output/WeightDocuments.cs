using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Output;

/// <summary>A tensor of a weight file.</summary>
internal sealed record WeightDocument(string Name, string Dtype, IReadOnlyList<long> Shape)
{
    public static WeightDocument Of(WeightEntry entry) => new(entry.Name, entry.Type.Name(), entry.Shape);
}

/// <summary><c>weights inspect --json</c>, and <c>weights manifest</c> with the hash of the file.</summary>
internal sealed record WeightFileDocument(
    string File, string Format, string? Sha256, string? Mapping, string Wrappers, long Parameters, IReadOnlyDictionary<string, string>? Metadata,
    IReadOnlyList<WeightDocument> Tensors)
{
    public static WeightFileDocument Of(WeightFile file, string? hash = null) => new(
        Path.GetFileName(file.Path), file.Format.ToString(), hash, file.Mapping, file.Wrappers, WeightFiles.Elements(file),
        file.Metadata.Count > 0 ? file.Metadata : null, [.. file.Entries.Select(WeightDocument.Of)]);
}

/// <summary><c>weights convert --json</c>.</summary>
internal sealed record ConversionDocument(string From, string To, int Tensors, long Bytes);

/// <summary><c>weights diff --json</c>.</summary>
internal sealed record WeightDiffDocument(string First, string Second, bool Equal, int Compared, IReadOnlyList<WeightDifference> Differences);

/// <summary>A key on which two files differ.</summary>
/// <param name="Name">The key.</param>
/// <param name="Kind">onlyInFirst, onlyInSecond, shape, dtype or values.</param>
/// <param name="Detail">What the two have.</param>
/// <param name="Largest">The largest absolute difference of two values.</param>
internal sealed record WeightDifference(string Name, string Kind, string Detail, double? Largest = null);

/// <summary>Weight files as text for machines.</summary>
internal static class WeightFiles
{
    /// <summary>What a file says beside its tensors, a line each: its notes in words, and the rest as it is.</summary>
    public static IEnumerable<string> Describe(WeightFile file)
    {
        var notes = file.Notes;
        if (notes.Model is { } model) yield return $"model: {OneLine(model)}";
        if (notes.Classes is { } classes) yield return $"classes: {string.Join(", ", classes.Select(OneLine))}";
        if (notes.Preprocessing is { } preprocessing) yield return $"images: {LoadNotes.Text(preprocessing)}";
        if (notes.HyperParameters.Count > 0) yield return $"hyper-parameters: {string.Join(", ", notes.HyperParameters.Select(h => $"{OneLine(h.Key)} = {OneLine(h.Value)}"))}";
        foreach (var (name, text) in file.Metadata.Where(m => !WeightNotes.IsNote(m.Key))) yield return $"{OneLine(name)}: {OneLine(text)}";
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    public static long Elements(WeightFile file) => file.Entries.Sum(e => e.Shape.Aggregate(1L, (product, size) => product * size));

    /// <summary>JSON with a line for each tensor: small, and two versions of it compare well.</summary>
    public static string Manifest(WeightFileDocument document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("file", document.File);
            json.WriteString("format", document.Format);
            json.WriteString("sha256", document.Sha256);
            json.WriteString("mapping", document.Mapping);
            json.WriteString("wrappers", document.Wrappers);
            json.WriteStartArray("tensors");
            foreach (var tensor in document.Tensors) json.WriteRawValue("\n" + JsonSerializer.Serialize(tensor, Compact.Default.WeightDocument));
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

/// <summary>Serialisation code for documents that share a line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WeightDocument))]
internal sealed partial class Compact : JsonSerializerContext;
