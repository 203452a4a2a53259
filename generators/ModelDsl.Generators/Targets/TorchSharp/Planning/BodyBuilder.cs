using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Model;

namespace ModelDsl.Generators.Targets.TorchSharp.Planning;

/// <summary>What the text of a body refers to in the class around it.</summary>
/// <param name="Body">The body of the class.</param>
/// <param name="Instance">The same body with the numbers of one instance.</param>
/// <param name="Expressions">The C# expression of each path with state below the class.</param>
/// <param name="Names">For each step, what its author calls the result; null for none.</param>
/// <param name="Rates">What each rate of the body's own steps is, in order.</param>
/// <param name="SizesOf">The sizes that the module at a path gets when it is called.</param>
/// <param name="Tables">The sizes that the method or table at a path gets.</param>
/// <param name="Axes">The symbols of the model's inputs, in the order in which sizes are passed.</param>
/// <param name="Sizes">The sizes in which instances of the class differ.</param>
/// <param name="Numbers">The names of the other numbers in which they differ.</param>
internal sealed record BodyContext(
    Body Body, Body Instance, IReadOnlyDictionary<string, string> Expressions, IReadOnlyList<string?> Names, IReadOnlyList<RateValue> Rates,
    System.Func<string, IReadOnlyList<Dim>> SizesOf, Dictionary<string, IReadOnlyList<Dim>> Tables, IReadOnlyList<string> Axes, ClassSizes Sizes, IReadOnlyList<string> Numbers);

/// <summary>Turns the steps of a body into statements.</summary>
internal sealed class BodyBuilder : IBodyText
{
    private readonly Body _body;
    private readonly BodyContext _context;
    private readonly List<Statement> _steps = [];
    private readonly Dictionary<Ref, Value> _values = [];
    private readonly SizeBinder _sizes;
    private readonly NameSet _names;
    private readonly string? _like;
    private readonly Dictionary<(Ref Map, MapLayout Layout), Value> _ordered = [];
    private readonly TorchSharpLowering _lowering;
    private MapLayouts? _layouts;
    private RateValue? _rate;
    private string? _number;

    /// <param name="body">The body.</param>
    /// <param name="context">The class around it.</param>
    /// <param name="inputs">The names of its inputs; none in a method, which takes no tensors.</param>
    /// <param name="like">A tensor whose type and device tables take; null in a static method, which makes them float32 on the CPU.</param>
    public BodyBuilder(Body body, BodyContext context, IReadOnlyList<string> inputs, string? like)
    {
        (_body, _context, _like) = (body, context, like);
        // A static method takes the sizes of the class as parameters.
        _names = new NameSet([.. inputs, .. ReservedNames.InMethods, .. IsStatic ? context.Sizes.Names.Concat(context.Numbers) : []]);
        for (var i = 0; i < inputs.Count; i++) _values.Add(new Ref(-1, i), new Value(inputs[i], false));
        _sizes = new SizeBinder([.. inputs.Select((name, i) => (name, body.Inputs[i].Shape))], _names, Bind, context.Axes, context.Sizes, IsStatic, CSharpSizes.One);
        _lowering = new TorchSharpLowering(this);
    }

    /// <summary>The sizes that the body needs from its caller.</summary>
    public IReadOnlyList<SizeParameter> SizeParameters => _sizes.Parameters;

    /// <summary>The numbers of the class that a static method needs from its caller, with their types.</summary>
    public IReadOnlyList<(string Type, string Name)> Constants => _sizes.Constants;

    private bool IsStatic => _like is null;

