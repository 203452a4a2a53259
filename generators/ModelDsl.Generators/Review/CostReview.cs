using System;
using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Diagnostics;
using ModelDsl.Generators.Evaluation;
using ModelDsl.Generators.Model;

namespace ModelDsl.Generators.Review;

/// <summary>
/// Looks over a right model for what costs more than it needs to. It knows forms of graphs, not families: a product
/// that becomes a softmax and meets another product is attention, padding that is cut into parts makes windows.
/// </summary>
internal static class CostReview
{
    private const int LaneWidth = 8;
    private const double MostWaste = 0.25;

    /// <summary>Suggestions for a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="graph">What its specification describes.</param>
    /// <param name="facts">What it costs.</param>
    public static IEnumerable<DiagnosticInfo> Of(ModelDeclaration model, Graph graph, ModelFacts facts)
    {
        var users = new Lazy<List<Node>[]>(() => Users(graph));
        return HeadDimensions(graph, users, model.Places).Concat(PaddedWindows(graph, users, model.Places)).Concat(Tables(graph, facts, model))
            // Blocks repeat; one number is one suggestion.
            .GroupBy(d => (d.Descriptor.Id, d.Where, d.Where is null ? d.Message : "")).Select(g => g.First());
    }

    private static IEnumerable<DiagnosticInfo> HeadDimensions(Graph graph, Lazy<List<Node>[]> users, ModelPlaces model)
    {
        foreach (var product in Evaluated(graph).Where(n => n.Op is MatMulOp && n.Inputs[0].Rank >= 3))
        {
            var size = product.Inputs[0].Shape[-1];
            if (!size.IsConstant || size.Value % LaneWidth == 0 || !BecomesWeights(product, users.Value)) continue;
            var above = (size.Value / LaneWidth + 1) * LaneWidth;
            var better = size.Value < LaneWidth ? $"{Dim.Text(above)} costs the same" : $"{Dim.Text(above)} costs the same, {Dim.Text(above - LaneWidth)} less";
            yield return DiagnosticInfo.Create(DiagnosticDescriptors.OddHeadDimension, Where([size], model), size.ToString(), Dim.Text(above), better);
        }
    }

    /// <summary>Whether a product of two activations, scaled and shifted, becomes a softmax that weighs values in another product.</summary>
    private static bool BecomesWeights(Node product, List<Node>[] users) =>
        Behind(product, users, n => n.Op is ScalarOp or SizeOp or BinaryOp or RateOp or RearrangeOp or ConcatOp or SliceOp)
            .Any(n => n.Op is SoftmaxOp && Behind(n, users, m => m.Op is RateOp or RearrangeOp or SliceOp).Any(m => m.Op is MatMulOp));

    private static IEnumerable<DiagnosticInfo> PaddedWindows(Graph graph, Lazy<List<Node>[]> users, ModelPlaces model)
    {
        foreach (var padding in Evaluated(graph).Where(n => n.Op is PadOp && n.Output.Rank >= 2))
        {
            var (before, after) = (Area(padding.Inputs[0].Shape), Area(padding.Output.Shape));
            if (after - before <= MostWaste * after || !Behind(padding, users.Value, n => n.Op is RateOp or SliceOp || IsMove(n)).Any(IsCut)) continue;
            var op = (PadOp)padding.Op;
            yield return DiagnosticInfo.Create(
                DiagnosticDescriptors.WastefulPadding, Where([op.Right, op.Bottom, op.Left, op.Top, padding.Output.Shape[-1], padding.Output.Shape[-2]], model),
                Map(padding.Inputs[0].Shape), Map(padding.Output.Shape), BudgetReview.Text(after - before), BudgetReview.Text(after),
                Dim.Text((after - before) * 100 / after), Dim.Text(padding.Inputs[0].Shape[-1].AtReference()));
        }
    }

    /// <summary>Blocks repeat; one number is one suggestion.</summary>
    private static IEnumerable<Node> Evaluated(Graph graph) => graph.Nodes.Where(n => n.Like is null);

    private static bool IsMove(Node node) => node.Op is RearrangeOp { Steps: { Split: null, Expanded: null, Merged: null } };

    /// <summary>Whether the axes of a map are cut into parts that change places.</summary>
    private static bool IsCut(Node node) => node.Op is RearrangeOp { Steps: { Split: not null, Permutation: not null } };

    private static long Area(Shape shape) => shape[-1].AtReference() * shape[-2].AtReference();

    private static string Map(Shape shape) => $"{Dim.Text(shape[-2].AtReference())}×{Dim.Text(shape[-1].AtReference())}";

    private static IEnumerable<DiagnosticInfo> Tables(Graph graph, ModelFacts facts, ModelDeclaration model)
    {
        var tables = graph.Nodes.Where(n => n.Op is TableOp).GroupBy(n => n.Scope)
            .Select(g => new CostShare(g.Key, g.First().State.Where(e => e.Kind == StateKind.Buffer).Sum(e => e.Elements))).ToList();
        var total = tables.Sum(t => t.Amount);
        if (total <= facts.Parameters) yield break;
        yield return DiagnosticInfo.Create(
            DiagnosticDescriptors.LargeTables, model.Places.Name,
            model.TypeName, BudgetReview.Text(total), BudgetReview.Text(facts.Parameters), BudgetReview.List(CostShares.Largest(tables)));
    }

    /// <summary>The nodes that work on what each node yields.</summary>
    private static List<Node>[] Users(Graph graph)
    {
        var users = new List<Node>[graph.Nodes.Count];
        foreach (var node in graph.Nodes)
        {
            users[node.Id] = [];
            foreach (var input in node.Inputs) users[input.Node.Id].Add(node);
        }
        return users;
    }

    /// <summary>The nodes that work on what a node yields, at once or behind others of the given kind.</summary>
    private static IEnumerable<Node> Behind(Node node, List<Node>[] users, Func<Node, bool> passes)
    {
        var seen = new HashSet<Node>();
        var open = new Stack<Node>(users[node.Id]);
        while (open.Count > 0)
        {
            var user = open.Pop();
            if (!seen.Add(user)) continue;
            yield return user;
            if (!passes(user)) continue;
            foreach (var next in users[user.Id]) open.Push(next);
        }
    }

    /// <summary>The number behind a size in the model's own specification, else in its class, else the model's name: a shared number is not to blame.</summary>
    private static Place? Where(IReadOnlyList<Dim> sizes, ModelPlaces model)
    {
        var places = sizes.SelectMany(s => s.Provenance?.Marks ?? []).OfType<Origin>().Select(o => new Place(o.Tree, o.Span)).ToList();
        foreach (var place in places.Where(p => model.Define.Any(d => d.Contains(p))).Concat(places.Where(model.Contain))) return place;
        return model.Name;
    }
}
