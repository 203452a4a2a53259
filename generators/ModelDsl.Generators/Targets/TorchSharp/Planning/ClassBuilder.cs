using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Model;
using ModelDsl.Generators.Targets.TorchSharp.Sharing;

namespace ModelDsl.Generators.Targets.TorchSharp.Planning;

/// <summary>Decides what is generated for a class.</summary>
/// <param name="sharing">All classes; those inside are built already.</param>
/// <param name="shared">The class.</param>
/// <param name="reserved">Names that generated code uses without qualification.</param>
internal sealed class ClassBuilder(BlockSharing sharing, SharedClass shared, IReadOnlyList<string> reserved)
{
    private const string AnyWeight = "WeightTable.AnyWeight(this)";

    private readonly IClassNumbers _numbers = shared.Given is { } given ? new GivenNumbers(given) : new FoundNumbers([.. shared.Bodies.Select(b => b.Inputs.SelectMany(i => i.Shape).ToList())], Names.Keywords);

    /// <summary>The class.</summary>
    public BuiltClass Build()
    {
        var form = new ClassForm<SharedClass>(shared, _numbers, sharing.Of);
        form.Offer([.. shared.FirstUses.Select(u => u.Use)], Names.Camel);
        var body = form.Symbolic();
        var children = form.Inner();
        var sizes = new ClassSizes(_numbers.Sizes.Where(p => p.IsConstant).Select(p => p.Name));
        sizes.Need(form.Needed(body, children).Concat(_numbers.Derived.SelectMany(d => d.Size.Symbols).Select(s => s.Name)));
        var (model, first) = shared.Uses[0];
        var (members, expressions) = new MemberBuilder(shared, body, children, name => sharing.Classes.First(c => c.FullName == name), reserved).Build();
        var context = new BodyContext(body, shared.Bodies[0], expressions, first.Names, [.. shared.Rates.Values], form.CalleeSizes, [], model.Axes, sizes, [.. _numbers.Others.Select(n => n.Name), .. _numbers.Derived.Select(d => d.Name)]);
        // Tables come first: cached values read them, and the body calls both.
        var methods = new List<MethodPlan>();
        foreach (var table in Tables(body))
        {
            var computation = Method(table, context);
            methods.Add(computation);
            if (computation.Sizes.Count > 0) context.Tables.Add(table.Path, [.. computation.Sizes.Select(s => s.Size)]);
        }
        var (steps, results) = (ValueList<Statement>.Empty, ValueList<Value>.Empty);
        List<string> inputs = [];
        IReadOnlyList<SizeParameter> forwardSizes = [];
        if (!body.IsGroup)
        {
            var taken = new NameSet([.. ReservedNames.InMethods]);
            inputs = [.. body.Inputs.Select(i => taken.Take(Names.Camel(i.Name)))];
            var builder = new BodyBuilder(body, context, inputs, inputs.Where((_, i) => body.Inputs[i].Type == ElementType.Float32).FirstOrDefault() ?? AnyWeight);
            (steps, results) = builder.Build(Enumerable.Range(0, body.Steps.Count), [.. body.Outputs.Select(o => o.Value)], shared.IsModel ? [.. MapLayouts.Images(body)] : []);
            forwardSizes = builder.SizeParameters;
        }
        var constructorSizes = _numbers.Sizes.Where(p => sizes.IsKept(p.Name)).ToList();
        var (parameters, fields) = Constructor(constructorSizes, sizes, steps.Concat(methods.SelectMany(m => m.Steps)));
        var plan = new ClassPlan(
            shared.Namespace, shared.Name, body.IsGroup ? ClassKind.Group : shared.IsModel ? ClassKind.Model : ClassKind.Block, first.Use?.Summary ?? "", body.Name,
            parameters, _numbers.Derived.ToValueList(), fields, inputs.Select((name, i) => new TensorPlan(name, body.Inputs[i].Shape) { Type = body.Inputs[i].Type }).ToValueList(),
            forwardSizes.ToValueList(), TensorPlan.OutputsOf(body), members, steps, results, methods.ToValueList(), ValueList<ViewPlan>.Empty)
        {
            IsOutline = shared.Uses.All(u => u.Model.IsOutline),
            IsPublic = shared.Uses.Any(u => u.Model.Declaration.IsVisible),
            Around = shared.IsModel ? model.Declaration.Around : "",
        };
        return new BuiltClass(plan, new ClassSignature(_numbers.Sizes, constructorSizes, _numbers.Others, forwardSizes))
        {
            Answers = _numbers is FoundNumbers found ? found.Answers.ToValueList() : ValueList<string>.Empty,
            IsWhatIsGiven = _numbers is GivenNumbers { Fits: true },
        };
    }

