using ModelDsl.PyTorch.Writing;

namespace ModelDsl.PyTorch.Lowering;

/// <summary>What an operation's text refers to in the body around it.</summary>
internal interface IBodyText
{
    /// <summary>A size.</summary>
    string Size(Dim size);

    /// <summary>The sizes of a view, one of which PyTorch may find.</summary>
    IReadOnlyList<string> View(Shape shape);

    /// <summary>A number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="parameter">The parameter of the class that stands for it; null for none.</param>
    string Number(double value, string? parameter);

    /// <summary>The module that acts at the rate of the operation at hand; null where that is 0.</summary>
    string? Rate { get; }

    /// <summary>What new tensors are made with: device and type.</summary>
    string Like { get; }

    /// <summary>What new tensors of whole numbers are made with: the device.</summary>
    string Device { get; }

    /// <summary>The type of floating point numbers.</summary>
    string Type { get; }

    /// <summary>Notes that the file needs a part.</summary>
    void Needs(string part);
}

/// <summary>Each operation as an expression of PyTorch. The weights of a layer are the module that owns them.</summary>
internal sealed partial class PyTorchLowering(IBodyText body) : ILowering<Code>
{
    public Code Unary(UnaryOp op, Operands<Code> x) => op.Function switch
    {
        Function.Gelu => $"F.gelu({x.Inputs[0].Text})",
        Function.GeluTanh => $"F.gelu({x.Inputs[0].Text}, approximate=\"tanh\")",
        Function.Relu => $"F.relu({x.Inputs[0].Text})",
        Function.Relu6 => $"F.relu6({x.Inputs[0].Text})",
        Function.Silu => $"F.silu({x.Inputs[0].Text})",
        Function.Mish => $"F.mish({x.Inputs[0].Text})",
        Function.HardSwish => $"F.hardswish({x.Inputs[0].Text})",
        Function.HardSigmoid => $"F.hardsigmoid({x.Inputs[0].Text})",
        Function.Sigmoid => $"{x.Inputs[0]}.sigmoid()",
        Function.Tanh => $"{x.Inputs[0]}.tanh()",
        Function.Softplus => $"F.softplus({x.Inputs[0].Text})",
        Function.Abs => $"{x.Inputs[0]}.abs()",
        Function.Negate => new Code($"-{x.Inputs[0].At(Level.Unary)}", Level.Unary),
        Function.Sign => $"{x.Inputs[0]}.sign()",
        Function.Exp => $"{x.Inputs[0]}.exp()",
        Function.Log => $"{x.Inputs[0]}.log()",
        Function.Log2 => $"{x.Inputs[0]}.log2()",
        Function.Sqrt => $"{x.Inputs[0]}.sqrt()",
        Function.Rsqrt => $"{x.Inputs[0]}.rsqrt()",
        Function.Sin => $"{x.Inputs[0]}.sin()",
        Function.Cos => $"{x.Inputs[0]}.cos()",
    };

    public Code Parametric(ParametricOp op, Operands<Code> x)
    {
        var number = body.Number(op.Number, op.Symbol);
        return op.Function switch
        {
            ParametricFunction.LeakyRelu => $"F.leaky_relu({x.Inputs[0].Text}, {number})",
            ParametricFunction.Elu => $"F.elu({x.Inputs[0].Text}, {number})",
            ParametricFunction.Power => $"{x.Inputs[0]}.pow({number})",
        };
    }

    public Code Clamp(ClampOp op, Operands<Code> x)
    {
        var bounds = new[] { ("min", op.Minimum), ("max", op.Maximum) }.Where(b => b.Item2 is not null).Select(b => $"{b.Item1}={PythonText.Number(b.Item2!.Value)}");
        return $"{x.Inputs[0]}.clamp({string.Join(", ", bounds)})";
    }

    public Code Softmax(SoftmaxOp op, Operands<Code> x) => $"{x.Inputs[0]}.{op.Name}({op.Axis})";

    public Code Binary(BinaryOp op, Operands<Code> x) => Arithmetic(op.Function, x.Inputs[0], x.Inputs[1]);

    public Code Scalar(ScalarOp op, Operands<Code> x)
    {
        Code number = new(body.Number(op.Value, op.Symbol), op.Value < 0 && op.Symbol is null ? Level.Unary : Level.Atom);
        return op.IsLeft ? Arithmetic(op.Function, number, x.Inputs[0]) : Arithmetic(op.Function, x.Inputs[0], number);
    }

