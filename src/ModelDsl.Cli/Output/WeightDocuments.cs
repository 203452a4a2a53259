using System.Text.Json;
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
    public static long Elements(WeightFile file) => file.Entries.Sum(e => e.Shape.Aggregate(1L, (product, size) => product * size));

    /// <summary>JSON with a line for each tensor: small, and two versions of it compare well.</summary>
    public static string Manifest(WeightFileDocument document)
    {
        static string Text(string? value) => value is null ? "null" : $"\"{JsonEncodedText.Encode(value)}\"";
        string[] lines =
        [
            $$"""{"file":{{Text(document.File)}},"format":"{{document.Format}}","sha256":{{Text(document.Sha256)}},"mapping":{{Text(document.Mapping)}},"wrappers":{{Text(document.Wrappers)}},"tensors":[""",
            .. document.Tensors.Select((t, i) => $$"""{"name":{{Text(t.Name)}},"dtype":"{{t.Dtype}}","shape":[{{string.Join(',', t.Shape)}}]}{{(i < document.Tensors.Count - 1 ? "," : "")}}"""),
            "]}",
        ];
        return string.Join('\n', lines);
    }
}
