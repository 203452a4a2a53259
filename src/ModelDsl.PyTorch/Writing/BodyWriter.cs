using ModelDsl.PyTorch.Lowering;

namespace ModelDsl.PyTorch.Writing;

/// <summary>
/// Turns steps into statements as people write them: a result that is used once, by the next step, stands inside it unless its
/// author named it; a name is used again when its value is no longer needed.
/// </summary>
internal sealed class BodyWriter : IBodyText
{
    private const int LongestInside = 72;
    private const int LongestReturned = 100;
    private const int DeepestInside = 4;

    private readonly Body _body;
    private readonly ClassContext _context;
    private readonly BodyKind _kind;
    private readonly PyTorchLowering _lowering;
    private readonly SizeBinder _sizes;
    private readonly NameSet _names;
    private readonly HashSet<string> _locals = [];
    private readonly List<Line> _head = [];
    private readonly List<Line> _lines = [];
    private readonly Dictionary<Ref, Value> _values = [];
    private readonly Dictionary<Ref, int> _uses = [];
    private readonly Likeness? _like;
    private readonly Dictionary<int, Chain> _chains;
    private string? _rate;
    private Ref? _returned;
    private readonly HashSet<int> _places = [];
    private bool _isPlace;
    private bool _needsDevice;
    private bool _needsType;
    private (int Line, IReadOnlyList<string> Names) _justBound = (-1, []);

    /// <param name="body">The body.</param>
    /// <param name="context">The class around it.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="inputs">The names of its inputs.</param>
    /// <param name="like">The type and device that new tensors take; null for a table, which gets the device.</param>
    public BodyWriter(Body body, ClassContext context, BodyKind kind, IReadOnlyList<string> inputs, Likeness? like)
    {
        (_body, _context, _kind, _like) = (body, context, kind, like);
        _names = new NameSet([.. PythonNames.Reserved, .. Parts.Functions, .. inputs]);
        _chains = Chains.Of(context.Instance).SelectMany(c => c.Steps.Select(s => (s, c))).ToDictionary(p => p.s, p => p.c);
        for (var i = 0; i < inputs.Count; i++)
        {
            _locals.Add(inputs[i]);
            _values.Add(new Ref(-1, i), new Value(inputs[i], true, [inputs[i]]) { Shape = body.Inputs[i].Shape });
        }
        _sizes = new SizeBinder(
            [.. inputs.Select((name, i) => (name, body.Inputs[i].Shape))], _names, (local, text, comment) => _head.Add(new Line($"{local} = {text}", comment)), context.Axes, context.Sizes,
            isStatic: false, new PythonSizes(context.NameOf));
        _lowering = new PyTorchLowering(this);
    }

    /// <summary>The sizes that the body needs from its caller.</summary>
    public IReadOnlyList<SizeParameter> SizeParameters => _sizes.Parameters;

    string IBodyText.Like => $"{DeviceText()}, dtype={TypeText()}";

    string IBodyText.Device => DeviceText();

    string IBodyText.Type => TypeText();

    string? IBodyText.Rate => _rate;

    string IBodyText.Size(Dim size) => _sizes.Text(size);

    IReadOnlyList<string> IBodyText.View(Shape shape)
    {
        List<string> sizes = [.. _sizes.View(shape)!];
        // PyTorch finds one size, best one that is long to write.
        if (!sizes.Contains("-1") && sizes.FindIndex(s => s.Contains(' ', StringComparison.Ordinal)) is >= 0 and var hard && shape.All(d => d.AtReference() > 0)) sizes[hard] = "-1";
        return sizes;
    }

    string IBodyText.Number(double value, string? parameter)
    {
        if (parameter is null) return PythonText.Number(value);
        _context.Kept.Add(parameter);
        return "self." + _context.NameOf(parameter);
    }

    void IBodyText.Needs(string part) => _context.Needs(part);

