using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Diagnostics;
using ModelDsl.Generators.Evaluation;

namespace ModelDsl.Generators.Weights;

/// <summary>What a model with <c>[Weights]</c> expects of its file; equal by value, so that only a change of either is checked again.</summary>
/// <param name="Model">The class.</param>
/// <param name="Manifest">The manifest's name, as it is written.</param>
/// <param name="Where">Where it is written.</param>
/// <param name="Entries">The state_dict.</param>
/// <param name="Parameters">The hyper-parameters, with the place to change each.</param>
internal sealed record WeightsDeclaration(
    string Model, string Manifest, Place? Where, ValueList<ExpectedEntry> Entries, ValueList<PlacedParameter> Parameters)
{
    /// <summary>What a model expects of its file.</summary>
    /// <param name="model">The class.</param>
    /// <param name="file">The file.</param>
    /// <param name="graph">What its specification describes.</param>
    /// <param name="parameters">Its hyper-parameters.</param>
    public static WeightsDeclaration Of(string model, WeightsReference file, Graph graph, IEnumerable<PlacedParameter> parameters) =>
        new(model, file.Manifest, file.Where, ExpectedEntry.Of(graph).ToValueList(), parameters.Select(p => p with { Where = p.Where ?? file.Where }).ToValueList());
}

/// <summary>An entry of a model's state_dict.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="IsWhole">Whether its elements are whole numbers.</param>
/// <param name="IsComputed">Whether the module computes it, so that a file may lack it.</param>
/// <param name="Tensor">The key under which its tensor was declared; a second name has another key of its own.</param>
internal sealed record ExpectedEntry(string Key, ValueList<long> Shape, bool IsWhole, bool IsComputed, string Tensor)
{
    /// <summary>The entries of a graph, second names included.</summary>
    public static IEnumerable<ExpectedEntry> Of(Graph graph)
    {
        var computed = new HashSet<string>(graph.Nodes.Where(n => n.Op is TableOp).Select(n => n.Scope));
        foreach (var path in graph.StatePaths)
        {
            var owner = graph.Aliases.TryGetValue(path, out var target) ? target : path;
            foreach (var entry in graph.StateOf(path).Where(e => e.Kind != StateKind.Unsaved))
                yield return new ExpectedEntry(entry.KeyAt(path), entry.Shape.AtReference().ToValueList(), entry.Type != ElementType.Float32, computed.Contains(owner), entry.KeyAt(owner));
        }
    }
}
