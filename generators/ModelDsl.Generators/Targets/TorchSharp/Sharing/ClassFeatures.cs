using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Model;
using ModelDsl.Generators.Targets.TorchSharp.Planning;

namespace ModelDsl.Generators.Targets.TorchSharp.Sharing;

/// <summary>What may tell a block from others of its method, the most telling first, as parts of a name.</summary>
internal static class ClassFeatures
{
    /// <summary>What the block itself has.</summary>
    public static IEnumerable<string> Own(SharedClass shared) =>
        (shared.Uses[0].Class.Use?.Options ?? []).Select(option => TellingNames<SharedClass>.Of(Names.Pascal(option))).Concat(Own(Plain(shared)));

    /// <summary>What only blocks inside it have: <c>OfAttentionWithScale</c>.</summary>
    public static IEnumerable<string> Inner(SharedClass shared) => TellingNames<SharedClass>.Inner(Plain(shared), Own, Names.Pascal);

    /// <summary>The body that names the class: one of fixed sizes where it has one, whichever model comes first.</summary>
    private static Body Plain(SharedClass shared) => shared.Bodies.FirstOrDefault(b => !IsOfAnySize(b)) ?? shared.Bodies[0];

    private static IEnumerable<string> Own(Body body)
    {
        foreach (var port in body.Inputs.Skip(1)) yield return "With" + Names.Pascal(port.Name);
        foreach (var slot in body.State) yield return "With" + MemberBuilder.PropertyOf(slot).TrimEnd('1', '2', '3', '4');
        if (IsOfAnySize(body)) yield return "OfAnySize";
        foreach (var list in body.State.OfType<ListSlot>()) yield return list.IsRun ? "WithLast" + Names.Singular(MemberBuilder.PropertyOf(list)) : $"Of{Dim.Text(list.Items.Count)}{MemberBuilder.PropertyOf(list)}";
        foreach (var output in body.Outputs.Skip(1)) yield return "And" + Names.Pascal(output.Name ?? "More");
        foreach (var step in body.Steps.OfType<Apply>().Where(s => s.Path.Length == 0)) yield return "With" + Names.Pascal(step.Op.Name);
        foreach (var inner in body.Inner.Distinct()) yield return "Of" + inner.Name;
        foreach (var port in body.Inputs.Take(1)) yield return port.Shape.Rank switch { 4 => "OfMaps", 3 => "OfTokens", 2 => "OfVectors", _ => $"OfRank{Dim.Text(port.Shape.Rank)}" };
        var tables = body.Steps.Where(s => s is Apply { Op: TableOp }).ToList();
        if (tables.Count > 0 && tables.TrueForAll(t => t.Results[0].Shape.Any(IsOfAnySize))) yield return "WithTablesOfAnySize";
        foreach (var start in body.State.OfType<OwnSlot>().SelectMany(s => s.Op.State).Select(e => e.Init.GetType().Name).Distinct()) yield return "With" + start.Substring(0, start.Length - nameof(Init).Length);
    }

    private static bool IsOfAnySize(Body body) => body.Inputs.Any(i => i.Shape.Any(IsOfAnySize)) || body.Steps.Any(s => s.Results.Any(r => r.Shape.Any(IsOfAnySize)));

    private static bool IsOfAnySize(Dim size) => size.Symbols.Any(s => Dim.Of(s) != Dim.Batch);
}