    /// <summary>The statements that make some values, and the values.</summary>
    /// <param name="steps">The steps that may run.</param>
    /// <param name="outputs">What they are to yield.</param>
    public (IReadOnlyList<Line> Lines, IReadOnlyList<string> Results) Build(IEnumerable<int> steps, IReadOnlyList<Ref> outputs)
    {
        var running = _body.Needed(steps, outputs, _kind == BodyKind.Table);
        CountUses(running, outputs);
        if (_kind != BodyKind.Table) FindPlaces(running, outputs);
        if (outputs.Count == 1) _returned = outputs[0];
        foreach (var index in running)
        {
            if (_body.Steps[index] is Call call) Run(call, index);
            else Operate((Apply)_body.Steps[index], index);
        }
        var results = outputs.Select(o => Use(o).Text).ToList();
        if (_like is { } like && (_needsDevice || _needsType))
        {
            _head.Insert(0, new Line(_needsDevice && _needsType ? $"device, dtype = {like.Device}, {like.Type}" : _needsDevice ? $"device = {like.Device}" : $"dtype = {like.Type}", ""));
        }
        return ([.. _head, .. _lines], results);
    }

    private string DeviceText()
    {
        _needsDevice = true;
        return "device=device";
    }

    /// <summary>The type of floating point numbers: a table is computed in single precision.</summary>
    private string TypeText()
    {
        if (_kind == BodyKind.Table || _isPlace) return "torch.float32";
        _needsType = true;
        return "dtype";
    }

    private void CountUses(IReadOnlyList<int> running, IReadOnlyList<Ref> outputs)
    {
        var uses = running.Where(i => _body.Steps[i] is not Apply { Op: TableOp } || IsComputedHere(i)).SelectMany(i => _body.Steps[i].Inputs).Concat(outputs);
        foreach (var use in uses) _uses[use] = _uses.GetValueOrDefault(use) + 1;
        foreach (var (value, known) in _values) known.Left = _uses.GetValueOrDefault(value);
    }

    /// <summary>Finds the steps whose numbers only tell places, and end as whole numbers or truth values: a model in 16 bits counts to 256 and no further.</summary>
    private void FindPlaces(IReadOnlyList<int> running, IReadOnlyList<Ref> outputs)
    {
        foreach (var index in running.Reverse())
        {
            var value = new Ref(index, 0);
            if (_body.Steps[index] is not Apply { Op: ArangeOp or ConvertOp { Type: ElementType.Float32 } or UnaryOp or ScalarOp or SizeOp or BinaryOp or ViewOp } || outputs.Contains(value)) continue;
            if (running.Where(i => _body.Steps[i].Inputs.Contains(value)).All(i => _body.Steps[i] is Apply && (_places.Contains(i) || _body[new Ref(i, 0)].Type != ElementType.Float32))) _places.Add(index);
        }
    }

    private bool IsComputedHere(int step) => _kind == BodyKind.Table && _body.Steps[step] is Apply { Op: BufferOp };

    private void Operate(Apply step, int index)
    {
        var result = new Ref(index, 0);
        if (_chains.TryGetValue(index, out var chain))
        {
            if (index != chain.Steps[^1]) return;
            var input = Use(_body.Steps[chain.Steps[0]].Inputs[0]);
            Set(result, $"{_context.ExpressionOf(chain.Path)}({input.Text})", [input], NameOf(index), chain.Path);
            return;
        }
        if (step.Op is GivenOp)
        {
            Give(step, result);
            return;
        }
        _isPlace = _places.Contains(index);
        _rate = step.Op is RateOp ? _context.Rates[_body.Steps.Take(index).Count(s => s is Apply { Op: RateOp })] : null;
        Value[] operands = [.. step.Inputs.Select(Use)];
        Code[] inputs = [.. operands.Select(o => o.Code)];
        var module = step.Op is LayerOp ? _context.ExpressionOf(step.Path) ?? throw Unreachable(step.Path) : "";
        var code = step.Op switch
        {
            LayerOp when IsLayerItself(step, index) => new Code($"{module}({inputs[0].Text})"),
            LayerOp layer => layer.Lower(_lowering, new Operands<Code>(inputs, [module])),
            var op => op.Lower(_lowering, new Operands<Code>(inputs, [])),
        };
        if (inputs.Length > 0 && ReferenceEquals(code, inputs[0]))
        {
            // What an operation leaves as it is needs no step.
            Share(result, operands[0]);
            return;
        }
        Set(result, code, operands, ReferenceEquals(_body, _context.Body) ? NameOf(index) : null, step.Path.Length > 0 ? LastName(step.Path) : step.Op.Name);
    }

