namespace ModelDsl.Onnx.Lowering;

/// <summary>
/// Sizes as values of the file. A constant is a constant; a size that follows from the shape of an input is computed by
/// nodes, once for each size.
/// </summary>
/// <param name="nodes">The file.</param>
/// <param name="inputs">The model's inputs, whose axes the symbols are.</param>
internal sealed class SizeNodes(NodeList nodes, IReadOnlyList<Value> inputs)
{
    private static readonly Shape s_one = new(1);
    private readonly Dictionary<string, Value> _known = new(StringComparer.Ordinal);

    /// <summary>Sizes as one list of whole numbers.</summary>
    public Value List(params IReadOnlyList<Dim> sizes)
    {
        if (sizes.All(s => s.IsConstant)) return nodes.Integers([.. sizes.Select(s => s.Value)]);
        if (sizes.Count == 1) return Of(sizes[0]);
        return Once(string.Join(", ", sizes.Select(s => s.ToString())), () => Node("Concat", new Shape(sizes.Count), ElementType.Int64, [("axis", 0L)], [.. Runs(sizes)]));
    }

    /// <summary>A size as a list of one whole number.</summary>
    public Value Of(Dim size) => size.IsConstant ? nodes.Integers(size.Value) : Once(size.ToString(), () => Sum(size));

    /// <summary>A size as a floating point number without an axis.</summary>
    public Value Float(Dim size) => size.IsConstant ? nodes.Number(size.Value) : Once("float " + size, () => Cast(Scalar(size), ElementType.Float32));

    /// <summary>A size as a whole number without an axis.</summary>
    public Value Scalar(Dim size) => size.IsConstant ? nodes.Integer(size.Value) : Once("scalar " + size, () => Node("Squeeze", new Shape(), ElementType.Int64, [], Of(size), nodes.Integers(0)));

    private Value Sum(Dim size)
    {
        Value? sum = null;
        foreach (var term in size.Terms.OrderBy(t => t.Coefficient < 0))
        {
            var isTaken = term.Coefficient < 0 && sum is not null;
            var product = Product(term, isTaken ? -term.Coefficient : term.Coefficient);
            sum = sum is null ? product : Node(isTaken ? "Sub" : "Add", sum, product);
        }
        return sum!;
    }

    /// <summary>Neighbouring constants go into one list.</summary>
    private IEnumerable<Value> Runs(IReadOnlyList<Dim> sizes)
    {
        var constants = new List<long>();
        foreach (var size in sizes)
        {
            if (size.IsConstant)
            {
                constants.Add(size.Value);
                continue;
            }
            if (constants.Count > 0) yield return nodes.Integers([.. constants]);
            constants.Clear();
            yield return Of(size);
        }
        if (constants.Count > 0) yield return nodes.Integers([.. constants]);
    }

    private Value Product(Term term, long coefficient)
    {
        Value? product = coefficient == 1 && term.Factors.Count > 0 ? null : nodes.Integers(coefficient);
        foreach (var factor in term.Factors) product = product is null ? Atom(factor) : Node("Mul", product, Atom(factor));
        return product!;
    }

    private Value Atom(Atom atom) => Once(atom.ToString(), () => atom switch
    {
        SymbolAtom symbol => Symbol(symbol),
        QuotientAtom quotient => Node("Div", Atom(quotient.Dividend), nodes.Integers(quotient.Divisor)),
        RatioAtom ratio => Node("Div", Of(ratio.Dividend), Of(ratio.Divisor)),
        FloorAtom floor => Floor(floor),
        SquareRootAtom root => SquareRoot(root),
        IndicatorAtom indicator => Cast(Node("Equal", s_one, ElementType.Bool, [], Of(indicator.Left), Of(indicator.Right)), ElementType.Int64),
        _ => throw new InvalidOperationException($"no nodes are known for the size {atom}"),
    });

    private Value Symbol(SymbolAtom symbol)
    {
        foreach (var input in inputs)
        {
            for (var axis = 0; axis < input.Shape.Rank; axis++)
            {
                if (input.Shape[axis].SingleAtom is not { } atom || !atom.Equals(symbol)) continue;
                return Node("Shape", s_one, ElementType.Int64, [("start", (long)axis), ("end", axis + 1L)], input);
            }
        }
        throw new OnnxException($"the size {symbol} is not an axis of an input, so a file cannot compute it");
    }

    /// <summary>A quotient rounded down; ONNX rounds towards zero, so a dividend that may be negative is lifted first.</summary>
    private Value Floor(FloorAtom floor)
    {
        var (dividend, divisor) = (floor.Dividend, Of(floor.Divisor));
        if (dividend.Minimum() is >= 0) return Node("Div", Of(dividend), divisor);
        // ⌊a/b⌋ = (a − (a mod b))/b, and Mod has the sign of the divisor.
        var rest = Node("Mod", Of(dividend), divisor);
        return Node("Div", Node("Sub", Of(dividend), rest), divisor);
    }

    /// <summary>The root in single precision: exact for squares below 2²⁴, and sizes of maps are.</summary>
    private Value SquareRoot(SquareRootAtom root)
    {
        var square = Cast(Of(root.Square), ElementType.Float32);
        return Cast(Node("Floor", s_one, ElementType.Float32, [], Node("Sqrt", s_one, ElementType.Float32, [], square)), ElementType.Int64);
    }

    private Value Cast(Value value, ElementType type) => Node("Cast", value.Shape, type, [("to", ModelText.DataType(type))], value);

    private Value Node(string kind, params Value[] inputs) => Node(kind, s_one, ElementType.Int64, [], inputs);

    private Value Node(string kind, Shape shape, ElementType type, IReadOnlyList<(string, object)> attributes, params Value[] inputs)
    {
        var (place, step) = (nodes.Place, nodes.Step);
        (nodes.Place, nodes.Step) = ("sizes", kind.ToLowerInvariant());
        var value = nodes.Add(kind, shape, inputs, type, attributes);
        (nodes.Place, nodes.Step) = (place, step);
        return value;
    }

    private Value Once(string key, Func<Value> make) => _known.TryGetValue(key, out var known) ? known : _known[key] = make();
}
