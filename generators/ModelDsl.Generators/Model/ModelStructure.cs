using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Evaluation;

namespace ModelDsl.Generators.Model;

/// <summary>An evaluated model as a tree of bodies, and what is known of it as a whole.</summary>
internal sealed class ModelStructure
{
    private readonly Evaluation.Evaluation _evaluation;
    private readonly ModuleInstance _root;
    private readonly StateTree _tree;
    private readonly Costs _costs;

    private ModelStructure(Evaluation.Evaluation evaluation, ModelDeclaration declaration, bool isOutline, IReadOnlyList<Pass> passes, CancellationToken cancellation)
    {
        // It is kept between edits, and the calls would keep a whole compilation.
        (_evaluation, Declaration, IsOutline) = (evaluation with { MadeBy = [], Runs = [] }, declaration, isOutline);
        _root = ModuleInstance.Of(evaluation.Graph, evaluation.Blocks, evaluation.Results.Select(r => (r.Name, r.Value)));
        _tree = StateTree.Of(evaluation.Graph, _root);
        _costs = new Costs(evaluation.Graph);
        var name = string.Concat(declaration.ContainingTypes.Select(t => t.Substring(t.LastIndexOf(' ') + 1)).Append(declaration.TypeName));
        Classes = ModuleClasses.Of(evaluation.Graph, _tree, new BlockHome(declaration.Namespace, name, false), passes, cancellation);
        Facts = FactsOf();
    }

    /// <summary>The user's class.</summary>
    public ModelDeclaration Declaration { get; }

    /// <summary>Its bodies.</summary>
    public ModuleClasses Classes { get; }

    /// <summary>What <c>Info</c> says of it.</summary>
    public ModelFacts Facts { get; private set; }

    /// <summary>Whether its specification has errors, so that some sizes are assumed.</summary>
    public bool IsOutline { get; }

    /// <summary>The symbols of its inputs, in the order of their axes.</summary>
    public List<string> Axes => [.. _evaluation.Graph.Inputs.SelectMany(i => i.Shape).SelectMany(d => d.Symbols).Select(s => s.Name)];

    /// <summary>Reads a model.</summary>
    /// <param name="evaluation">What its specification yields, without errors.</param>
    /// <param name="declaration">The user's class.</param>
    /// <param name="parameters">The numbers and switches that decide what its state_dict holds.</param>
    /// <param name="passes">What its bodies go through.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static ModelStructure Of(Evaluation.Evaluation evaluation, ModelDeclaration declaration, ValueList<HyperParameterPlan> parameters, IReadOnlyList<Pass> passes, CancellationToken cancellation)
    {
        var structure = new ModelStructure(evaluation, declaration, false, passes, cancellation);
        structure.Facts = structure.Facts with { HyperParameters = parameters };
        return structure;
    }

    /// <summary>Reads a model with errors, with the sizes that were assumed.</summary>
    /// <param name="evaluation">What its specification yields.</param>
    /// <param name="declaration">The user's class.</param>
    /// <param name="passes">What its bodies go through.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static ModelStructure OutlineOf(Evaluation.Evaluation evaluation, ModelDeclaration declaration, IReadOnlyList<Pass> passes, CancellationToken cancellation) =>
        new(evaluation, declaration, true, passes, cancellation);

    /// <summary>For each step of a body, what its author calls the result; null for none.</summary>
    public IReadOnlyList<string?> NamesIn(ModuleClass body) => [.. body.Nodes.Select(n => n is not null && _evaluation.Names.TryGetValue(n.Output, out var name) && name.Length > 0 ? name : null)];

    private ModelFacts FactsOf()
    {
        var (bytes, tensors) = ActivationMemory.Peak(Classes.At("").Body);
        return Known() with
        {
            ActivationBytes = bytes,
            HasSummary = Declaration.HasSummary,
            Form = _evaluation.Form,
            Blocks = IsOutline ? ValueList<string>.Empty : BlockNotation.Write(_evaluation.Graph, _evaluation.Blocks, _evaluation.Names).ToValueList(),
            Shares = new CostShares(_costs.LargestParameters(_tree), _costs.LargestMacs(_tree), CostShares.Largest(tensors)),
        };
    }

    private ModelFacts Known() => new(
        Declaration.Name, Declaration.Description, Declaration.Paper,
        _root.Inputs.Select(i => new TensorPlan(Names.Camel(i.Name), i.Value.Shape) { Type = i.Value.Type }).ToValueList(), TensorPlan.OutputsOf(Classes.At("").Body),
        _costs.Elements(_tree, StateKind.Parameter), _costs.Elements(_tree, StateKind.Buffer), _costs.Total, Preprocessing(), Declaration.Published,
        _evaluation.Graph.Taps.Select(t => (t.Name, Module: ModuleOf(_root, t.Value))).Where(t => t.Module is not null).Select(t => (t.Name, t.Module!)).ToValueList(),
        _costs.Table(_tree, Declaration.TypeName));

    private PreprocessingPlan? Preprocessing()
    {
        var inputs = _evaluation.Graph.Inputs;
        if (Declaration.Preprocessing is not { } declared || inputs is not [{ Rank: 4 } image]) return null;
        return declared with { Height = image.Height.AtReference(), Width = image.Width.AtReference() };
    }

    /// <summary>The outermost module whose one result a value is.</summary>
    private static string? ModuleOf(ModuleInstance instance, Sym value)
    {
        foreach (var child in instance.Children.Where(c => c.Contains(value.Node)))
            return child.Outputs.Count == 1 && child.Outputs[0].Value == value ? child.Path : ModuleOf(child, value);
        return null;
    }
}