    public Code Size(SizeOp op, Operands<Code> x)
    {
        var text = body.Size(op.Size);
        Code size = new(text, text.All(c => char.IsLetterOrDigit(c) || c is '_' or '.') ? Level.Atom : Level.Comparison);
        return op.IsLeft ? Arithmetic(op.Function, size, x.Inputs[0]) : Arithmetic(op.Function, x.Inputs[0], size);
    }

    public Code MatMul(MatMulOp op, Operands<Code> x) => Infix(x.Inputs[0], "@", x.Inputs[1], Level.Product);

    public Code Attention(AttentionOp op, Operands<Code> x)
    {
        body.Needs("attention");
        var options = (op.Mask is null ? "" : $", mask={x.Inputs[3].Text}") + (op.IsCausal ? ", causal=True" : "") + (op.Scale is { } scale ? $", scale={body.Number(scale, op.Symbol)}" : "");
        return $"attention({x.Inputs[0].Text}, {x.Inputs[1].Text}, {x.Inputs[2].Text}{options})";
    }

    public Code Concat(ConcatOp op, Operands<Code> x) => $"torch.cat([{string.Join(", ", x.Inputs.Select(i => i.Text))}], {op.Axis})";

    public Code Slice(SliceOp op, Operands<Code> x)
    {
        var start = op.Start.IsConstant && op.Start.Value == 0 ? "" : body.Size(op.Start);
        return $"{x.Inputs[0]}[{Before(op.Axis)}{start}:{body.Size(op.Start + op.Length)}]";
    }

    public Code Select(SelectOp op, Operands<Code> x) => $"{x.Inputs[0]}[{Before(op.Axis)}{op.Index}]";

    public Code Pad(PadOp op, Operands<Code> x) => $"F.pad({x.Inputs[0].Text}, ({Sizes(op.Left, op.Right, op.Top, op.Bottom)}))";

    public Code Pool2d(Pool2dOp op, Operands<Code> x)
    {
        var padding = op.Padding == 0 ? "" : $", padding={Pair(op.Padding)}";
        return $"F.{op.Name}({x.Inputs[0].Text}, {Pair(op.Kernel)}, {Pair(op.Stride)}{padding}{(op.CeilMode ? ", ceil_mode=True" : "")}{(op.CountPadding ? "" : ", count_include_pad=False")})";
    }

    public Code AdaptiveAveragePool2d(AdaptiveAveragePool2dOp op, Operands<Code> x) => $"F.adaptive_avg_pool2d({x.Inputs[0].Text}, {Pair(new Extent(op.Height, op.Width))})";

    public Code Reduce(ReduceOp op, Operands<Code> x)
    {
        var name = op.Kind switch { ReductionKind.Mean => "mean", ReductionKind.Sum => "sum", ReductionKind.Max => "amax", ReductionKind.Min => "amin" };
        return $"{x.Inputs[0]}.{name}({(op.Axes.Count == 1 ? $"{op.Axes[0]}" : $"({string.Join(", ", op.Axes)})")}{(op.Keeps ? ", keepdim=True" : "")})";
    }

    public Code Resize(ResizeOp op, Operands<Code> x)
    {
        var mode = op.Kind switch { ResizeKind.Nearest => "\"nearest\"", ResizeKind.Bilinear => "\"bilinear\", align_corners=False" };
        return $"F.interpolate({x.Inputs[0].Text}, size=({Sizes(op.Height, op.Width)}), mode={mode})";
    }

    public Code Unfold(UnfoldOp op, Operands<Code> x) => $"F.unfold({x.Inputs[0].Text}, {body.Size(op.Kernel)}, padding={body.Size(op.Padding)}, stride={body.Size(op.Stride)})";

    public Code Fold(FoldOp op, Operands<Code> x) =>
        $"F.fold({x.Inputs[0].Text}, ({Sizes(op.Height, op.Width)}), {body.Size(op.Kernel)}, padding={body.Size(op.Padding)}, stride={body.Size(op.Stride)})";

    public Code Convert(ConvertOp op, Operands<Code> x) => op.Type switch
    {
        ElementType.Float32 => $"{x.Inputs[0]}.to({body.Type})",
        ElementType.Int64 => $"{x.Inputs[0]}.long()",
        ElementType.Bool => $"{x.Inputs[0]}.bool()",
    };

    public Code Compare(CompareOp op, Operands<Code> x) => Comparison(op.Function, x.Inputs[0], x.Inputs[1]);

    public Code CompareNumber(CompareNumberOp op, Operands<Code> x) => Comparison(op.Function, x.Inputs[0], body.Number(op.Number, op.Symbol));