    /// <summary>The statements that make the given values, and the values.</summary>
    /// <param name="steps">The steps of the body that may run.</param>
    /// <param name="outputs">What they are to yield.</param>
    /// <param name="images">The inputs that a user hands in and convolutions read: they are put in order first.</param>
    public (ValueList<Statement> Steps, ValueList<Value> Results) Build(IEnumerable<int> steps, IReadOnlyList<Ref> outputs, params IReadOnlyList<Ref> images)
    {
        var running = _body.Needed(steps, outputs, IsStatic);
        foreach (var image in images) _values[image] = InOrder(image, MapLayout.ChannelsLast, "however it came");
        _layouts = new MapLayouts(_body, running, images);
        foreach (var index in running)
        {
            if (_body.Steps[index] is Call call) Call(call, index);
            else Operate((Apply)_body.Steps[index], index);
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

    private void Bind(string local, string expression, string comment) =>
        _steps.Add(new Statement([local], ValueList<Value>.Empty, expression, comment, ValueList<string>.Empty) { IsSize = true });

    private void Call(Call call, int index)
    {
        var state = LastName(call.Path);
        var single = call is Repeat || char.IsDigit(state[0]) ? Names.Camel(call.Body.Name) + (call is Repeat ? "" : state) : Names.Camel(state);
        var outputs = call.Body.Outputs;
        var results = outputs.Count == 1
            ? [_names.Take(single)]
            : outputs.Select(o => _names.Take(o.Name is null ? single : Names.Camel(o.Name))).ToArray();
        var arguments = call.Inputs.Select(Operand).ToArray();
        string[] sizes = [.. _context.SizesOf(call.Path).Select(_sizes.Text)];
        var told = string.Join(", ", arguments.Select(a => a.Expression).Concat(sizes));
        var (module, method) = (_context.Expressions[call.Path], ModuleCall.Method(arguments.Length, sizes.Length));
        Emit(results, arguments, $"{module}{(call is Repeat ? "[0]" : "")}.{method}({told})", string.Join(", ", call.Results.Select(r => r.Shape.ToString())));
        for (var i = 0; i < results.Length; i++) _values[new Ref(index, i)] = new Value(results[i], true);
        if (call is Repeat repeat) Repeat(module, method, _body.CallsRun(repeat) ? "Length" : "Count", results, [.. arguments.Skip(results.Length)], sizes);
    }

    /// <summary>The calls of the modules of a list behind the first one, each with what the one before it yields.</summary>
    private void Repeat(string list, string method, string count, string[] carried, Value[] arguments, string[] sizes)
    {
        var told = string.Join(", ", carried.Concat(arguments.Select(a => a.Expression)).Concat(sizes));
        var index = _names.Take("i");
        _steps.Add(new Statement([], [.. carried.Select(c => new Value(c, true)), .. arguments], $"{list}[{index}].{method}({told})", "", ValueList<string>.Empty)
        {
            Loop = new Loop(index, $"{list}.{count}", carried.ToValueList(), carried.Select(c => _names.Take("next" + Names.Pascal(c.TrimStart('@')))).ToValueList()),
        });
    }

    private void Operate(Apply step, int index)
    {
        var result = new Ref(index, 0);
        if (step.Op is GivenOp)
        {
            Give(step, result);
            return;
        }
        _rate = step.Op is RateOp ? _context.Rates[_body.Steps.Take(index).Count(s => s is Apply { Op: RateOp })] : null;
        Value[] operands = [.. step.Inputs.Select((input, i) => i == 0 && _layouts!.CopyFor(index) is { } order ? InOrder(input, order) : Operand(input))];
        Code[] inputs = [.. operands.Select(o => new Code(o.Expression))];
        var code = step.Op switch
        {
            LayerOp layer when IsLayerItself(step, index) => new Code($"{_context.Expressions[step.Path]}.call({inputs[0]})", LayerName(step)),
            LayerOp layer => layer.Lower(_lowering, new Operands<Code>(inputs, [_context.Expressions[step.Path]])) with { Name = LayerName(step) },
            var op => op.Lower(_lowering, new Operands<Code>(inputs, [])),
        };
        // What an operation leaves as it is needs no step.
        if (inputs.Length > 0 && ReferenceEquals(code, inputs[0])) _values[result] = operands[0];
        else Set(step, index, operands, code);
    }

    /// <summary>Whether a step is what the layer at its place does; else it only takes the weights.</summary>
    private bool IsLayerItself(Apply step, int index)
    {
        // What lies in a module inside has the numbers of an instance.
        var body = ReferenceEquals(_body, _context.Body) ? _context.Instance : _body;
        return ((Apply)body.Steps[index]).Op.Equals(body.OwnerAt(step.Path)?.Op);
    }

    /// <summary>A value that is not computed: a weight, a table.</summary>
    private void Give(Apply step, Ref result)
    {
        switch (step.Op)
        {
            case ParameterOp:
                _values[result] = new Value(_context.Expressions[step.Path], false);
                break;
            case BufferOp:
                // A static method cannot read the module's tables; it computes what it needs of them.
                _values[result] = IsStatic ? Operand(step.Inputs[0]) : ReadTable(step.Path, step.Results[0].Shape);
                break;
            case CachedOp:
                Set(step, result.Step, [], new Code($"{MethodName(_context.Expressions[step.Path])}({string.Join(", ", SizesFor(step.Path))})", LastName(step.Path)));
                break;
        }
    }

    /// <summary>A map in an order in memory, put so where it is first asked for.</summary>
    private Value InOrder(Ref map, MapLayout layout, string comment = "")
    {
        if (_ordered.TryGetValue((map, layout), out var known)) return known;
        return _ordered[(map, layout)] = Emit([Name(layout.ToString())], [Operand(map)], $"Layout.{layout}({Operand(map).Expression})", comment);
    }

    private void Set(Apply step, int index, Value[] arguments, Code code)
    {
        var shape = step.Results[0].Shape;
        var comment = code.Comment is { } said ? $"{said}: {shape}" : step.Inputs.Count == 0 || !shape.Equals(_body[step.Inputs[0]].Shape) ? shape.ToString() : "";
        // A layer is called after its place, whatever its author calls the result.
        var name = step.Path.Length > 0 ? code.Name! : NameOf(index, code.Name ?? step.Op.Name);
        _values[new Ref(index, 0)] = Emit([Name(name)], arguments, code.Text, comment, step.Op is RateOp ? _rate!.Parameter : _number);
        _number = null;
    }

    private Value Emit(IReadOnlyList<string> results, Value[] arguments, string expression, string comment, string? number = null)
    {
        _steps.Add(new Statement(results.ToValueList(), arguments.ToValueList(), expression, comment, ValueList<string>.Empty) { Number = number });
        return new Value(results[0], true);
    }

    private Value Operand(Ref value)
    {
        if (_values.TryGetValue(value, out var known)) return known;
        // Weights may be declared before the module that uses them, in a group that is not a block.
        var path = value.Outside ?? (value.Step >= 0 ? _body.Steps[value.Step].Path : "");
        if (_context.Expressions.TryGetValue(path, out var expression))
        {
            var maker = _body.MakerOf(value);
            if (maker is ParameterOp) return _values[value] = new Value(expression, false);
            if (maker is BufferOp) return _values[value] = ReadTable(path, _body[value].Shape);
        }
        throw new System.InvalidOperationException($"{path} is used outside of where it is made");
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

    string IBodyText.Scalar(double value, string? parameter)
    {
        if (parameter is null) return $"Scalars.Of({Literals.Of(value)})";
        if (IsStatic)
        {
            _sizes.Tell("double", parameter);
            return $"Scalars.Of({parameter})";
        }
        _number = parameter;
        return "_" + parameter;
    }

    private Value ReadTable(string path, Shape shape) =>
        Emit([Name(LastName(path))], [], $"{_context.Expressions[path]}.Read({string.Join(", ", SizesFor(path).Prepend(_like!))})", shape.ToString());

    private IEnumerable<string> SizesFor(string path) => _context.Tables.TryGetValue(path, out var sizes) ? sizes.Select(_sizes.Text) : [];

    /// <summary>What the specification's author calls the result of a step, where that is a word; else what makes it.</summary>
    private string NameOf(int step, string otherwise) => _context.Names[step] is { } name and not ("x" or "y") ? name : otherwise;

    private string Name(string wish) => _names.Take(Names.Camel(wish));

    /// <summary>The method that computes a cached value.</summary>
    public static string MethodName(string expression) => "Compute" + string.Concat(expression.Where(char.IsLetterOrDigit));

    private static string LastName(string path) => path.Substring(path.LastIndexOf('.') + 1);

    private static string LayerName(Apply step)
    {
        var name = LastName(step.Path);
        return char.IsDigit(name[0]) ? step.Op.Name.Replace("2d", "") + name : name;
    }
}
