using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Model.Lowering;

namespace ModelDsl.Generators.Model;

/// <summary>Turns the operations of one module into statements.</summary>
internal sealed class BodyBuilder
{
    private readonly Graph _graph;
    private readonly IReadOnlyDictionary<Sym, string> _authorsNames;
    private readonly ModuleClass _class;
    private readonly IReadOnlyDictionary<string, string> _expressions;
    private readonly List<double> _scalars;
    private readonly List<Step> _steps = [];
    private readonly Dictionary<Sym, Value> _values = [];
    private readonly SizeBinder _sizes;
    private readonly NameSet _names;
    private readonly string? _like;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<SizeParameter>> _callees;
    private readonly List<Node> _rates;
    private readonly Dictionary<(Sym Map, MapLayout Layout), Value> _ordered = [];
    private MapLayouts _layouts = new([], []);

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
        _rates = moduleClass.First.Module is { } module ? [.. module.Items(_graph).OfType<Node>().Where(n => n.Op is RateOp)] : [];
    }

    /// <summary>The sizes that the body has to be told.</summary>
    public IReadOnlyList<SizeParameter> SizeParameters => _sizes.Parameters;

    private bool IsStatic => _like is null;

    /// <summary>The statements that make the given values, and the values.</summary>
    /// <param name="items">Nodes and modules, in order.</param>
    /// <param name="outputs">What the body yields.</param>
    /// <param name="images">The inputs that a user hands in and convolutions read: they are put in order first.</param>
    public (ValueList<Step> Steps, ValueList<Value> Results) Build(IEnumerable<object> items, IReadOnlyList<Sym> outputs, params IReadOnlyList<Sym> images)
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
            if (!value.IsOwned || results.Contains(value)) value = Emit([Name("result")], [value], new Alias(), "");
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
        Emit(results, [.. module.Inputs.Select(i => Operand(i.Value))], new CallModule(_expressions[module.Path], SizesFor(module.Path)), shapes);
        for (var i = 0; i < results.Length; i++) _values[module.Outputs[i].Value] = new Value(results[i], true);
    }

    private void Operate(Node node)
    {
        switch (node.Op)
        {
            case InputOp:
                break;
            case ParameterOp:
                _values[node.Output] = new Value(_expressions[node.Scope], false);
                break;
            case BufferOp:
                // A static method cannot read the module's tables; it computes what it needs of them.
                if (IsStatic) _values[node.Output] = Operand(node.Inputs[0]);
                else ReadTable(node);
                break;
            case CachedOp:
                Set(node, [], new CallMethod(MethodName(_expressions[node.Scope]), SizesFor(node.Scope)), LastName(node.Scope));
                break;
            case LayerOp layer:
                var isOwn = _graph.FirstAt(node.Scope)!.Op.Equals(layer);
                var input = _layouts.CopyFor(node) is { } order ? InOrder(node.Inputs[0], order) : Operand(node.Inputs[0]);
                Set(node, [input], isOwn ? new CallModule(_expressions[node.Scope], ValueList<string>.Empty) : new ApplyWeights(_expressions[node.Scope], layer), LayerName(node));
                break;
            case RateOp op:
                var value = _class.RateValues[_rates.IndexOf(node)];
                if (value is { Parameter: null, Constant: 0 }) _values[node.Output] = Operand(node.Inputs[0]);
                else Set(node, [Operand(node.Inputs[0])], new ApplyRate(op is DropPathOp, value));
                break;
            case RearrangeOp rearrange:
                Rearrange(node, rearrange);
                break;
            case ScalarOp scalar:
                Set(node, [Operand(node.Inputs[0])], new ApplyScalar(scalar.Function, Scalar(scalar.Value)));
                break;
            case SizeOp size:
                Set(node, [Operand(node.Inputs[0])], new ApplySized(size, [_sizes.Text(size.Size)]));
                break;
            case Pool2dOp pool: Sized(node, pool.KernelHeight, pool.KernelWidth, pool.StrideHeight, pool.StrideWidth); break;
            case PadOp pad: Sized(node, pad.Left, pad.Right, pad.Top, pad.Bottom); break;
            case SliceOp slice: Sized(node, slice.Start, slice.Length); break;
            case FoldOp fold: Sized(node, fold.Height, fold.Width); break;
            case ResizeOp resize: Sized(node, resize.Height, resize.Width); break;
            case AdaptiveAveragePool2dOp pool: Sized(node, pool.Height, pool.Width); break;
            case ArangeOp range: Set(node, [], new MakeRange(_sizes.Text(range.Start), _sizes.Text(range.End), _like)); break;
            default: Set(node, [.. node.Inputs.Select(Operand)], new Apply(node.Op)); break;
        }
    }

    private void Rearrange(Node node, RearrangeOp op)
    {
        var steps = op.Steps;
        var input = Operand(node.Inputs[0]);
        if (steps is { Split: null, Permutation: null, Unsqueezed: null, Expanded: null, Merged: null })
        {
            _values[node.Output] = input;
            return;
        }
        var layout = new ApplyLayout(
            _sizes.View(steps.Split), steps.Permutation, _sizes.View(steps.Unsqueezed), steps.Expanded?.Select(_sizes.Text).ToValueList(), _sizes.View(steps.Merged));
        var result = Emit([Name(NameOf(node, "view"))], [input], layout, $"{op.Pattern}: {node.Output.Shape}");
        _values[node.Output] = result;
    }

    /// <summary>A map in an order in memory, put so where it is first asked for.</summary>
    private Value InOrder(Sym map, MapLayout layout, string comment = "")
    {
        if (_ordered.TryGetValue((map, layout), out var known)) return known;
        return _ordered[(map, layout)] = Emit([Name(layout.ToString())], [Operand(map)], new ToOrder(layout), comment);
    }

    private void Sized(Node node, params Dim[] sizes) =>
        Set(node, [Operand(node.Inputs[0])], new ApplySized(node.Op, sizes.Select(_sizes.Text).ToValueList()));

    private void Set(Node node, Value[] arguments, StepAction action, string? name = null)
    {
        var changes = node.Inputs.Count == 0 || !node.Output.Shape.Equals(node.Inputs[0].Shape);
        _values[node.Output] = Emit([Name(name ?? NameOf(node, node.Op.Name))], arguments, action, changes ? node.Output.Shape.ToString() : "");
    }

    private Value Emit(IReadOnlyList<string> results, Value[] arguments, StepAction action, string comment)
    {
        _steps.Add(new Step(results.ToValueList(), arguments.ToValueList(), action, comment, ValueList<string>.Empty));
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

    private int Scalar(double value)
    {
        var index = _scalars.IndexOf(value);
        if (index >= 0) return index;
        _scalars.Add(value);
        return _scalars.Count - 1;
    }

    private Value ReadTable(Node node) =>
        _values[node.Output] = Emit(
            [Name(LastName(node.Scope))], [], new ReadTable(_expressions[node.Scope], _like!, SizesFor(node.Scope)), node.Output.Shape.ToString());

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
