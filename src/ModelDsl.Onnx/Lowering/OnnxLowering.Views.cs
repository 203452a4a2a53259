using ModelDsl.Onnx.Constants;

namespace ModelDsl.Onnx.Lowering;

/// <summary>Operations that move elements.</summary>
internal sealed partial class OnnxLowering
{
    private readonly Dictionary<Value, Padding> _paddings = [];

    public Value Rearrange(RearrangeOp op, Operands<Value> x)
    {
        var (value, steps) = (x.Inputs[0], op.Steps);
        if (steps.Split is { } split) value = Reshape(value, split);
        if (steps.Permutation is { } order) value = Transpose(value, [.. order]);
        if (steps.Unsqueezed is { } unsqueezed) value = Reshape(value, unsqueezed);
        if (steps.Expanded is { } expanded) value = nodes.Add("Expand", expanded, [value, sizes.List(expanded)]);
        return Reshape(value, steps.Result);
    }

    public Value Reshape(ReshapeOp op, Operands<Value> x) => Reshape(x.Inputs[0], op.Shape);

    public Value Concat(ConcatOp op, Operands<Value> x) => Node("Concat", [.. x.Inputs], ("axis", (long)op.Axis));

    public Value Slice(SliceOp op, Operands<Value> x) => Slice(x.Inputs[0], op.Axis, op.Start, op.Start + op.Length);

    public Value Select(SelectOp op, Operands<Value> x) => Node("Gather", [x.Inputs[0], nodes.Integer(op.Index)], ("axis", (long)op.Axis));

    public Value Pad(PadOp op, Operands<Value> x) => Pad(x.Inputs[0], op.Top, op.Left, op.Bottom, op.Right, 0);

    public Value Roll(RollOp op, Operands<Value> x)
    {
        var (value, size) = (x.Inputs[0], x.Inputs[0].Shape[op.Axis]);
        if (op.Shift.IsConstant && op.Shift.Value == 0) return value;
        // A shift may be larger than the axis, or backwards: where the last element of the first part lies decides.
        var shift = size.IsConstant && op.Shift.IsConstant ? ((op.Shift.Value % size.Value) + size.Value) % size.Value : op.Shift;
        var end = shift.Minimum() is < 0 ? 0 - shift : size - shift;
        return Node("Concat", [Slice(value, op.Axis, end, size), Slice(value, op.Axis, 0, end)], ("axis", (long)op.Axis));
    }

    private Value Slice(Value value, int axis, Dim start, Dim end)
    {
        if (start == 0 && end == value.Shape[axis]) return value;
        return nodes.Add("Slice", value.Shape.With(axis, end - start), [value, sizes.Of(start), sizes.Of(end), nodes.Integers(axis)]);
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
            return nodes.Constant(value.Name + ".view", shape, value.Type, () => table().Reshaped(TableLowering.Sizes(shape)));
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
        if (value.Table is { } table) return nodes.Constant(value.Name + ".T", shape, value.Type, () => table().Permuted(order));
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

    /// <summary>What is put around a tensor, for each axis.</summary>
    private sealed record Padding(Dim[] Before, Dim[] After, double Number);
}