    /// <summary>What the constructor takes, and what of it the body reads.</summary>
    private (ValueList<OwnNumber> Parameters, ValueList<OwnNumber> Fields) Constructor(IReadOnlyList<Parameter> sizes, ClassSizes kept, IEnumerable<Statement> steps)
    {
        var read = new HashSet<string>(steps.Select(s => s.Number).OfType<string>());
        var longs = sizes.Select(s => new OwnNumber("long", s.Name)).ToList();
        var doubles = _numbers.Others.Select(n => new OwnNumber("double", n.Name) { IsScalar = true }).ToList();
        var derived = _numbers.Derived.Select(d => new OwnNumber("double", d.Name) { IsScalar = true });
        var rates = shared.Rates.Parameters.Select(r => new OwnNumber(r.IsList ? "double[]" : "double", r.Name)).ToList();
        return (
            [.. longs, .. doubles, .. rates],
            [.. longs.Where(s => kept.IsField(s.Name)), .. doubles.Concat(derived).Concat(rates).Where(n => read.Contains(n.Name))]);
    }

    /// <summary>A table or cached value of a class.</summary>
    /// <param name="Path">Its path, relative to the class.</param>
    /// <param name="Op">What it is.</param>
    /// <param name="Source">The body that has the steps which compute it.</param>
    /// <param name="Value">What it is a copy of.</param>
    private sealed record Table(string Path, TableOp Op, Body Source, Ref Value);

    /// <summary>The tables that a class owns, then the cached values that its body keeps; those of a group it computes itself.</summary>
    private static IEnumerable<Table> Tables(Body body)
    {
        // A value that is kept twice at one place is one value.
        var made = body.Steps.OfType<Apply>().Where(s => s.Op is TableOp).GroupBy(s => s.Path).Select(g => g.First()).Select(s => new Table(s.Path, (TableOp)s.Op, body, s.Inputs[0])).ToList();
        var own = body.State.OfType<OwnSlot>().Where(s => s.Op is TableOp).ToList();
        return own.Where(s => s.Op is BufferOp).Select(TableOf)
            .Concat(made.Where(t => t.Op is CachedOp))
            .Concat(own.Where(s => s is { Op: CachedOp, Table: not null }).Select(TableOf));

        Table TableOf(OwnSlot slot) => slot.Table is { } value ? new Table(slot.Name, (TableOp)slot.Op, value, value.Outputs[0].Value) : made.First(t => t.Path == slot.Name);
    }

    /// <summary>The method that computes a table or a cached value.</summary>
    private static MethodPlan Method(Table table, BodyContext context)
    {
        // Values that are kept themselves are read, not computed again.
        var steps = table.Source.Reach(table.Value).OrderBy(s => s).ToList();
        var weight = table.Op is CachedOp ? Weight(steps.Select(s => table.Source.Steps[s]), context.Expressions) : null;
        var names = ReferenceEquals(table.Source, context.Body) ? context.Names : [.. table.Source.Steps.Select(_ => (string?)null)];
        var body = new BodyBuilder(table.Source, context with { Names = names }, [], weight);
        var (statements, results) = body.Build(steps, [table.Value]);
        var expression = context.Expressions[table.Path];
        return new MethodPlan(
            BodyBuilder.MethodName(expression), table.Path, table.Op is CachedOp, expression, weight ?? "", body.SizeParameters.ToValueList(), body.Constants.ToValueList(),
            statements, results[0], table.Source[table.Value].Shape);
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
}
