using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Model.Lowering;
using ModelDsl.Generators.Targets.TorchSharp;

namespace ModelDsl.Generators.Model;

/// <summary>Turns the operations of one module into statements.</summary>
internal sealed class BodyBuilder : IBodyText
{
    private readonly Graph _graph;
    private readonly IReadOnlyDictionary<Sym, string> _authorsNames;
    private readonly ModuleClass _class;
    private readonly IReadOnlyDictionary<string, string> _expressions;
    private readonly List<double> _scalars;
    private readonly List<Statement> _steps = [];
    private readonly Dictionary<Sym, Value> _values = [];
    private readonly SizeBinder _sizes;
    private readonly NameSet _names;
    private readonly string? _like;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<SizeParameter>> _callees;
    private readonly List<Node> _rates;
    private readonly Dictionary<(Sym Map, MapLayout Layout), Value> _ordered = [];
    private readonly TorchSharpLowering _lowering;
    private MapLayouts _layouts = new([], []);
    private RateValue? _rate;

    /// <param name="evaluation">The graph, and what its author calls the tensors.</param>
    /// <param name="moduleClass">The class.</param>
    /// <param name="expressions">The C# expression of each path with state below the class.</param>
    /// <param name="scalars">The numbers of the class so far.</param>
    /// <param name="inputs">The parameters of the body.</param>
    /// <param name="like">A tensor whose type and device tables take; null in a static method, which makes them float32 on the CPU.</param>
    /// <param name="callees">The sizes that modules and methods are told which the body calls, by their paths.</param>
    public BodyBuilder(
        Evaluation.Evaluation evaluation, ModuleClass moduleClass, IReadOnlyDictionary<string, string> expressions, List<double> scalars,
        IReadOnlyList<(string Name, Sym Value)> inputs, string? like, IReadOnlyDictionary<string, IReadOnlyList<SizeParameter>> callees)
    {
        _graph = evaluation.Graph;
        _authorsNames = evaluation.Names;
        _class = moduleClass;
        _expressions = expressions;
        _scalars = scalars;
        _callees = callees;
        _names = new NameSet([.. inputs.Select(i => i.Name), "initialization", "torch"]);
        foreach (var (name, value) in inputs) _values.Add(value, new Value(name, false));
        _sizes = new SizeBinder(inputs, _names, _steps, _graph.Inputs);
        _like = like;
        _lowering = new TorchSharpLowering(this);
        _rates = moduleClass.First.Module is { } module ? [.. module.Items(_graph).OfType<Node>().Where(n => n.Op is RateOp)] : [];
    }

    /// <summary>The sizes that the body has to be told.</summary>
    public IReadOnlyList<SizeParameter> SizeParameters => _sizes.Parameters;

    private bool IsStatic => _like is null;

    /// <summary>The statements that make the given values, and the values.</summary>
    /// <param name="items">Nodes and modules, in order.</param>
    /// <param name="outputs">What the body yields.</param>
    /// <param name="images">The inputs that a user hands in and convolutions read: they are put in order first.</param>
    public (ValueList<Statement> Steps, ValueList<Value> Results) Build(IEnumerable<object> items, IReadOnlyList<Sym> outputs, params IReadOnlyList<Sym> images)
    {
        var inOrder = items.ToList();
        var needed = Needed(inOrder, outputs, IsStatic);
        foreach (var image in images) _values[image] = InOrder(image, MapLayout.ChannelsLast, "however it came");
        _layouts = new MapLayouts(inOrder.Where(i => i is not Node node || needed.Contains(node.Output)), images);
        foreach (var item in inOrder)
        {
            if (item is Instance module) Call(module);
            else if (item is Node node && needed.Contains(node.Output)) Operate(node);
        }
        var results = new List<Value>();
        foreach (var output in outputs)
        {
            var value = Operand(output);
            if (!value.IsOwned || results.Contains(value)) value = Emit([Name("result")], [value], $"{value.Expression}.alias()", "");
            results.Add(value);
        }
        return (Liveness.Place(_steps, results), results.ToValueList());
    }

