namespace ModelDsl.Onnx.Constants;

/// <summary>
/// Computes operations on tables: what depends on weights and sizes only, such as folded weights and position biases, is a
/// number in the file. Operations on maps never work on weights alone; <see cref="Computes"/> leaves them out.
/// </summary>
/// <param name="shape">The shape of the result.</param>
/// <param name="type">The type of its elements.</param>
internal sealed class TableLowering(long[] shape, ElementType type) : ILowering<Table>
{
    /// <summary>Whether an operation can be computed here; others stay steps of the file.</summary>
    public static bool Computes(Op op) => op switch
    {
        // .NET has no error function.
        UnaryOp { Function: Function.Gelu } => false,
        UnaryOp or BinaryOp or ScalarOp or SizeOp or ParametricOp or ClampOp or ConvertOp or SoftmaxOp => true,
        CompareOp or CompareNumberOp or LogicalOp or NotOp or WhereOp or MaskedFillOp => true,
        ViewOp or ConcatOp or RollOp or TakeRowsOp or ReduceOp or ArangeOp => true,
        LinearOp or MatMulOp or LayerNormOp => true,
        _ => false,
    };

    public Table Unary(UnaryOp op, Operands<Table> x) => Each(x.Inputs[0], op.Function switch
    {
        Function.Gelu => throw Left(op),
        Function.GeluTanh => v => 0.5 * v * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v))),
        Function.Relu => v => Math.Max(v, 0),
        Function.Relu6 => v => Math.Clamp(v, 0, 6),
        Function.Silu => v => v / (1 + Math.Exp(-v)),
        Function.Mish => v => v * Math.Tanh(Softplus(v)),
        Function.HardSwish => v => v * Math.Clamp(v / 6 + 0.5, 0, 1),
        Function.HardSigmoid => v => Math.Clamp(v / 6 + 0.5, 0, 1),
        Function.Sigmoid => v => 1 / (1 + Math.Exp(-v)),
        Function.Tanh => Math.Tanh,
        Function.Softplus => Softplus,
        Function.Abs => Math.Abs,
        Function.Negate => v => -v,
        Function.Sign => v => Math.Sign(v),
        Function.Exp => Math.Exp,
        Function.Log => Math.Log,
        Function.Log2 => Math.Log2,
        Function.Sqrt => Math.Sqrt,
        Function.Rsqrt => v => 1 / Math.Sqrt(v),
        Function.Sin => Math.Sin,
        Function.Cos => Math.Cos,
    });

    public Table Parametric(ParametricOp op, Operands<Table> x) => Each(x.Inputs[0], op.Function switch
    {
        ParametricFunction.LeakyRelu => v => v > 0 ? v : v * op.Number,
        ParametricFunction.Elu => v => v > 0 ? v : Math.Exp(v) - 1 is var e ? e * op.Number : 0,
        ParametricFunction.Power => v => Math.Pow(v, op.Number),
    });

    public Table Clamp(ClampOp op, Operands<Table> x) => Each(x.Inputs[0], v => Math.Min(Math.Max(v, op.Minimum ?? double.NegativeInfinity), op.Maximum ?? double.PositiveInfinity));

    public Table Softmax(SoftmaxOp op, Operands<Table> x)
    {
        var result = new float[x.Inputs[0].Count];
        EachRow(x.Inputs[0].InOrder(), op.Axis, (read, count, place) =>
        {
            var most = double.NegativeInfinity;
            for (var i = 0L; i < count; i++) most = Math.Max(most, read(i));
            var sum = 0.0;
            for (var i = 0L; i < count; i++) sum += Math.Exp(read(i) - most);
            for (var i = 0L; i < count; i++) result[place(i)] = (float)(op.IsLog ? read(i) - most - Math.Log(sum) : Math.Exp(read(i) - most) / sum);
        });
        return Table.Of(shape, result);
    }

    public Table Binary(BinaryOp op, Operands<Table> x) => Pairs(x.Inputs[0], x.Inputs[1], (a, b) => op.Function.Of(a, b));

    public Table Scalar(ScalarOp op, Operands<Table> x) => Each(x.Inputs[0], v => op.IsLeft ? op.Function.Of(op.Value, v) : op.Function.Of(v, op.Value));

    public Table Size(SizeOp op, Operands<Table> x)
    {
        double size = op.Size.Value;
        return Each(x.Inputs[0], v => op.IsLeft ? op.Function.Of(size, v) : op.Function.Of(v, size));
    }

    public Table MatMul(MatMulOp op, Operands<Table> x)
    {
        var (rows, columns, inner) = (shape[^2], shape[^1], x.Inputs[0].Shape[^1]);
        long[] outer = [.. shape.SkipLast(2)];
        var (left, right) = (x.Inputs[0].Expanded([.. outer, rows, inner]).InOrder(), x.Inputs[1].Expanded([.. outer, inner, columns]).InOrder());
        return Table.Of(type, shape, i =>
        {
            var (matrix, row, column) = (i / (rows * columns), i / columns % rows, i % columns);
            var sum = 0.0;
            for (var k = 0L; k < inner; k++) sum += left[(matrix * rows + row) * inner + k] * right[(matrix * inner + k) * columns + column];
            return sum;
        });
    }

    public Table Linear(LinearOp op, Operands<Table> x)
    {
        var (input, weight, bias) = (x.Inputs[0].InOrder(), x.Weights[0].InOrder(), op.Bias ? x.Weights[1].InOrder() : null);
        var (width, features) = (op.InFeatures.Value, op.OutFeatures.Value);
        return Table.Of(type, shape, i =>
        {
            var (row, column) = (i / features, i % features);
            var sum = bias?[column] ?? 0.0;
            for (var k = 0L; k < width; k++) sum += input[row * width + k] * weight[column * width + k];
            return sum;
        });
    }

    public Table LayerNorm(LayerNormOp op, Operands<Table> x)
    {
        var (weight, bias) = (x.Weights[0].InOrder(), x.Weights[1].InOrder());
        var result = new float[x.Inputs[0].Count];
        EachRow(x.Inputs[0].InOrder(), shape.Length - 1, (read, count, place) =>
        {
            var (sum, squares) = (0.0, 0.0);
            for (var i = 0L; i < count; i++) sum += read(i);
            for (var i = 0L; i < count; i++) squares += Math.Pow(read(i) - sum / count, 2);
            var deviation = Math.Sqrt(squares / count + op.Eps);
            for (var i = 0L; i < count; i++) result[place(i)] = (float)((read(i) - sum / count) / deviation * weight[i] + bias[i]);
        });
        return Table.Of(shape, result);
    }

    public Table Concat(ConcatOp op, Operands<Table> x)
    {
        var (inner, size) = (shape.Skip(op.Axis + 1).Aggregate(1L, (p, s) => p * s), shape[op.Axis]);
        Table[] parts = [.. x.Inputs.Select(p => p.InOrder())];
        var starts = new long[parts.Length];
        for (var i = 1; i < starts.Length; i++) starts[i] = starts[i - 1] + parts[i - 1].Shape[op.Axis];
        return Table.Of(type, shape, i =>
        {
            var (outer, along, rest) = (i / inner / size, i / inner % size, i % inner);
            var part = Array.FindLastIndex(starts, s => s <= along);
            return parts[part][(outer * parts[part].Shape[op.Axis] + along - starts[part]) * inner + rest];
        });
    }

    public Table Slice(SliceOp op, Operands<Table> x) => x.Inputs[0].Cut(op.Axis, op.Start.Value, op.Length.Value);

    public Table Select(SelectOp op, Operands<Table> x) => x.Inputs[0].At(op.Axis, op.Index);

    public Table Roll(RollOp op, Operands<Table> x)
    {
        var (inner, size, table) = (shape.Skip(op.Axis + 1).Aggregate(1L, (p, s) => p * s), shape[op.Axis], x.Inputs[0].InOrder());
        return Table.Of(type, shape, i =>
        {
            var along = i / inner % size;
            return table[i + (((along - op.Shift.Value) % size + size) % size - along) * inner];
        });
    }

    public Table Reduce(ReduceOp op, Operands<Table> x)
    {
        int[] kept = [.. Enumerable.Range(0, x.Inputs[0].Shape.Length).Where(a => !op.Axes.Contains(a))];
        var rows = x.Inputs[0].Permuted([.. kept, .. op.Axes]).InOrder();
        var count = op.Axes.Aggregate(1L, (product, a) => product * x.Inputs[0].Shape[a]);
        return Table.Of(type, shape, i =>
        {
            var values = Enumerable.Range(0, (int)count).Select(k => rows[i * count + k]);
            return op.Kind switch
            {
                ReductionKind.Mean => values.Sum() / count,
                ReductionKind.Sum => values.Sum(),
                ReductionKind.Max => values.Max(),
                ReductionKind.Min => values.Min(),
            };
        });
    }

    public Table Convert(ConvertOp op, Operands<Table> x) => op.Type switch
    {
        ElementType.Bool => Each(x.Inputs[0], v => v != 0 ? 1 : 0),
        ElementType.Int64 or ElementType.Float32 => Each(x.Inputs[0], v => v),
    };

    public Table Compare(CompareOp op, Operands<Table> x) => Pairs(x.Inputs[0], x.Inputs[1], (a, b) => Holds(op.Function, a, b) ? 1 : 0);

    public Table CompareNumber(CompareNumberOp op, Operands<Table> x) => Each(x.Inputs[0], v => Holds(op.Function, v, op.Number) ? 1 : 0);

    public Table Logical(LogicalOp op, Operands<Table> x) => Pairs(x.Inputs[0], x.Inputs[1], op.Function switch
    {
        LogicalFunction.And => (a, b) => a * b,
        LogicalFunction.Or => Math.Max,
    });

    public Table Not(NotOp op, Operands<Table> x) => Each(x.Inputs[0], v => 1 - v);

    public Table Where(WhereOp op, Operands<Table> x)
    {
        var (mask, yes, no) = (x.Inputs[0].Expanded(shape).InOrder(), x.Inputs[1].Expanded(shape).InOrder(), x.Inputs[2].Expanded(shape).InOrder());
        return Table.Of(type, shape, i => mask[i] != 0 ? yes[i] : no[i]);
    }

    public Table MaskedFill(MaskedFillOp op, Operands<Table> x) => Pairs(x.Inputs[0], x.Inputs[1], (value, mask) => mask != 0 ? op.Value : value);

    public Table TakeRows(TakeRowsOp op, Operands<Table> x)
    {
        var (width, rows, index) = (shape[1], x.Inputs[0].InOrder(), x.Inputs[1].Integers);
        return Table.Of(type, shape, i => rows[index[i / width] * width + i % width]);
    }

    public Table Arange(ArangeOp op, Operands<Table> x) => Table.Of(type, shape, i => op.Start.Value + i);

    public Table Rearrange(RearrangeOp op, Operands<Table> x)
    {
        var (table, steps) = (x.Inputs[0], op.Steps);
        if (steps.Split is { } split) table = table.Reshaped(Sizes(split));
        if (steps.Permutation is { } order) table = table.Permuted(order);
        if (steps.Unsqueezed is { } unsqueezed) table = table.Reshaped(Sizes(unsqueezed));
        if (steps.Expanded is { } expanded) table = table.Expanded(Sizes(expanded));
        return table.Reshaped(shape);
    }

    public Table Reshape(ReshapeOp op, Operands<Table> x) => x.Inputs[0].Reshaped(shape);

    public Table Attention(AttentionOp op, Operands<Table> x) => throw Left(op);

    public Table Pad(PadOp op, Operands<Table> x) => throw Left(op);

    public Table Pool2d(Pool2dOp op, Operands<Table> x) => throw Left(op);

    public Table AdaptiveAveragePool2d(AdaptiveAveragePool2dOp op, Operands<Table> x) => throw Left(op);

    public Table Resize(ResizeOp op, Operands<Table> x) => throw Left(op);

    public Table Unfold(UnfoldOp op, Operands<Table> x) => throw Left(op);

    public Table Fold(FoldOp op, Operands<Table> x) => throw Left(op);

    public Table Embedding(EmbeddingOp op, Operands<Table> x) => throw Left(op);

    public Table Dropout(DropoutOp op, Operands<Table> x) => throw Left(op);

    public Table DropPath(DropPathOp op, Operands<Table> x) => throw Left(op);

    public Table Conv2d(Conv2dOp op, Operands<Table> x) => throw Left(op);

    public Table ConvTranspose2d(ConvTranspose2dOp op, Operands<Table> x) => throw Left(op);

    public Table BatchNorm2d(BatchNorm2dOp op, Operands<Table> x) => throw Left(op);

    public Table GroupNorm(GroupNormOp op, Operands<Table> x) => throw Left(op);

    public Table PlainInstanceNorm2d(PlainInstanceNorm2dOp op, Operands<Table> x) => throw Left(op);

    public Table InstanceNorm2d(InstanceNorm2dOp op, Operands<Table> x) => throw Left(op);

    public Table RmsNorm(RmsNormOp op, Operands<Table> x) => throw Left(op);

    /// <summary>The sizes of a shape of constants.</summary>
    public static long[] Sizes(Shape shape) => [.. shape.Select(size => size.Value)];

    private static double Softplus(double v) => v > 20 ? v : Math.Log(1 + Math.Exp(v));

    private static bool Holds(ComparisonFunction comparison, double a, double b) => comparison switch
    {
        ComparisonFunction.Less => a < b,
        ComparisonFunction.LessOrEqual => a <= b,
        ComparisonFunction.Greater => a > b,
        ComparisonFunction.GreaterOrEqual => a >= b,
        ComparisonFunction.Equal => a == b,
        ComparisonFunction.NotEqual => a != b,
    };

    private static InvalidOperationException Left(Op op) => new($"{op.Name} is computed by the engine");

    /// <summary>Goes through the rows along an axis: reads an element of a row, and says where in the table it lies.</summary>
    private static void EachRow(Table x, int axis, Action<Func<long, double>, long, Func<long, long>> row)
    {
        var (inner, count) = (x.Shape.Skip(axis + 1).Aggregate(1L, (p, s) => p * s), x.Shape[axis]);
        for (var r = 0L; r < x.Count / count; r++)
        {
            var start = r / inner * count * inner + r % inner;
            row(i => x[start + i * inner], count, i => start + i * inner);
        }
    }

    private Table Each(Table x, Func<double, double> function)
    {
        var values = x.Read();
        return Table.Of(type, shape, _ => function(values.Next()));
    }

    private Table Pairs(Table a, Table b, Func<double, double, double> function)
    {
        var (left, right) = (a.Expanded(shape).Read(), b.Expanded(shape).Read());
        return Table.Of(type, shape, _ => function(left.Next(), right.Next()));
    }
}