    /// <summary>A result that is its operand.</summary>
    private void Share(Ref result, Value operand)
    {
        operand.Left += _uses.GetValueOrDefault(result);
        _values[result] = operand;
    }

    private string? NameOf(int index) => _context.Names[index] is { } name ? PythonNames.Snake(name) : null;

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
        if (step.Op is BufferOp && _kind == BodyKind.Table)
        {
            Share(result, Use(step.Inputs[0]));
            return;
        }
        _values[result] = new Value(Given(step.Op, step.Path), false, []) { Left = _uses.GetValueOrDefault(result) };
    }

    private Code Given(Op op, string path)
    {
        var expression = _context.ExpressionOf(path) ?? throw Unreachable(path);
        if (op is ParameterOp) return expression;
        var sizes = _context.Tables.TryGetValue(path, out var told) ? told.Select(_sizes.Text).ToList() : [];
        if (op is CachedOp) return $"self.{ClassContext.MethodOf(path)}({string.Join(", ", sizes)})";
        if (sizes.Count == 0) return expression;
        // Computed in single precision, whatever the module was converted to.
        var cast = ((BufferOp)op).Entry.Type == ElementType.Float32 ? $".to({TypeText()})" : "";
        return $"self.{ClassContext.MethodOf(path)}({string.Join(", ", sizes.Append(DeviceText()))}){cast}";
    }

    private void Run(Call call, int index)
    {
        Value[] arguments = [.. call.Inputs.Select(Use)];
        string[] sizes = [.. _context.SizesOf(call.Path).Select(_sizes.Text)];
        var outputs = call.Body.Outputs;
        if (call is Repeat repeat)
        {
            Run(repeat, index, arguments, sizes);
            return;
        }
        var module = _context.ExpressionOf(call.Path) ?? throw Unreachable(call.Path);
        var code = new Code($"{module}({string.Join(", ", arguments.Select(a => a.Text).Concat(sizes))})");
        if (outputs.Count == 1) Set(new Ref(index, 0), code, arguments, null, outputs[0].Name ?? call.Body.Name);
        else Assign([.. outputs.Select((o, i) => (new Ref(index, i), NameLike(arguments, i) ?? PythonNames.Snake(o.Name ?? "x")))], code.Text, "");
    }

    /// <summary>Calls the modules of a list one after another.</summary>
    private void Run(Repeat repeat, int index, Value[] arguments, string[] sizes)
    {
        var count = repeat.Results.Count;
        var carried = new List<string>();
        var others = arguments.Skip(count).Select(a => OutsideLoop(a, repeat.Body.Inputs[0].Name)).ToList();
        for (var i = 0; i < count; i++)
        {
            // A value that is needed later keeps its name.
            var wish = NameLike(arguments, i) ?? PythonNames.Snake(repeat.Body.Outputs[i].Name ?? "x");
            var name = arguments[i].IsName && arguments[i].Left == 0 && !IsHeld(arguments[i].Text) && _locals.Contains(arguments[i].Text) ? arguments[i].Text : "";
            if (name.Length == 0)
            {
                name = Free(wish);
                _lines.Add(new Line($"{name} = {arguments[i].Text}", ""));
            }
            Bind(new Ref(index, i), name);
            carried.Add(name);
        }
        var list = _context.ExpressionOf(repeat.Path) ?? throw Unreachable(repeat.Path);
        var item = _names.Take(PythonNames.Snake(Singular(repeat)));
        _lines.Add(new Line($"for {item} in {list}:", "", $"{string.Join(", ", carried)} = {item}({string.Join(", ", carried.Concat(others).Concat(sizes))})"));
    }

    /// <summary>What a loop hands on each time is computed before it.</summary>
    private string OutsideLoop(Value argument, string name)
    {
        if (argument.IsName || !argument.Text.Contains('(', StringComparison.Ordinal)) return argument.Text;
        var local = _names.Take(PythonNames.Snake(name));
        _lines.Add(new Line($"{local} = {argument.Text}", ""));
        return local;
    }

    private static string Singular(Repeat repeat)
    {
        var list = repeat.Path.EndsWith("." + ListSlot.First, StringComparison.Ordinal) ? repeat.Path[..^(ListSlot.First.Length + 1)] : repeat.Path;
        var name = LastName(list);
        return name.Length > 1 && name[^1] == 's' && !char.IsDigit(name[0]) ? name[..^1] : PythonNames.Snake(repeat.Body.Name);
    }

    /// <summary>The name of an operand that ends here, for a result of its kind.</summary>
    private string? NameLike(Value[] operands, int i) => i < operands.Length && operands[i].IsName && operands[i].Left == 0 ? operands[i].Text : null;

    /// <summary>Takes the result of a step: into the next step where it can stand there, else into a variable.</summary>
    private void Set(Ref result, Code code, Value[] operands, string? name, string otherwise)
    {
        var uses = _uses.GetValueOrDefault(result);
        var depth = operands.Select(o => o.IsName ? 0 : o.Depth).DefaultIfEmpty(0).Max() + 1;
        var isReturned = result == _returned && code.Text.Length <= LongestReturned;
        if (uses == 1 && (isReturned || (name is null && code.Text.Length <= LongestInside && depth <= DeepestInside)))
        {
            _values[result] = new Value(code, false, [.. operands.SelectMany(o => o.Names)]) { Left = 1, Depth = depth };
            return;
        }
        // What has the shape of a value that ends here continues under its name.
        var like = NameLike(operands, 0) is { } ended && (ended is "x" or "y" || _body[result].Shape.Equals(operands[0].Shape)) ? ended : null;
        var yielded = _body.Outputs.Count > 1 ? _body.Outputs.FirstOrDefault(o => o.Value == result)?.Name : null;
        var wish = name ?? (yielded is null ? null : PythonNames.Snake(yielded)) ?? like ?? (_locals.Contains("x") && !IsFree("x") ? PythonNames.Snake(otherwise) : "x");
        Assign([(result, wish)], code.Text, code.Comment);
    }

    private void Assign(IReadOnlyList<(Ref Result, string Wish)> results, string text, string comment)
    {
        var names = new List<string>();
        foreach (var (result, wish) in results)
        {
            var name = Free(wish);
            Bind(result, name);
            names.Add(name);
        }
        _lines.Add(new Line($"{string.Join(", ", names)} = {text}", comment));
    }

    private void Bind(Ref result, string name)
    {
        // A result that nobody needs must not be taken for a free name before its statement is written.
        _values[result] = new Value(name, true, [name]) { Left = _uses.GetValueOrDefault(result), Shape = _body[result].Shape };
        _justBound = (_lines.Count, [.. _justBound.Line == _lines.Count ? _justBound.Names : [], name]);
    }

    /// <summary>A name that may be assigned to, as near to the wish as can be.</summary>
    private string Free(string wish)
    {
        for (var i = 1; ; i++)
        {
            var name = i == 1 ? wish : wish + Dim.Text(i);
            if (_locals.Contains(name))
            {
                if (IsFree(name)) return name;
                continue;
            }
            name = _names.Take(name);
            _locals.Add(name);
            return name;
        }
    }

    private bool IsFree(string name) => !IsHeld(name) && !_values.Values.Any(v => v.IsName && v.Left > 0 && v.Text == name) && !(_justBound.Line == _lines.Count && _justBound.Names.Contains(name));

    /// <summary>Whether an expression that is still to be written reads a name.</summary>
    private bool IsHeld(string name) => _values.Values.Any(v => !v.IsName && v.Left > 0 && v.Names.Contains(name));

    private Value Use(Ref reference)
    {
        if (!_values.TryGetValue(reference, out var value))
        {
            // Weights may be declared before the module that uses them, in a group that is not a block.
            var path = reference.Outside ?? (reference.Step >= 0 ? _body.Steps[reference.Step].Path : "");
            var maker = _body.MakerOf(reference) ?? throw Unreachable(path);
            if (maker is not (ParameterOp or TableOp)) throw Unreachable(path);
            _values[reference] = value = new Value(Given(maker, path), false, []) { Left = _uses.GetValueOrDefault(reference) };
        }
        value.Left--;
        return value;
    }

    private static PyTorchException Unreachable(string path) => new($"'{path}' is used outside of the block that makes it, which PyTorch source cannot say; pass it to the block as an argument");

    private static string LastName(string path) => path[(path.LastIndexOf('.') + 1)..];
}
