using ModelDsl.PyTorch.Writing;

namespace ModelDsl.PyTorch.Sharing;

/// <summary>Names classes after their blocks; of one block with several structures after what only some of them have: <c>ConvBlockWithLayerScale</c>.</summary>
internal static class PythonClassNames
{
    /// <summary>Decides the names of all classes.</summary>
    public static void Decide(IReadOnlyList<PythonClass> classes, string model, IEnumerable<string> reserved)
    {
        classes[^1].Name = model;
        var names = new NameSet([.. reserved, model]);
        var telling = new TellingNames<PythonClass>([Features, Inner], (shared, name) => shared.Name = names.Take(name));
        foreach (var alike in classes.Where(c => !c.IsModel).GroupBy(c => PythonNames.Pascal(c.Bodies[0].Name))) telling.Give(alike.Key, [.. alike]);
    }

    private static IEnumerable<string> Features(PythonClass shared)
    {
        var body = shared.Bodies[0];
        foreach (var option in shared.FirstUses[0].Use?.Options ?? []) yield return TellingNames<PythonClass>.Of(PythonNames.Pascal(option));
        foreach (var feature in Features(body)) yield return feature;
    }

    private static IEnumerable<string> Inner(PythonClass shared) => TellingNames<PythonClass>.Inner(shared.Bodies[0], Features, PythonNames.Pascal);

    private static IEnumerable<string> Features(Body body)
    {
        foreach (var port in body.Inputs.Skip(1)) yield return "With" + PythonNames.Pascal(port.Name);
        foreach (var slot in body.State.Where(s => !char.IsDigit(s.Name[0]))) yield return "With" + PythonNames.Pascal(slot.Name.TrimEnd('1', '2', '3', '4'));
        foreach (var output in body.Outputs.Skip(1)) yield return "And" + PythonNames.Pascal(output.Name ?? "more");
        foreach (var step in body.Steps.OfType<Apply>().Where(s => s.Path.Length == 0)) yield return "With" + PythonNames.Pascal(step.Op.Name);
        foreach (var inner in body.Inner.Distinct()) yield return "Of" + PythonNames.Pascal(inner.Name);
        foreach (var port in body.Inputs.Take(1)) yield return port.Shape.Rank switch { 4 => "OfMaps", 3 => "OfTokens", 2 => "OfVectors", _ => $"OfRank{port.Shape.Rank}" };
    }
}
