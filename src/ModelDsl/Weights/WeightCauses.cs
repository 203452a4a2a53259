using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>What is behind the differences between a model and a weight file.</summary>
/// <param name="Causes">The hyper-parameters in which the two differ.</param>
/// <param name="ByKey">For each key that is explained, its cause.</param>
internal sealed record WeightCauses(IReadOnlyList<WeightCause> Causes, IReadOnlyDictionary<string, WeightCause> ByKey)
{
    private static WeightCauses Unknown { get; } = new([], new Dictionary<string, WeightCause>());

    /// <summary>Finds the fewest hyper-parameters that explain why keys and shapes disagree.</summary>
    /// <param name="parameters">The model's hyper-parameters.</param>
    /// <param name="model">Its entries.</param>
    /// <param name="file">The file's entries, under the keys that the model would have for them.</param>
    /// <param name="mismatches">The keys to explain: missing, unexpected, or of another shape.</param>
    public static WeightCauses Find(
        IReadOnlyList<HyperParameter> parameters, IReadOnlyDictionary<string, IReadOnlyList<long>> model,
        IReadOnlyDictionary<string, IReadOnlyList<long>> file, IEnumerable<string> mismatches)
    {
        var state = new StateComparison(model, file, mismatches);
        // Another architecture differs in everything, and no number explains that.
        if (parameters.Count == 0 || !state.IsRelated) return Unknown;
        List<WeightCause> causes = [.. Lists(parameters, state), .. new SizeCauses(parameters, state).Find()];
        causes.AddRange(Parts(parameters, state, causes));
        return new WeightCauses(causes, state.Explained);
    }

    /// <summary>Lists of another length: what follows the last common element is missing or unexpected.</summary>
    private static IEnumerable<WeightCause> Lists(IReadOnlyList<HyperParameter> parameters, StateComparison state)
    {
        foreach (var parameter in parameters)
        {
            WeightCause? cause = null;
            foreach (var list in parameter.Lists)
            {
                var (here, there) = (StateComparison.Children(state.Model.Keys, list), StateComparison.Children(state.File.Keys, list));
                if (here == there || here == 0 || there == 0) continue;
                var beyond = state.Open.Where(key => StateComparison.ChildOf(key, list) >= Math.Min(here, there)).ToList();
                if (beyond.Count == 0) continue;
                var value = SizeForm.Number(parameter.Value) is { } number ? SizeForm.Text(number + there - here) : null;
                cause ??= state.Cause(parameter, value, beyond[0]);
                state.Explain(beyond, cause);
            }
            if (cause is not null) yield return cause;
        }
    }

    /// <summary>Parts that only one of the two has. What is already known to differ explains them before a switch does.</summary>
    private static IEnumerable<WeightCause> Parts(IReadOnlyList<HyperParameter> parameters, StateComparison state, IReadOnlyList<WeightCause> known)
    {
        var found = new List<WeightCause>();
        var scopes = new List<(string Scope, WeightCause Cause)>();
        while (true)
        {
            var best = parameters.Select(p => (Parameter: p, Keys: state.Open.Where(key => !state.IsSized(key) && p.Parts.Any(part => StateComparison.HasPart(key, part.Scope, part.Name))).ToList()))
                .Where(s => s.Keys.Count > 0)
                .OrderByDescending(s => known.Any(c => c.Name == s.Parameter.Name)).ThenByDescending(s => s.Keys.Count).ThenByDescending(s => IsSwitch(s.Parameter))
                .FirstOrDefault();
            if (best.Parameter is null) break;
            var cause = known.FirstOrDefault(c => c.Name == best.Parameter.Name);
            if (cause is null) found.Add(cause = state.Cause(best.Parameter, Opposite(best.Parameter.Value), best.Keys[0]));
            scopes.AddRange(best.Parameter.Parts.Where(part => best.Keys.Any(key => StateComparison.HasPart(key, part.Scope, part.Name))).Select(part => (part.Scope, cause)));
            state.Explain(best.Keys, cause);
        }
        // A part that comes or goes takes others of its scope with it: without carrier tokens nothing attends to them.
        foreach (var (scope, cause) in scopes)
            state.Explain(state.Open.Where(key => scope.Length > 0 && key.StartsWith(scope + ".", StringComparison.Ordinal)).ToList(), cause);
        return found;
    }

    private static bool IsSwitch(HyperParameter parameter) => Opposite(parameter.Value) is not null || parameter.Value == "null";

    private static string? Opposite(string value) => value switch { "true" => "false", "false" => "true", _ => null };
}
