using System;
using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Weights;

/// <summary>Holds a model against a manifest, by the rules of <c>Weights.Load</c>.</summary>
internal static class WeightsComparison
{
    /// <summary>What differs, each on the number in the model that makes it so.</summary>
    public static IEnumerable<DiagnosticInfo> Of(WeightsDeclaration declaration, Manifest manifest)
    {
        List<string> keys = [.. declaration.Entries.Select(e => e.Key)];
        var prefix = KeyPrefixes.ToRemove([.. manifest.Tensors.Select(t => t.Name)], keys);
        var own = new HashSet<string>(keys, StringComparer.Ordinal);
        var file = manifest.Tensors.GroupBy(t => t.Name.Substring(prefix.Length) is var name && own.Contains(name) ? name : KeyPrefixes.WithoutInner(name), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var model = declaration.Entries.ToDictionary(e => e.Key, StringComparer.Ordinal);
        // A tensor with two keys is there when one of them is.
        var present = new HashSet<string>(declaration.Entries.Where(e => file.ContainsKey(e.Key)).Select(e => e.Tensor));
        List<string> missing = [.. declaration.Entries.Where(e => !file.ContainsKey(e.Key) && !e.IsComputed && !present.Contains(e.Tensor) && !IsBatchCount(e)).Select(e => e.Key)];
        List<string> unexpected = [.. file.Keys.Where(k => !model.ContainsKey(k))];
        List<string> reshaped = [.. keys.Where(k => file.TryGetValue(k, out var t) && !t.Shape.Equals(model[k].Shape))];
        List<string> retyped = [.. keys.Where(k => file.TryGetValue(k, out var t) && t.Shape.Equals(model[k].Shape) && IsWhole(t.Type) != model[k].IsWhole)];

        List<HyperParameter> parameters = [.. declaration.Parameters.Select(p => p.Plan.ToHyperParameter())];
        var found = WeightCauses.Find(
            parameters, model.ToDictionary(p => p.Key, p => (IReadOnlyList<long>)p.Value.Shape),
            file.ToDictionary(p => p.Key, p => (IReadOnlyList<long>)p.Value.Shape), [.. missing, .. unexpected, .. reshaped]);
        foreach (var cause in found.Causes)
        {
            var placed = declaration.Parameters[parameters.IndexOf(cause.Parameter)];
            var info = DiagnosticInfo.Create(DiagnosticDescriptors.OtherWeights, placed.Where, declaration.Manifest, declaration.Model, cause.ToString());
            yield return placed is { IsValue: true, Where: { } place } && cause.FileValue is { } value ? info with { Fixes = [new Replacement(place, value, $"Change to {value}")] } : info;
        }
        string[] groups =
        [
            .. Group("missing from the file", missing), .. Group("unknown to the model", unexpected),
            .. Group("of another shape", reshaped), .. Group("of another type", retyped),
        ];
        if (groups.Length > 0) yield return DiagnosticInfo.Create(DiagnosticDescriptors.OtherWeights, declaration.Where, declaration.Manifest, declaration.Model, string.Join("; ", groups));

        bool IsBatchCount(ExpectedEntry entry) => entry.IsWhole && entry.Shape.Count == 0 && BatchCount.NormOf(entry.Key) is { } norm && file.ContainsKey(norm + "running_mean");
        IEnumerable<string> Group(string what, IEnumerable<string> names) => MismatchText.Group(what, [.. names.Where(n => !found.ByKey.ContainsKey(n)).Select(MismatchText.Printable)]);
    }

    /// <summary>Real numbers are converted on loading, and whole ones; neither becomes the other. Null for what is never loaded.</summary>
    private static bool? IsWhole(string type) => type switch
    {
        "F16" or "BF16" or "F32" or "F64" => false,
        "U8" or "I8" or "I16" or "I32" or "I64" => true,
        _ => null,
    };
}
