using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Pipeline;

/// <summary>A mistake in a block fails in each model that uses it; it is reported once, with the other models as further places.</summary>
internal static class SharedMistakes
{
    /// <summary>The models, each mistake left to the first one that has it.</summary>
    /// <param name="models">The models with all that is wrong in each.</param>
    public static ValueList<ModelResult> ToldOnce(ValueList<ModelResult> models)
    {
        if (models.Sum(m => m.Diagnostics.Count) < 2) return models;
        var told = models.SelectMany(m => m.Diagnostics.Select(d => (Model: m, Diagnostic: d)))
            .GroupBy(d => d.Diagnostic.Call is { } call ? (d.Diagnostic.Descriptor.Id, (Place?)call) : (d.Diagnostic.Descriptor.Id, d.Diagnostic.Where))
            .SelectMany(group => Of([.. group])).ToLookup(t => t.Model, t => t.Diagnostic);
        return models.Select(m => m.Diagnostics.Count == 0 ? m : m with { Diagnostics = told[m].ToValueList() }).ToValueList();
    }

    private static IEnumerable<(ModelResult Model, DiagnosticInfo Diagnostic)> Of(IReadOnlyList<(ModelResult Model, DiagnosticInfo Diagnostic)> same)
    {
        // A change of what all share explains the rest.
        if (same.FirstOrDefault(d => d.Diagnostic.MendsAll) is { Model: not null } shared) return [With(shared, same)];
        return same.GroupBy(d => d.Diagnostic.Where).Select(group => With(group.First(), [.. group]));
    }

    private static (ModelResult, DiagnosticInfo) With((ModelResult Model, DiagnosticInfo Diagnostic) first, IReadOnlyList<(ModelResult Model, DiagnosticInfo Diagnostic)> all)
    {
        var others = all.Where(d => d.Model != first.Model).ToList();
        if (others.Count == 0) return first;
        var places = others.Select(o => o.Model.Listing.Where).OfType<Place>();
        var fixes = first.Diagnostic.MendsAll ? first.Diagnostic.Fixes : first.Diagnostic.Fixes.Where(f => others.All(o => o.Diagnostic.Fixes.Any(g => g.Where == f.Where && g.Text == f.Text))).ToValueList();
        return (first.Model, first.Diagnostic with { Fixes = fixes, Additional = first.Diagnostic.Additional.Concat(places).Distinct().ToValueList() });
    }
}
