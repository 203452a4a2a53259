using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.Generators.Weights;

namespace ModelDsl.Generators.Tests.Weights;

/// <summary>A manifest in memory, as a project shows it to the compiler.</summary>
internal sealed class ManifestFile(string path, string? text) : AdditionalText
{
    public override string Path => path;

    public override SourceText? GetText(CancellationToken cancellationToken = default) => text is null ? null : SourceText.From(text);

    /// <summary>The manifest of a file that holds a graph's entries.</summary>
    public static string Of(Graph graph, string prefix = "", bool withTables = true) => Of(
        ExpectedEntry.Of(graph).Where(e => withTables || !e.IsComputed).Select(e => (prefix + e.Key, e.IsWhole ? "I64" : "F32", (IEnumerable<long>)e.Shape)));

    public static string Of(IEnumerable<(string Name, string Type, IEnumerable<long> Shape)> tensors) =>
        "{\"file\":\"x.pth\",\"format\":\"PyTorch\",\"sha256\":\"00\",\"mapping\":null,\"wrappers\":\"\",\"tensors\":[\n"
        + string.Join(",\n", tensors.Select(t => $"{{\"name\":\"{t.Name}\",\"dtype\":\"{t.Type}\",\"shape\":[{string.Join(',', t.Shape.Select(s => s.ToString(CultureInfo.InvariantCulture)))}]}}")) + "\n]}";
}
