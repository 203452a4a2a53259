using ModelDsl.Onnx.Constants;

namespace ModelDsl.Onnx.Lowering;

/// <summary>Each operation as nodes of an ONNX file, with operators of ONNX itself.</summary>
/// <remarks>What each becomes follows what ONNX Runtime fuses: see docs/onnx.md.</remarks>
/// <param name="nodes">The file.</param>
/// <param name="sizes">Sizes as values of the file.</param>
/// <param name="options">The version of the operators, and the engine.</param>
internal sealed partial class OnnxLowering(NodeList nodes, SizeNodes sizes, OnnxOptions options) : ILowering<Value>
{
    private readonly int opset = options.Opset;

    /// <summary>The shape of what the step at hand yields.</summary>
    public Shape Result { get; set; } = new();

    /// <summary>The type of its elements.</summary>
    public ElementType Type { get; set; }

    public Value Unary(UnaryOp op, Operands<Value> x)
    {
        var v = x.Inputs[0];
        return op.Function switch
        {
            Function.Gelu when opset < 20 => Node("Mul", Node("Mul", v, nodes.Number(0.5)), Node("Add", Node("Erf", Node("Div", v, nodes.Number(Math.Sqrt(2)))), nodes.Number(1))),
            Function.Gelu => Node("Gelu", [v], ("approximate", "none")),
            Function.GeluTanh when opset < 20 => Node("Mul", Node("Mul", v, nodes.Number(0.5)), Node("Add", Node("Tanh", Node("Mul", nodes.Number(Math.Sqrt(2 / Math.PI)), Node("Add", v, Node("Mul", nodes.Number(0.044715), Node("Mul", v, Node("Mul", v, v)))))), nodes.Number(1))),
            Function.GeluTanh => Node("Gelu", [v], ("approximate", "tanh")),
            Function.Relu => Node("Relu", v),
            Function.Relu6 => Node("Clip", v, nodes.Number(0), nodes.Number(6)),
            // Not Swish: ONNX Runtime makes QuickGelu of this form.
            Function.Silu => Node("Mul", v, Node("Sigmoid", v)),
            Function.Mish => Node("Mul", v, Node("Tanh", Node("Softplus", v))),
            Function.HardSwish => Node("Mul", v, HardSigmoid(v)),
            Function.HardSigmoid => HardSigmoid(v),
            Function.Sigmoid => Node("Sigmoid", v),
            Function.Tanh => Node("Tanh", v),
            Function.Softplus => Node("Softplus", v),
            Function.Abs => Node("Abs", v),
            Function.Negate => Node("Neg", v),
            Function.Sign => Node("Sign", v),
            Function.Exp => Node("Exp", v),
            Function.Log => Node("Log", v),
            Function.Log2 => Node("Mul", Node("Log", v), nodes.Number(1 / Math.Log(2))),
            Function.Sqrt => Node("Sqrt", v),
            Function.Rsqrt => Node("Reciprocal", Node("Sqrt", v)),
            Function.Sin => Node("Sin", v),
            Function.Cos => Node("Cos", v),
        };
    }

    public Value Parametric(ParametricOp op, Operands<Value> x) => op.Function switch
    {
        ParametricFunction.LeakyRelu => Node("LeakyRelu", [x.Inputs[0]], ("alpha", (float)op.Number)),
        ParametricFunction.Elu => Node("Elu", [x.Inputs[0]], ("alpha", (float)op.Number)),
        ParametricFunction.Power => Node("Pow", x.Inputs[0], nodes.Number(op.Number)),
    };

    public Value Clamp(ClampOp op, Operands<Value> x) =>
        nodes.Add("Clip", Result, [x.Inputs[0], op.Minimum is { } least ? nodes.Number(least) : null, .. op.Maximum is { } most ? [nodes.Number(most)] : Array.Empty<Value>()]);

    public Value Softmax(SoftmaxOp op, Operands<Value> x) => Node(op.IsLog ? "LogSoftmax" : "Softmax", [x.Inputs[0]], ("axis", (long)op.Axis));

    public Value Binary(BinaryOp op, Operands<Value> x) => Node(Kind(op.Function), x.Inputs[0], x.Inputs[1]);

