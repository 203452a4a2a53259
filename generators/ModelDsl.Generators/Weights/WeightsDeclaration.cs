using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Diagnostics;
using ModelDsl.Generators.Evaluation;
using ModelDsl.Generators.Model;

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
    /// <summary>What a model declares; null where it names no weights.</summary>
    public static WeightsDeclaration? Of(
        INamedTypeSymbol model, Compilation compilation, Graph graph, IReadOnlyList<(HyperParameterPlan Plan, Origin? Mark)> parameters)
    {
        if (model.GetAttributes().FirstOrDefault(IsWeights) is not { ConstructorArguments: [{ Value: string manifest }] } attribute) return null;
        var syntax = attribute.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax;
        var where = syntax?.ArgumentList is { Arguments: [var first, ..] } ? Place.Of(first.Expression) : ModelDeclaration.NameOf(model, compilation);
        var deciding = new DecidingArgument(model, compilation);
        return new WeightsDeclaration(model.Name, manifest, where, ExpectedEntry.Of(graph).ToValueList(), parameters.Select(p => Placed(p.Plan, p.Mark)).ToValueList());

        PlacedParameter Placed(HyperParameterPlan plan, Origin? mark) =>
            mark is not null && compilation.ContainsSyntaxTree(mark.Tree) ? new PlacedParameter(plan, new Place(mark.Tree, mark.Span), true)
            : new PlacedParameter(plan, deciding.For(plan.Name) ?? where, false);
    }

    private static bool IsWeights(AttributeData attribute) =>
        attribute.AttributeClass is { Name: nameof(WeightsAttribute), ContainingNamespace: { Name: "ModelDsl", ContainingNamespace.IsGlobalNamespace: true } };
}

/// <summary>A hyper-parameter and the place to change it.</summary>
/// <param name="Plan">The hyper-parameter.</param>
/// <param name="Where">The place.</param>
/// <param name="IsValue">Whether its value stands there, and not only what contains it.</param>
internal sealed record PlacedParameter(HyperParameterPlan Plan, Place? Where, bool IsValue);

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
        var computed = new HashSet<string>(graph.Nodes.Where(n => n.Op is BufferOp or CachedOp).Select(n => n.Scope));
        foreach (var path in graph.StatePaths)
        {
            var owner = graph.Aliases.TryGetValue(path, out var target) ? target : path;
            foreach (var entry in graph.StateOf(owner))
                yield return new ExpectedEntry(KeyOf(path, entry), entry.Shape.AtReference().ToValueList(), entry.Type == ElementType.Int64, computed.Contains(owner), KeyOf(owner, entry));
        }
    }

    private static string KeyOf(string path, StateEntry entry) => entry.Name.Length == 0 ? path : path + "." + entry.Name;
}
