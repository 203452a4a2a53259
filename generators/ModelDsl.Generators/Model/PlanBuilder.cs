using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Model.Lowering;
using ModelDsl.Generators.Model.Memory;

namespace ModelDsl.Generators.Model;

/// <summary>Decides what is generated for an evaluated model.</summary>
internal sealed class PlanBuilder
{
    private const string AnyWeight = "WeightTable.AnyWeight(this)";

    private readonly Evaluation.Evaluation _evaluation;
    private readonly Instance _root;
    private readonly StateTree _tree;
    private readonly ModuleClasses _classes;
    private readonly Costs _costs;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<ModuleClass, IReadOnlyList<SizeParameter>> _sizes = [];

    private PlanBuilder(Evaluation.Evaluation evaluation, ModelDeclaration declaration, IReadOnlyList<string> reserved, CancellationToken cancellation)
    {
        _evaluation = evaluation;
        _cancellation = cancellation;
        _root = Instance.Of(evaluation);
        _tree = StateTree.Of(evaluation.Graph, _root);
        _classes = ModuleClasses.Of(evaluation.Graph, _tree, declaration, reserved, cancellation);
        _costs = new Costs(evaluation.Graph);
    }

    private Graph Graph => _evaluation.Graph;

    /// <summary>The plan of a model.</summary>
    /// <param name="evaluation">What its specification yields, without errors.</param>
    /// <param name="declaration">The user's class.</param>
    /// <param name="reserved">Names that no nested class may have.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static ModelPlan Build(Evaluation.Evaluation evaluation, ModelDeclaration declaration, IReadOnlyList<string> reserved, CancellationToken cancellation)
    {
        var builder = new PlanBuilder(evaluation, declaration, reserved, cancellation);
        var (classes, interfaces) = Views.Add([.. builder._classes.All.Select(c => builder.Class(c))]);
        return new ModelPlan(
            declaration.Namespace, declaration.ContainingTypes, declaration.TypeName, declaration.Accessibility, builder.Facts(declaration),
            classes[classes.Count - 1], classes.Take(classes.Count - 1).ToValueList(), interfaces);
    }

    private ClassPlan Class(ModuleClass moduleClass)
    {
        _cancellation.ThrowIfCancellationRequested();
        var (members, expressions) = MemberBuilder.Build(_classes, moduleClass);
        var scalars = new List<double>();
        var methods = new List<MethodPlan>();
        var steps = ValueList<Statement>.Empty;
        var results = ValueList<Value>.Empty;
        var module = moduleClass.First.Module;
        List<(string Name, Sym Value)> inputs = [];
        var callees = new Dictionary<string, IReadOnlyList<SizeParameter>>();
        IReadOnlyList<SizeParameter> sizes = [];
        // Tables come first: cached values read them, and the body calls both.
        var tables = members.OfType<BufferMember>().Select(b => moduleClass.First.Children.First(c => c.Name == b.StateName).Owner!).Where(n => n.Op is BufferOp).ToList();
        var cached = module?.Items(Graph).OfType<Node>().Where(n => n.Op is CachedOp) ?? [];
        foreach (var state in tables.Concat(cached))
        {
            var computation = Method(moduleClass, state, expressions, scalars, callees);
            methods.Add(computation);
            if (computation.Sizes.Count > 0) callees.Add(state.Scope, computation.Sizes);
        }
        if (module is not null)
        {
            foreach (var child in module.Children) callees[child.Path] = _sizes[_classes.At(child.Path)];
            var names = new NameSet("initialization", "torch");
            inputs = [.. module.Inputs.Select(i => (names.Take(Names.Camel(i.Name)), i.Value))];
            var body = new BodyBuilder(_evaluation, moduleClass, expressions, scalars, inputs, inputs.FirstOrDefault().Name ?? AnyWeight, callees);
            Sym[] images = module == _root ? [.. MapLayouts.Images(Graph, module.Inputs.Select(i => i.Value))] : [];
            (steps, results) = body.Build(module.Items(Graph), [.. module.Outputs.Select(o => o.Value)], images);
            sizes = body.SizeParameters;
        }
        _sizes[moduleClass] = sizes;
        return new ClassPlan(
            moduleClass.Name, module is null ? ClassKind.Group : moduleClass.First.Path.Length == 0 ? ClassKind.Model : ClassKind.Block,
            module?.Call?.Summary ?? "", module?.Method is { Length: > 0 } method ? method : moduleClass.First.Name,
            moduleClass.Places.Select(p => p.Path).ToValueList(), moduleClass.RateParameters.Select(p => p.Name).ToValueList(),
            inputs.Select(i => new TensorPlan(i.Name, i.Value.Shape)).ToValueList(), sizes.ToValueList(),
            Outputs(module), members, steps, results, methods.ToValueList(), scalars.ToValueList(), _costs.Table(_classes, moduleClass), ValueList<ViewPlan>.Empty);
    }

