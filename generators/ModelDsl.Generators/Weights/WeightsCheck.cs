using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Weights;

/// <summary>A model that names weights, with the files that its name for the manifest fits.</summary>
internal sealed record WeightsCheck(WeightsDeclaration Declaration, ValueList<AdditionalText> Files)
{
    /// <summary>Picks the files that a declaration names.</summary>
    public static WeightsCheck Of(WeightsDeclaration declaration, ImmutableArray<AdditionalText> files)
    {
        var name = Path(declaration.Manifest);
        return new WeightsCheck(declaration, files.Where(f => Path(f.Path) is var path && (path == name || path.EndsWith("/" + name, StringComparison.Ordinal))).ToValueList());
    }

    /// <summary>Holds the model against the manifest, by the rules of <c>Weights.Load</c>.</summary>
    public ValueList<DiagnosticInfo> Run(CancellationToken cancellation)
    {
        var (where, name) = (Declaration.Where, Declaration.Manifest);
        if (Files.Count != 1)
        {
            var why = Files.Count == 0 ? "is not among the project's AdditionalFiles" : $"fits several of the project's AdditionalFiles ({string.Join(", ", Files.Select(f => f.Path))})";
            return [DiagnosticInfo.Create(DiagnosticDescriptors.NoManifest, where, Declaration.Model, name, why, Files.Count == 0 ? $"add <AdditionalFiles Include=\"{name}\" />" : "name more of its path")];
        }
        try
        {
            var text = Files[0].GetText(cancellation) ?? throw new ManifestException("it cannot be opened");
            return Compare(ManifestReader.Read(text.ToString())).ToValueList();
        }
        catch (ManifestException e)
        {
            return [DiagnosticInfo.Create(DiagnosticDescriptors.BadManifest, where, name, e.Message)];
        }
    }

    private IEnumerable<DiagnosticInfo> Compare(Manifest manifest)
    {
        List<string> keys = [.. Declaration.Entries.Select(e => e.Key)];
        var prefix = KeyPrefixes.ToRemove([.. manifest.Tensors.Select(t => t.Name)], keys);
        var file = manifest.Tensors.ToDictionary(t => t.Name.Substring(prefix.Length), StringComparer.Ordinal);
        var model = Declaration.Entries.ToDictionary(e => e.Key, StringComparer.Ordinal);
        // A tensor with two keys is there when one of them is.
        var present = new HashSet<string>(Declaration.Entries.Where(e => file.ContainsKey(e.Key)).Select(e => e.Tensor));
        List<string> missing = [.. Declaration.Entries.Where(e => !file.ContainsKey(e.Key) && !e.IsComputed && !present.Contains(e.Tensor)).Select(e => e.Key)];
        List<string> unexpected = [.. file.Keys.Where(k => !model.ContainsKey(k))];
        List<string> reshaped = [.. keys.Where(k => file.TryGetValue(k, out var t) && !t.Shape.Equals(model[k].Shape))];
        List<string> retyped = [.. keys.Where(k => file.TryGetValue(k, out var t) && t.Shape.Equals(model[k].Shape) && IsWhole(t.Type) != model[k].IsWhole)];

        List<HyperParameter> parameters = [.. Declaration.Parameters.Select(p => p.Plan.ToHyperParameter())];
        var found = WeightCauses.Find(
            parameters, model.ToDictionary(p => p.Key, p => (IReadOnlyList<long>)p.Value.Shape),
            file.ToDictionary(p => p.Key, p => (IReadOnlyList<long>)p.Value.Shape), [.. missing, .. unexpected, .. reshaped]);
        foreach (var cause in found.Causes)
        {
            var placed = Declaration.Parameters[parameters.IndexOf(cause.Parameter)];
            var info = DiagnosticInfo.Create(DiagnosticDescriptors.OtherWeights, placed.Where, Declaration.Manifest, Declaration.Model, cause.ToString());
            yield return placed is { IsValue: true, Where: { } place } && cause.FileValue is { } value ? info with { Fixes = [new Replacement(place, value, $"Change to {value}")] } : info;
        }
        string[] groups =
        [
            .. Group("missing from the file", missing), .. Group("unknown to the model", unexpected),
            .. Group("of another shape", reshaped), .. Group("of another type", retyped),
        ];
        if (groups.Length > 0) yield return DiagnosticInfo.Create(DiagnosticDescriptors.OtherWeights, Declaration.Where, Declaration.Manifest, Declaration.Model, string.Join("; ", groups));

        IEnumerable<string> Group(string what, IEnumerable<string> names) => MismatchText.Group(what, [.. names.Where(n => !found.ByKey.ContainsKey(n)).Select(MismatchText.Printable)]);
    }

    /// <summary>Real numbers are converted on loading, and whole ones; neither becomes the other. Null for what is never loaded.</summary>
    private static bool? IsWhole(string type) => type switch
    {
        "F16" or "BF16" or "F32" or "F64" => false,
        "U8" or "I8" or "I16" or "I32" or "I64" => true,
        _ => null,
    };

    private static string Path(string path)
    {
        path = path.Replace('\\', '/');
        return path.StartsWith("./", StringComparison.Ordinal) ? path.Substring(2) : path;
    }
}
