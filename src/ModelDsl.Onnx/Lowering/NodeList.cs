using ModelDsl.Onnx.Constants;

namespace ModelDsl.Onnx.Lowering;

/// <summary>The nodes of a file under construction, in order, and the names that are taken.</summary>
internal sealed class NodeList
{
    private readonly List<OnnxNode> _nodes = [];
    private readonly ValueNames _names = new();
    private readonly Dictionary<string, Value> _small = new(StringComparer.Ordinal);

    /// <summary>Where the step at hand lies in the model: the first part of the names of its values.</summary>
    public string Place { get; set; } = "";

    /// <summary>What the step at hand is called.</summary>
    public string Step { get; set; } = "";

    /// <summary>The nodes in order.</summary>
    public IReadOnlyList<OnnxNode> Nodes => _nodes;

    /// <summary>An input of the model.</summary>
    public Value Input(string name, Shape shape, ElementType type) => new() { Name = Free(name), Shape = shape, Type = type };

    /// <summary>Adds a node.</summary>
    /// <param name="kind">The operator.</param>
    /// <param name="shape">The shape of what it yields.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="type">The type of what it yields; that of the first input where absent.</param>
    /// <param name="attributes">Its attributes.</param>
    public Value Add(string kind, Shape shape, IReadOnlyList<Value?> inputs, ElementType? type = null, params IReadOnlyList<(string, object)> attributes) =>
        Add(kind, shape, inputs, type, "", attributes);

    /// <summary>Adds a node whose operator is of a domain beside ONNX's.</summary>
    /// <inheritdoc cref="Add(string, Shape, IReadOnlyList{Value}, ElementType?, IReadOnlyList{ValueTuple{string, object}})"/>
    public Value Add(string kind, Shape shape, IReadOnlyList<Value?> inputs, ElementType? type, string domain, params IReadOnlyList<(string, object)> attributes)
    {
        var node = new OnnxNode(kind, [.. inputs], attributes) { Domain = domain };
        var name = Place.Length > 0 ? $"{Place}/{Step}" : Step;
        node.Output = new Value { Name = Free(name), Shape = shape, Type = type ?? inputs[0]!.Type, Maker = node };
        _nodes.Add(node);
        return node.Output;
    }

    /// <summary>A constant that is computed when the file is written.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="shape">Its sizes, all constant.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="table">Its elements.</param>
    public Value Constant(string name, Shape shape, ElementType type, Func<Table> table) => new() { Name = Free(name), Shape = shape, Type = type, Table = table };

    /// <summary>A number.</summary>
    public Value Number(double number)
    {
        var name = "number_" + number.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        return Small(name, () => Table.Of([], [(float)number]));
    }

    /// <summary>Whole numbers, as axes and sizes are.</summary>
    public Value Integers(params long[] numbers) => Small("integers_" + string.Join("_", numbers.Select(Dim.Text)), () => Table.Of([numbers.Length], numbers));

    /// <summary>One whole number without an axis.</summary>
    public Value Integer(long number) => Small("integer_" + Dim.Text(number), () => Table.Of([], [number]));

    /// <summary>A row of zeros.</summary>
    public Value Zeros(long count) => Small("zeros_" + Dim.Text(count), () => Table.Of([count], new float[count]));

    /// <summary>Removes the nodes that nothing is made from.</summary>
    public void RemoveUnread(IEnumerable<Value> outputs)
    {
        var read = new HashSet<Value>(outputs);
        for (var i = _nodes.Count - 1; i >= 0; i--)
        {
            if (read.Contains(_nodes[i].Output)) read.UnionWith(_nodes[i].Inputs.OfType<Value>());
            else _nodes.RemoveAt(i);
        }
    }

    /// <summary>A name that no other value has.</summary>
    public string Free(string name) => _names.Take(name);

    private Value Small(string name, Func<Table> table)
    {
        if (_small.TryGetValue(name, out var known)) return known;
        var values = table();
        return _small[name] = Constant(name, new Shape(values.Shape.Select(s => (Dim)s)), values.Type, () => values);
    }
}