    public Code Logical(LogicalOp op, Operands<Code> x) => op.Function switch
    {
        LogicalFunction.And => Infix(x.Inputs[0], "&", x.Inputs[1], Level.And),
        LogicalFunction.Or => Infix(x.Inputs[0], "|", x.Inputs[1], Level.Or),
    };

    public Code Not(NotOp op, Operands<Code> x) => new($"~{x.Inputs[0].At(Level.Unary)}", Level.Unary);

    public Code Where(WhereOp op, Operands<Code> x) => $"torch.where({x.Inputs[0].Text}, {x.Inputs[1].Text}, {x.Inputs[2].Text})";

    public Code MaskedFill(MaskedFillOp op, Operands<Code> x) => $"{x.Inputs[0]}.masked_fill({x.Inputs[1].Text}, {PythonText.Number(op.Value)})";

    public Code TakeRows(TakeRowsOp op, Operands<Code> x) => $"{x.Inputs[0]}[{x.Inputs[1].Text}]";

    public Code Arange(ArangeOp op, Operands<Code> x) =>
        $"torch.arange({(op.Start.IsConstant && op.Start.Value == 0 ? "" : body.Size(op.Start) + ", ")}{body.Size(op.End)}, {(op.Type == ElementType.Int64 ? body.Device : body.Like)})";

    public Code Dropout(DropoutOp op, Operands<Code> x) => AtRate(x.Inputs[0]);

    public Code DropPath(DropPathOp op, Operands<Code> x) => AtRate(x.Inputs[0]);

    public Code Rearrange(RearrangeOp op, Operands<Code> x)
    {
        var steps = op.Steps;
        if (steps.AreNone) return x.Inputs[0];
        var text = x.Inputs[0].ToString();
        if (steps.Split is { } split) text += $".reshape({View(split)})";
        if (steps.Permutation is { } order) text += Permuted(order);
        if (steps.Unsqueezed is { } unsqueezed) text += $".reshape({View(unsqueezed)})";
        if (steps.Expanded is { } expanded) text += $".expand({Sizes([.. expanded])})";
        if (steps.Merged is { } merged) text += $".reshape({View(merged)})";
        return new Code(text) { Comment = op.Pattern.Contains("a0", StringComparison.Ordinal) ? "" : op.Pattern };
    }

    public Code Reshape(ReshapeOp op, Operands<Code> x) => $"{x.Inputs[0]}.reshape({View(op.Shape)})";

    public Code Roll(RollOp op, Operands<Code> x) => $"{x.Inputs[0]}.roll({body.Size(op.Shift)}, {op.Axis})";

    private static string Permuted(ValueList<int> order)
    {
        int[] moved = [.. Enumerable.Range(0, order.Count).Where(i => order[i] != i)];
        return moved.Length == 2 && order[moved[0]] == moved[1] ? $".transpose({moved[0]}, {moved[1]})" : $".permute({string.Join(", ", order)})";
    }

    private static string Before(int axis) => string.Concat(Enumerable.Repeat(":, ", axis));

    private static Code Arithmetic(BinaryFunction function, Code x, Code y) => function switch
    {
        BinaryFunction.Add => Infix(x, "+", y, Level.Sum),
        BinaryFunction.Subtract => Infix(x, "-", y, Level.Sum),
        BinaryFunction.Multiply => Infix(x, "*", y, Level.Product),
        BinaryFunction.Divide => Infix(x, "/", y, Level.Product),
    };

    /// <summary>Equal levels group from the left, as Python reads them.</summary>
    private static Code Infix(Code x, string symbol, Code y, Level level) => new($"{x.At(level)} {symbol} {y.At(level + 1)}", level);

    private static Code Comparison(ComparisonFunction function, Code x, Code y)
    {
        var symbol = function switch
        {
            ComparisonFunction.Less => "<",
            ComparisonFunction.LessOrEqual => "<=",
            ComparisonFunction.Greater => ">",
            ComparisonFunction.GreaterOrEqual => ">=",
            ComparisonFunction.Equal => "==",
            ComparisonFunction.NotEqual => "!=",
        };
        // A chain of comparisons means something else.
        return new($"{x.At(Level.Or)} {symbol} {y.At(Level.Or)}", Level.Comparison);
    }

    private Code AtRate(Code x) => body.Rate is { } module ? $"{module}({x.Text})" : x;

    private string View(Shape shape) => string.Join(", ", body.View(shape));

    private string Sizes(params Dim[] sizes) => string.Join(", ", sizes.Select(body.Size));

    private string Pair(Extent extent) => PyTorchLayers.Pair(extent, body.Size);
}