    /// <summary>The values that the outputs are made from, and those that modules take.</summary>
    /// <param name="items">Nodes and modules, in order.</param>
    /// <param name="outputs">What the body yields.</param>
    /// <param name="isStatic">Whether the body cannot read the module's tables.</param>
    public static HashSet<Sym> Needed(IReadOnlyList<object> items, IReadOnlyList<Sym> outputs, bool isStatic)
    {
        var values = new HashSet<Sym>(outputs);
        for (var i = items.Count - 1; i >= 0; i--)
        {
            if (items[i] is Instance module)
            {
                // A module is called when anything it yields is used, and also when nothing is: hooks may watch it.
                foreach (var (_, value) in module.Inputs) values.Add(value);
            }
            else if (items[i] is Node node && values.Contains(node.Output) && node.Op is not CachedOp && (node.Op is not BufferOp || isStatic))
            {
                foreach (var input in node.Inputs) values.Add(input);
            }
        }
        return values;
    }

    private void Call(Instance module)
    {
        var state = module.Path.Substring(module.Path.LastIndexOf('.') + 1);
        var single = char.IsDigit(state[0]) ? Names.Camel(module.Method) + state : Names.Camel(state);
        var results = module.Outputs.Count == 1
            ? [_names.Take(single)]
            : module.Outputs.Select(o => _names.Take(o.Name is null ? single : Names.Camel(o.Name))).ToArray();
        var shapes = string.Join(", ", module.Outputs.Select(o => o.Value.Shape.ToString()));
        var arguments = module.Inputs.Select(i => Operand(i.Value)).ToArray();
        var told = string.Join(", ", arguments.Select(a => a.Expression).Concat(SizesFor(module.Path)));
        Emit(results, arguments, $"{_expressions[module.Path]}.{(told.Length > 0 ? "call" : "forward")}({told})", shapes);
        for (var i = 0; i < results.Length; i++) _values[module.Outputs[i].Value] = new Value(results[i], true);
    }

    private void Operate(Node node)
    {
        if (node.Op is GivenOp)
        {
            Give(node);
            return;
        }
        _rate = node.Op is RateOp ? _class.RateValues[_rates.IndexOf(node)] : null;
        Value[] operands = [.. node.Inputs.Select((input, i) => i == 0 && _layouts.CopyFor(node) is { } order ? InOrder(input, order) : Operand(input))];
        Code[] inputs = [.. operands.Select(o => new Code(o.Expression))];
        var code = node.Op switch
        {
            LayerOp layer when _graph.FirstAt(node.Scope)!.Op.Equals(layer) => new Code($"{_expressions[node.Scope]}.call({inputs[0]})", LayerName(node)),
            LayerOp layer => layer.Lower(_lowering, new Operands<Code>(inputs, [_expressions[node.Scope]])) with { Name = LayerName(node) },
            var op => op.Lower(_lowering, new Operands<Code>(inputs, [])),
        };
        // What an operation leaves as it is needs no step.
        if (inputs.Length > 0 && ReferenceEquals(code, inputs[0])) _values[node.Output] = operands[0];
        else Set(node, operands, code);
    }

    /// <summary>A value that is not computed: an input, a weight, a table.</summary>
    private void Give(Node node)
    {
        switch (node.Op)
        {
            case ParameterOp:
                _values[node.Output] = new Value(_expressions[node.Scope], false);
                break;
            case BufferOp:
                // A static method cannot read the module's tables; it computes what it needs of them.
                if (IsStatic) _values[node.Output] = Operand(node.Inputs[0]);
                else ReadTable(node);
                break;
            case CachedOp:
                Set(node, [], new Code($"{MethodName(_expressions[node.Scope])}({string.Join(", ", SizesFor(node.Scope))})", LastName(node.Scope)));
                break;
        }
    }

