using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Evaluation;

namespace ModelDsl.Generators.Model;

/// <summary>An evaluated model as a tree of bodies, and what is known of it as a whole. It is kept between edits, so it holds nothing of the graph.</summary>
internal sealed class ModelStructure
{
    private ModelStructure(Evaluation.Evaluation evaluation, ModelDeclaration declaration, bool isOutline, IReadOnlyList<Pass> passes, CancellationToken cancellation)
    {
        (Declaration, IsOutline) = (declaration, isOutline);
        Axes = [.. evaluation.Graph.Inputs.SelectMany(i => i.Shape).SelectMany(d => d.Symbols).Select(s => s.Name)];
        var root = ModuleInstance.Of(evaluation.Graph, evaluation.Blocks, evaluation.Results.Select(r => (r.Name, r.Value)));
        var tree = StateTree.Of(evaluation.Graph, root);
        var name = string.Concat(declaration.ContainingTypes.Select(t => t.Substring(t.LastIndexOf(' ') + 1)).Append(declaration.TypeName));
        Classes = ModuleClasses.Of(evaluation.Graph, tree, evaluation.Names, new BlockHome(declaration.Namespace, name, false), passes, cancellation).All;
        Facts = new FactReader(evaluation, declaration, root, tree, Classes[Classes.Count - 1].Body).Read(isOutline);
    }

    /// <summary>The user's class.</summary>
    public ModelDeclaration Declaration { get; }

    /// <summary>Its classes, inner ones first; its own is the last.</summary>
    public IReadOnlyList<ModuleClass> Classes { get; }

    /// <summary>What <c>Info</c> says of it.</summary>
    public ModelFacts Facts { get; private set; }

    /// <summary>Whether its specification has errors, so that some sizes are assumed.</summary>
    public bool IsOutline { get; }

    /// <summary>The symbols of its inputs, in the order of their axes.</summary>
    public IReadOnlyList<string> Axes { get; }

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

    /// <summary>Reads what <c>Info</c> says of a model.</summary>
    private sealed class FactReader(Evaluation.Evaluation evaluation, ModelDeclaration declaration, ModuleInstance root, StateTree tree, Body body)
    {
        private readonly Costs _costs = new(evaluation.Graph);

        public ModelFacts Read(bool isOutline)
        {
            var (bytes, tensors) = ActivationMemory.Peak(body);
            return Known() with
            {
                ActivationBytes = bytes,
                HasSummary = declaration.HasSummary,
                Form = evaluation.Form,
                Blocks = isOutline ? ValueList<string>.Empty : BlockNotation.Write(evaluation.Graph, evaluation.Blocks, evaluation.Names).ToValueList(),
                Shares = new CostShares(_costs.LargestParameters(tree), _costs.LargestMacs(tree), CostShares.Largest(tensors)),
            };
        }

        private ModelFacts Known() => new(
            declaration.Name, declaration.Description, declaration.Paper,
            root.Inputs.Select(i => new TensorPlan(Names.Camel(i.Name), i.Value.Shape) { Type = i.Value.Type }).ToValueList(), TensorPlan.OutputsOf(body),
            _costs.Elements(tree, StateKind.Parameter), _costs.Elements(tree, StateKind.Buffer), _costs.Total, Preprocessing(), declaration.Published,
            evaluation.Graph.Taps.Select(t => (t.Name, Module: ModuleOf(root, t.Value))).Where(t => t.Module is not null).Select(t => (t.Name, t.Module!)).ToValueList(),
            _costs.Table(tree, declaration.TypeName));

        private PreprocessingPlan? Preprocessing()
        {
            var inputs = evaluation.Graph.Inputs;
            if (declaration.Preprocessing is not { } declared || inputs is not [{ Rank: 4 } image]) return null;
            return declared with { Height = image.Height.AtReference(), Width = image.Width.AtReference() };
        }

        /// <summary>The outermost module whose one result a value is; null also where it yields others at further calls.</summary>
        private static string? ModuleOf(ModuleInstance instance, Sym value)
        {
            foreach (var child in instance.Children.Where(c => c.Calls == 1 && c.Contains(value.Node)))
                return child.Outputs.Count == 1 && child.Outputs[0].Value == value ? child.Path : ModuleOf(child, value);
            return null;
        }
    }
}
