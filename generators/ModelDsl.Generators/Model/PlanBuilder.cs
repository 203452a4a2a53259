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
        var body = moduleClass.Body;
        var module = moduleClass.First.Module;
        var (members, expressions) = MemberBuilder.Build(_classes, moduleClass);
        var names = module is null ? [] : BodyReader.Items(Graph, module).Select(i => i is Node node && _evaluation.Names.TryGetValue(node.Output, out var name) ? name : null).ToList();
        var context = new BodyContext(
            expressions, names, moduleClass.RateValues, [], child => _sizes[_classes.Of(child)], [], [.. Graph.Inputs.SelectMany(i => i.Shape).SelectMany(d => d.Symbols).Select(s => s.Name)]);
        // Tables come first: cached values read them, and the body calls both.
        var methods = new List<MethodPlan>();
        foreach (var table in Tables(body))
        {
            var computation = Method(table, context);
            methods.Add(computation);
            if (computation.Sizes.Count > 0) context.Tables.Add(table.Path, computation.Sizes);
        }
        var (steps, results) = (ValueList<Statement>.Empty, ValueList<Value>.Empty);
        List<string> inputs = [];
        IReadOnlyList<SizeParameter> sizes = [];
        if (!body.IsGroup)
        {
            var taken = new NameSet("initialization", "torch");
            inputs = [.. body.Inputs.Select(i => taken.Take(Names.Camel(i.Name)))];
            var builder = new BodyBuilder(body, context, inputs, inputs.FirstOrDefault() ?? AnyWeight);
            (steps, results) = builder.Build(Enumerable.Range(0, body.Steps.Count), [.. body.Outputs.Select(o => o.Value)], moduleClass.IsModel ? [.. MapLayouts.Images(body)] : []);
            sizes = builder.SizeParameters;
        }
        _sizes[moduleClass] = sizes;
        return new ClassPlan(
            moduleClass.Name, body.IsGroup ? ClassKind.Group : moduleClass.IsModel ? ClassKind.Model : ClassKind.Block,
            module?.Call?.Summary ?? "", body.Name,
            moduleClass.Places.Select(p => p.Path).ToValueList(), moduleClass.RateParameters.Select(p => p.Name).ToValueList(),
            inputs.Select((name, i) => new TensorPlan(name, body.Inputs[i].Shape)).ToValueList(), sizes.ToValueList(),
            Outputs(module), members, steps, results, methods.ToValueList(), context.Scalars.ToValueList(), ValueList<ViewPlan>.Empty);
    }

    /// <summary>A table or cached value of a class.</summary>
    /// <param name="Path">Its path, relative to the class.</param>
    /// <param name="Op">What it is.</param>
    /// <param name="Source">The body that has the steps which compute it.</param>
    /// <param name="Value">What it is a copy of.</param>
    private sealed record Table(string Path, TableOp Op, Body Source, Ref Value);

    /// <summary>The tables that a class owns itself, then the cached values that its body keeps.</summary>
    private static IEnumerable<Table> Tables(Body body)
    {
        var made = body.Steps.OfType<Apply>().Where(s => s.Op is TableOp).Select(s => new Table(s.Path, (TableOp)s.Op, body, s.Inputs[0])).ToList();
        var own = body.State.OfType<OwnSlot>().Where(s => s.Op is BufferOp);
        return own.Select(s => s.Table is { } value ? new Table(s.Name, (TableOp)s.Op, value, value.Outputs[0].Value) : made.First(t => t.Path == s.Name))
            .Concat(made.Where(t => t.Op is CachedOp));
    }

    /// <summary>The method that computes a table or a cached value.</summary>
    private static MethodPlan Method(Table table, BodyContext context)
    {
        // Values that are kept themselves are read, not computed again.
        var steps = table.Source.Reach(table.Value).OrderBy(s => s).ToList();
        var weight = table.Op is CachedOp ? Weight(steps.Select(s => table.Source.Steps[s]), context.Expressions) : null;
        var body = new BodyBuilder(table.Source, context, [], weight);
        var (statements, results) = body.Build(steps, [table.Value]);
        var expression = context.Expressions[table.Path];
        return new MethodPlan(
            BodyBuilder.MethodName(expression), table.Path, table.Op is CachedOp, expression, weight ?? "", body.SizeParameters.ToValueList(), statements, results[0], table.Source[table.Value].Shape);
    }

    /// <summary>The C# expression of the first weight of some steps that the class itself reaches.</summary>
    private static string Weight(IEnumerable<Step> steps, IReadOnlyDictionary<string, string> expressions)
    {
        foreach (var step in steps)
        {
            if (step is not Apply { Op: LayerOp or ParameterOp } own || !expressions.TryGetValue(own.Path, out var expression)) continue;
            return own.Op is LayerOp ? expression + ".weight" : expression;
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
        var (bytes, tensors) = ActivationMemory.Peak(_classes.At("").Body);
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
        Graph.Taps.Select(t => (t.Name, Module: ModuleOf(_root, t.Value))).Where(t => t.Module is not null).Select(t => (t.Name, t.Module!)).ToValueList(),
        _costs.Table(_classes, _tree, declaration.TypeName));

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