    public Value Scalar(ScalarOp op, Operands<Value> x) => Arithmetic(op.Function, x.Inputs[0], nodes.Number(op.Value), op.IsLeft);

    public Value Size(SizeOp op, Operands<Value> x) => Arithmetic(op.Function, x.Inputs[0], sizes.Float(op.Size), op.IsLeft);

    public Value MatMul(MatMulOp op, Operands<Value> x) => Node("MatMul", x.Inputs[0], x.Inputs[1]);

    public Value Attention(AttentionOp op, Operands<Value> x)
    {
        var (query, key, value) = (x.Inputs[0], x.Inputs[1], x.Inputs[2]);
        if (options.Target == OnnxTarget.OnnxRuntime && PackedAttention.Of(op, x) is { } packed) return Packed(packed);
        var weights = query.Shape.With(-1, key.Shape[-2]);
        var rank = query.Shape.Rank;
        var scale = op.Scale is { } given ? nodes.Number(given) : query.Shape[-1].IsConstant
            ? nodes.Number(1 / Math.Sqrt(query.Shape[-1].Value))
            : nodes.Add("Reciprocal", new Shape(), [nodes.Add("Sqrt", new Shape(), [sizes.Float(query.Shape[-1])])]);
        // There are fewer numbers in a query than weights for it.
        var scaled = op.Scale == 1 ? query : nodes.Add("Mul", query.Shape, [query, scale]);
        var scores = nodes.Add("MatMul", weights, [scaled, Transpose(key, [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2])]);
        if (op.IsCausal) scores = Masked(scores, CausalMask(weights[-2], weights[-1]));
        else if (op.Mask == ElementType.Bool) scores = Masked(scores, x.Inputs[3]);
        else if (op.Mask is not null) scores = nodes.Add("Add", weights, [scores, x.Inputs[3]]);
        return Node("MatMul", nodes.Add("Softmax", weights, [scores], null, ("axis", rank - 1L)), value);
    }

    /// <summary>Attention as one operator, in the axes of [.., heads, tokens, width]: those around it are views, which cancel.</summary>
    private Value Packed(PackedAttention attention)
    {
        var (input, tokens) = (attention.Input, attention.Input.Shape[-2]);
        var lead = input.Shape.Take(input.Shape.Rank - 2).ToList();
        var samples = lead.Aggregate((a, b) => a * b);
        var mask = attention.Mask is { } given ? Reshape(given, new Shape([given.Shape.Rank == 4 ? given.Shape[0] : 1, attention.Heads, tokens, tokens])) : null;
        var result = attention.Add(nodes, Reshape(input, new Shape([samples, tokens, input.Shape[-1]])), mask);
        var heads = Reshape(result, new Shape([.. lead, tokens, attention.Heads, attention.Width]));
        return Transpose(heads, [.. Enumerable.Range(0, lead.Count), lead.Count + 1, lead.Count, lead.Count + 2]);
    }

    public Value Compare(CompareOp op, Operands<Value> x) => Comparison(op.Function, x.Inputs[0], x.Inputs[1]);

    public Value CompareNumber(CompareNumberOp op, Operands<Value> x) => x.Inputs[0].Type == ElementType.Int64
        ? Comparison(op.Function, nodes.Add("Cast", Result, [x.Inputs[0]], ElementType.Float32, ("to", ModelText.DataType(ElementType.Float32))), nodes.Number(op.Number))
        : Comparison(op.Function, x.Inputs[0], nodes.Number(op.Number));

    public Value Logical(LogicalOp op, Operands<Value> x) => Node(op.Function switch { LogicalFunction.And => "And", LogicalFunction.Or => "Or" }, x.Inputs[0], x.Inputs[1]);

    public Value Not(NotOp op, Operands<Value> x) => Node("Not", x.Inputs[0]);

    public Value Where(WhereOp op, Operands<Value> x) => nodes.Add("Where", Result, [x.Inputs[0], x.Inputs[1], x.Inputs[2]], Type);

