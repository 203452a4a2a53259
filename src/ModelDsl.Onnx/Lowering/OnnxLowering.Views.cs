using ModelDsl.Onnx.Constants;

namespace ModelDsl.Onnx.Lowering;

/// <summary>Operations that move elements.</summary>
internal sealed partial class OnnxLowering
{
    private readonly Dictionary<Value, Padding> _paddings = [];
    private readonly Dictionary<Value, Cut> _cuts = [];
    private readonly Dictionary<(Value, string), Value> _derived = [];

    public Value Rearrange(RearrangeOp op, Operands<Value> x)
    {
        var (value, steps) = (x.Inputs[0], op.Steps);
        if (AxisRuns.Joined(value.Shape, steps) is var (joined, permutation)) return Reshape(Transpose(Reshape(value, joined), permutation), steps.Result);
        if (steps.Split is { } split) value = Reshape(value, split);
        if (steps.Permutation is { } order) value = Transpose(value, [.. order]);
        if (steps.Unsqueezed is { } unsqueezed) value = Reshape(value, unsqueezed);
        if (steps.Expanded is { } expanded) value = nodes.Add("Expand", expanded, [value, sizes.List(expanded)]);
        return Reshape(value, steps.Result);
    }

    public Value Reshape(ReshapeOp op, Operands<Value> x) => Reshape(x.Inputs[0], op.Shape);

    public Value Concat(ConcatOp op, Operands<Value> x) => Node("Concat", [.. x.Inputs], ("axis", (long)op.Axis));

    public Value Slice(SliceOp op, Operands<Value> x) => Slice(x.Inputs[0], op.Axis, op.Start, op.Length);

    public Value Select(SelectOp op, Operands<Value> x)
    {
        var value = x.Inputs[0];
        // Of every so many elements one: what is selected from a view that has them as an axis.
        if (value.Maker is { Kind: "Reshape" } view && AxisRuns.Halved(view.Inputs[0]!.Shape, value.Shape, op.Axis) is { } axis && value.Shape[op.Axis].IsConstant)
            return Reshape(Slice(view.Inputs[0]!, axis, op.Index, value.Shape[op.Axis - 1], value.Shape[op.Axis].Value), Result);
        return Node("Gather", [value, nodes.Integer(op.Index)], ("axis", (long)op.Axis));
    }

    public Value Pad(PadOp op, Operands<Value> x) => Pad(x.Inputs[0], op.Top, op.Left, op.Bottom, op.Right, 0);

    public Value Roll(RollOp op, Operands<Value> x)
    {
        var (value, size) = (x.Inputs[0], x.Inputs[0].Shape[op.Axis]);
        if (op.Shift.IsConstant && op.Shift.Value == 0) return value;
        // A shift may be larger than the axis, or backwards: where the last element of the first part lies decides.
        var shift = size.IsConstant && op.Shift.IsConstant ? ((op.Shift.Value % size.Value) + size.Value) % size.Value : op.Shift;
        var end = shift.Minimum() is < 0 ? 0 - shift : size - shift;
        return Node("Concat", [Slice(value, op.Axis, end, size - end), Slice(value, op.Axis, 0, end)], ("axis", (long)op.Axis));
    }

    private Value Slice(Value value, int axis, Dim start, Dim length, long step = 1)
    {
        if (length == value.Shape[axis]) return value;
        // A part of a part is cut out of the whole: what lies between is not copied.
        var cut = (_cuts.TryGetValue(value, out var earlier) ? earlier : new(value, [])).With(axis, start, length, step);
        List<Value> inputs = [cut.Whole, sizes.List([.. cut.Axes.Select(a => a.Start)]), sizes.List([.. cut.Axes.Select(a => a.End)]), nodes.Integers([.. cut.Axes.Select(a => (long)a.Axis)])];
        if (cut.Axes.Any(a => a.Step != 1)) inputs.Add(nodes.Integers([.. cut.Axes.Select(a => a.Step)]));
        var part = nodes.Add("Slice", value.Shape.With(axis, length), inputs);
        _cuts.Add(part, cut);
        return part;
    }