    /// <summary>The method that computes a table or a cached value.</summary>
    private MethodPlan Method(
        ModuleClass moduleClass, Node state, IReadOnlyDictionary<string, string> expressions, List<double> scalars,
        IReadOnlyDictionary<string, IReadOnlyList<SizeParameter>> callees)
    {
        var nodes = new Reach(Graph).Back(state.Inputs[0]);
        var weight = state.Op is CachedOp ? Weight(nodes, expressions) : null;
        // Values that are kept themselves are read, not computed again; a group knows nothing but its tables.
        var module = moduleClass.First.Module;
        var items = module is null ? nodes : module.Items(Graph).Where(i => i is Instance child ? child.Outputs.Any(o => nodes.Contains(o.Value.Node)) : nodes.Contains((Node)i));
        var body = new BodyBuilder(_evaluation, moduleClass, expressions, scalars, [], weight, callees);
        var (steps, results) = body.Build(items, [state.Inputs[0]]);
        var expression = expressions[state.Scope];
        return new MethodPlan(
            BodyBuilder.MethodName(expression), state.Scope, state.Op is CachedOp, expression, weight ?? "", body.SizeParameters.ToValueList(),
            steps, results[0], state.Output.Shape);
    }

    /// <summary>The C# expression of the first weight among nodes that the class itself reaches.</summary>
    private static string Weight(IReadOnlyList<Node> nodes, IReadOnlyDictionary<string, string> expressions)
    {
        foreach (var node in nodes)
        {
            if (node.Op is LayerOp or ParameterOp && expressions.TryGetValue(node.Scope, out var expression))
                return node.Op is LayerOp ? expression + ".weight" : expression;
        }
        return AnyWeight;
    }

    private ValueList<TensorPlan> Outputs(Instance? module)
    {
        if (module is null) return ValueList<TensorPlan>.Empty;
        if (module.Outputs.Count == 1) return [new TensorPlan(module.Outputs[0].Name ?? "output", module.Outputs[0].Value.Shape)];
        var names = new NameSet();
        return module.Outputs.Select((o, i) => new TensorPlan(names.Take(o.Name ?? "output" + Dim.Text(i)), o.Value.Shape)).ToValueList();
    }

    private ModelFacts Facts(ModelDeclaration declaration)
    {
        var (bytes, tensors) = ActivationMemory.Peak(Graph, _classes, _root);
        return Known(declaration) with
        {
            ActivationBytes = bytes,
            HasSummary = declaration.HasSummary,
            Shares = new CostShares(_costs.LargestParameters(_tree), _costs.LargestMacs(_tree), CostShares.Largest(tensors)),
        };
    }

    private ModelFacts Known(ModelDeclaration declaration) => new(
        declaration.Name, declaration.Description, declaration.Paper,
        _root.Inputs.Select(i => new TensorPlan(Names.Camel(i.Name), i.Value.Shape)).ToValueList(), Outputs(_root),
        _costs.Elements(_tree, StateKind.Parameter), _costs.Elements(_tree, StateKind.Buffer), _costs.Total, Preprocessing(declaration), declaration.Published,
        Graph.Taps.Select(t => (t.Name, Module: ModuleOf(_root, t.Value))).Where(t => t.Module is not null).Select(t => (t.Name, t.Module!)).ToValueList());

    private PreprocessingPlan? Preprocessing(ModelDeclaration declaration)
    {
        if (declaration.Preprocessing is not { } declared || Graph.Inputs.Count != 1 || Graph.Inputs[0].Rank != 4) return null;
        var (height, width) = (Graph.Inputs[0].Height, Graph.Inputs[0].Width);
        return declared with { Height = height.AtReference(), Width = width.AtReference() };
    }

    /// <summary>The outermost module whose one result a value is.</summary>
    private static string? ModuleOf(Instance instance, Sym value)
    {
        foreach (var child in instance.Children.Where(c => c.Contains(value.Node)))
            return child.Outputs.Count == 1 && child.Outputs[0].Value == value ? child.Path : ModuleOf(child, value);
        return null;
    }
}