    public Value MaskedFill(MaskedFillOp op, Operands<Value> x) => nodes.Add("Where", Result, [x.Inputs[1], nodes.Number(op.Value), x.Inputs[0]], Type);

    public Value Convert(ConvertOp op, Operands<Value> x) => nodes.Add("Cast", Result, [x.Inputs[0]], Type, ("to", ModelText.DataType(op.Type)));

    public Value Embedding(EmbeddingOp op, Operands<Value> x) => nodes.Add("Gather", Result, [x.Weights[0], x.Inputs[0]], null, ("axis", 0L));

    public Value TakeRows(TakeRowsOp op, Operands<Value> x) => Node("Gather", [x.Inputs[0], x.Inputs[1]], ("axis", 0L));

    public Value Arange(ArangeOp op, Operands<Value> x) => nodes.Add("Range", Result, [sizes.Float(op.Start), sizes.Float(op.End), nodes.Number(1)]);

    public Value Reduce(ReduceOp op, Operands<Value> x)
    {
        var kind = op.Kind switch
        {
            ReductionKind.Mean => "ReduceMean",
            ReductionKind.Sum => "ReduceSum",
            ReductionKind.Max => "ReduceMax",
            ReductionKind.Min => "ReduceMin",
        };
        return Node(kind, [x.Inputs[0], nodes.Integers([.. op.Axes.Select(a => (long)a)])], ("keepdims", op.Keeps ? 1L : 0L));
    }

    public Value Dropout(DropoutOp op, Operands<Value> x) => x.Inputs[0];

    public Value DropPath(DropPathOp op, Operands<Value> x) => x.Inputs[0];

    private Value HardSigmoid(Value v) => Node("HardSigmoid", [v], ("alpha", 1f / 6f), ("beta", 0.5f));

    private Value Arithmetic(BinaryFunction function, Value x, Value number, bool isLeft) => isLeft ? Node(Kind(function), number, x) : Node(Kind(function), x, number);

    private Value Comparison(ComparisonFunction function, Value a, Value b)
    {
        var kind = function switch
        {
            ComparisonFunction.Less => "Less",
            ComparisonFunction.LessOrEqual => "LessOrEqual",
            ComparisonFunction.Greater => "Greater",
            ComparisonFunction.GreaterOrEqual => "GreaterOrEqual",
            ComparisonFunction.Equal or ComparisonFunction.NotEqual => "Equal",
        };
        var holds = nodes.Add(kind, Result, [a, b], ElementType.Bool);
        return function == ComparisonFunction.NotEqual ? Node("Not", holds) : holds;
    }

    private Value Masked(Value scores, Value mask) => nodes.Add("Where", scores.Shape, [mask, scores, nodes.Number(double.NegativeInfinity)], scores.Type);

    /// <summary>Which keys a query sees: those that are not behind it.</summary>
    private Value CausalMask(Dim queries, Dim keys)
    {
        var shape = new Shape(queries, keys);
        if (queries.IsConstant && keys.IsConstant)
            return nodes.Constant("causal_mask", shape, ElementType.Bool, () => Table.Of(ElementType.Bool, [queries.Value, keys.Value], i => i % keys.Value <= i / keys.Value ? 1 : 0));
        var rows = nodes.Add("Unsqueeze", new Shape(queries, 1), [Range(queries), nodes.Integers(1)]);
        return nodes.Add("LessOrEqual", shape, [Range(keys), rows], ElementType.Bool);
    }

    /// <summary>The whole numbers from 0 below a size.</summary>
    private Value Range(Dim size) => nodes.Add("Range", new Shape(size), [nodes.Integer(0), sizes.Scalar(size), nodes.Integer(1)]);

    private static string Kind(BinaryFunction function) => function switch
    {
        BinaryFunction.Add => "Add",
        BinaryFunction.Subtract => "Sub",
        BinaryFunction.Multiply => "Mul",
        BinaryFunction.Divide => "Div",
    };

    private Value Node(string kind, params Value[] inputs) => nodes.Add(kind, Result, inputs, Type);

    private Value Node(string kind, Value[] inputs, params (string, object)[] attributes) => nodes.Add(kind, Result, inputs, Type, attributes);
}