    /// <summary>A map in an order in memory, put so where it is first asked for.</summary>
    private Value InOrder(Sym map, MapLayout layout, string comment = "")
    {
        if (_ordered.TryGetValue((map, layout), out var known)) return known;
        return _ordered[(map, layout)] = Emit([Name(layout.ToString())], [Operand(map)], $"Layout.{layout}({Operand(map).Expression})", comment);
    }

    private void Set(Node node, Value[] arguments, Code code)
    {
        var shape = node.Output.Shape.ToString();
        var comment = code.Comment is { } said ? $"{said}: {shape}" : node.Inputs.Count == 0 || !node.Output.Shape.Equals(node.Inputs[0].Shape) ? shape : "";
        // A layer is called after its place, whatever its author calls the result.
        var name = node.Scope.Length > 0 ? code.Name! : NameOf(node, code.Name ?? node.Op.Name);
        _values[node.Output] = Emit([Name(name)], arguments, code.Text, comment, node.Op is RateOp ? _rate!.Parameter : null);
    }

    private Value Emit(IReadOnlyList<string> results, Value[] arguments, string expression, string comment, string? rate = null)
    {
        _steps.Add(new Statement(results.ToValueList(), arguments.ToValueList(), expression, comment, ValueList<string>.Empty) { Rate = rate });
        return new Value(results[0], true);
    }

    private Value Operand(Sym value)
    {
        if (_values.TryGetValue(value, out var known)) return known;
        // Weights may be declared before the module that uses them, in a group that is not a block.
        if (_expressions.TryGetValue(value.Node.Scope, out var expression))
        {
            if (value.Node.Op is ParameterOp) return _values[value] = new Value(expression, false);
            if (value.Node.Op is BufferOp) return ReadTable(value.Node);
        }
        throw new System.InvalidOperationException($"{value.Node} is used outside of where it is made");
    }

    string? IBodyText.Like => _like;

    string? IBodyText.Rate => _rate switch
    {
        { Parameter: { } parameter } => "_" + parameter,
        { Constant: not 0 and var constant } => Literals.Of(constant),
        _ => null,
    };

    string IBodyText.Size(Dim size) => _sizes.Text(size);

    IReadOnlyList<string>? IBodyText.View(Shape? shape) => _sizes.View(shape);

    string IBodyText.Scalar(double value)
    {
        var index = _scalars.IndexOf(value);
        if (index < 0)
        {
            index = _scalars.Count;
            _scalars.Add(value);
        }
        return "Numbers." + ClassEmitter.Number(index);
    }

    private Value ReadTable(Node node) =>
        _values[node.Output] = Emit(
            [Name(LastName(node.Scope))], [], $"{_expressions[node.Scope]}.Read({string.Join(", ", SizesFor(node.Scope).Prepend(_like!))})", node.Output.Shape.ToString());

    private ValueList<string> SizesFor(string callee) =>
        _callees.TryGetValue(callee, out var sizes) ? sizes.Select(s => _sizes.Text(s.Size)).ToValueList() : ValueList<string>.Empty;

    /// <summary>What the specification's author calls a tensor, where that is a word; else what makes it.</summary>
    private string NameOf(Node node, string otherwise) =>
        _authorsNames.TryGetValue(node.Output, out var name) && name is not ("x" or "y") ? name : otherwise;

    private string Name(string wish) => _names.Take(Names.Camel(wish));

    /// <summary>The method that computes a cached value.</summary>
    public static string MethodName(string expression) => "Compute" + expression.Replace(".", "");

    private static string LastName(string path) => path.Substring(path.LastIndexOf('.') + 1);

    private static string LayerName(Node node)
    {
        var name = LastName(node.Scope);
        return char.IsDigit(name[0]) ? node.Op.Name.Replace("2d", "") + name : name;
    }
}
