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

    /// <summary>
    /// Parts that only one of the two has. What is already known to differ explains them, else a switch does; a number
    /// that also decides about them is to blame only where no switch is.
    /// </summary>
    private static IEnumerable<WeightCause> Parts(IReadOnlyList<HyperParameter> parameters, StateComparison state, IReadOnlyList<WeightCause> known)
    {
        var found = new List<WeightCause>();
        Explain(p => known.Any(c => c.Parameter == p));
        Explain(IsSwitch);
        Explain(_ => true);
        return found;

        void Explain(Func<HyperParameter, bool> isMeant)
        {
            var scopes = new List<(string Scope, WeightCause Cause)>();
            while (Largest(parameters.Where(isMeant), state) is var (parameter, keys))
            {
                var cause = known.FirstOrDefault(c => c.Parameter == parameter);
                if (cause is null) found.Add(cause = state.Cause(parameter, Opposite(parameter.Value), keys[0]));
                scopes.AddRange(parameter.Parts.Where(part => keys.Any(key => StateComparison.HasPart(key, part.Scope, part.Name))).Select(part => (part.Scope, cause)));
                state.Explain(keys, cause);
            }
            // A part that comes or goes takes others of its scope with it: without extra tokens nothing attends to them.
            foreach (var (scope, cause) in scopes)
                state.Explain(state.Open.Where(key => scope.Length > 0 && key.StartsWith(scope + ".", StringComparison.Ordinal)).ToList(), cause);
        }
    }

    /// <summary>The hyper-parameter whose parts most open keys lie in; null where none has any.</summary>
    private static (HyperParameter Parameter, List<string> Keys)? Largest(IEnumerable<HyperParameter> parameters, StateComparison state)
    {
        (HyperParameter, List<string> Keys)? best = null;
        foreach (var parameter in parameters)
        {
            var keys = state.Open.Where(key => !state.IsSized(key) && parameter.Parts.Any(part => StateComparison.HasPart(key, part.Scope, part.Name))).ToList();
            if (keys.Count > (best?.Keys.Count ?? 0)) best = (parameter, keys);
        }
        return best;
    }

    private static bool IsSwitch(HyperParameter parameter) => parameter.Sizes.Count == 0 && parameter.Lists.Count == 0;

    private static string? Opposite(string value) => value switch { "true" => "false", "false" => "true", _ => null };
}
