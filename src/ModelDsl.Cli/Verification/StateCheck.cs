using ModelDsl.Cli.Output;
using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Cli.Verification;

/// <summary>Compares a module's state_dict with the published one: keys in order, shapes, types, and what is trained.</summary>
internal static class StateCheck
{
    private const int Shown = 5;

    /// <summary>Lists what differs, a line each; a long list is cut.</summary>
    public static List<string> Compare(torch.nn.Module module, Golden golden)
    {
        var state = StateLayout.Of(module).ToDictionary(slot => slot.Key);
        var problems = new List<string>();
        var expected = golden.State.Select(s => s.Key).ToHashSet(StringComparer.Ordinal);
        problems.AddRange(golden.State.Where(s => !state.ContainsKey(s.Key)).Select(s => $"state: '{s.Key}' is missing from the model"));
        problems.AddRange(state.Keys.Where(k => !expected.Contains(k)).Select(k => $"state: the model's '{k}' is unknown"));
        if (problems.Count == 0)
            problems.AddRange(golden.State.Zip(state.Keys).Where(p => p.First.Key != p.Second).Take(1)
                .Select(p => $"state: '{p.First.Key}' comes first, and the model has '{p.Second}' in its place"));
        foreach (var entry in golden.State)
        {
            if (!state.TryGetValue(entry.Key, out var slot)) continue;
            if (!entry.Shape.SequenceEqual(slot.Shape))
                problems.Add($"state: '{entry.Key}' is {Numbers.Shape(entry.Shape)}, in the model {Numbers.Shape(slot.Shape)}");
            if (entry.Type != TypeName(slot.Type))
                problems.Add($"state: '{entry.Key}' is {entry.Type}, in the model {TypeName(slot.Type)}");
            if (entry.IsParameter != (slot.Kind == StateKind.Parameter))
                problems.Add($"state: '{entry.Key}' is a {(entry.IsParameter ? "parameter" : "buffer")}, in the model it is not");
        }
        if (problems.Count > Shown)
        {
            var more = problems.Count - Shown;
            problems.RemoveRange(Shown, more);
            problems.Add($"state: {more} more differences");
        }
        var parameters = state.Values.Where(slot => slot.Kind == StateKind.Parameter).DistinctBy(slot => slot.Tensor!.Handle).Sum(slot => slot.Tensor!.NumberOfElements);
        if (parameters != golden.Parameters)
            problems.Add($"{Numbers.Whole(golden.Parameters)} parameters are published, the model has {Numbers.Whole(parameters)}");
        return problems;
    }

    private static string TypeName(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte => "uint8",
        _ => type.ToString().ToLowerInvariant(),
    };
}