    private Value Pad(Value value, Dim top, Dim left, Dim bottom, Dim right, double number)
    {
        var others = Enumerable.Repeat((Dim)0, value.Shape.Rank - 2).ToList();
        return Pad(value, new([.. others, top, left], [.. others, bottom, right], number));
    }

    private Value Pad(Value value, Padding padding)
    {
        if (padding.Before.Concat(padding.After).All(size => size == 0)) return value;
        var shape = new Shape(value.Shape.Select((size, axis) => size + padding.Before[axis] + padding.After[axis]));
        var padded = nodes.Add("Pad", shape, [value, sizes.List([.. padding.Before, .. padding.After]), nodes.Number(padding.Number)]);
        _paddings.Add(padded, padding);
        return padded;
    }

    private Value Reshape(Value value, Shape shape)
    {
        if (value.Shape.Equals(shape)) return value;
        if (value.Table is { } table && shape.All(s => s.IsConstant))
            return Derived(value, "view", shape, () => table().Reshaped(TableLowering.Sizes(shape)));
        // One view of another reads the first one's operand.
        if (value.Maker is { Kind: "Reshape" } earlier) return Reshape(earlier.Inputs[0]!, shape);
        var open = Enumerable.Range(0, shape.Rank).Where(i => !shape[i].IsConstant).ToList();
        // One free size follows from the others. Several are computed; then a size may be 0 and has to stay so.
        return open.Count <= 1
            ? nodes.Add("Reshape", shape, [value, nodes.Integers([.. shape.Select(s => s.IsConstant ? s.Value : -1)])])
            : nodes.Add("Reshape", shape, [value, sizes.List([.. shape])], null, ("allowzero", 1L));
    }

    private Value Transpose(Value value, int[] order)
    {
        var shape = new Shape(order.Select(a => value.Shape[a]));
        if (order.SequenceEqual(Enumerable.Range(0, order.Length))) return value;
        if (value.Table is { } table) return Derived(value, "T", shape, () => table().Permuted(order), string.Join(",", order));
        if (value.Maker is { Kind: "Transpose" } earlier)
        {
            var first = (long[])earlier.Attributes[0].Value;
            return Transpose(earlier.Inputs[0]!, [.. order.Select(a => (int)first[a])]);
        }
        // The zeros around a transposed tensor are put around it before: the two transpositions may cancel.
        if (_paddings.TryGetValue(value, out var padding) && value.Maker!.Inputs[0] is { Maker.Kind: "Transpose" } inner)
            return Pad(Transpose(inner, order), new([.. order.Select(a => padding.Before[a])], [.. order.Select(a => padding.After[a])], padding.Number));
        return nodes.Add("Transpose", shape, [value], null, ("perm", Array.ConvertAll(order, a => (long)a)));
    }

    /// <summary>A constant made from another one; layers that share a weight share this too.</summary>
    private Value Derived(Value from, string what, Shape shape, Func<Table> table, string how = "") =>
        _derived.TryGetValue((from, $"{what} {how} {shape}"), out var known) ? known
        : _derived[(from, $"{what} {how} {shape}")] = nodes.Constant($"{from.Name}.{what}", shape, from.Type, table);

    /// <summary>What of a tensor is cut out.</summary>
    private sealed record Cut(Value Whole, IReadOnlyList<CutAxis> Axes)
    {
        /// <summary>A part of this part.</summary>
        public Cut With(int axis, Dim start, Dim length, long step)
        {
            var known = Axes.SingleOrDefault(a => a.Axis == axis) ?? new(axis, 0, 0, 1);
            return new(Whole, [.. Axes.Where(a => a.Axis != axis).Append(new(axis, known.Start + start * known.Step, length, step * known.Step)).OrderBy(a => a.Axis)]);
        }
    }

    /// <summary>Of an axis the elements from one on, each so many steps behind the one before.</summary>
    private sealed record CutAxis(int Axis, Dim Start, Dim Length, long Step)
    {
        public Dim End => Start + (Length - 1) * Step + 1;
    }

    /// <summary>What is put around a tensor, for each axis.</summary>
    private sealed record Padding(Dim[] Before, Dim[] After, double Number);
}
