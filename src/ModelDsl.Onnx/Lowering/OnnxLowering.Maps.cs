using ModelDsl.Onnx.Constants;

namespace ModelDsl.Onnx.Lowering;

/// <summary>Operations on maps [N, C, H, W].</summary>
internal sealed partial class OnnxLowering
{
    public Value Pool2d(Pool2dOp op, Operands<Value> x)
    {
        var map = x.Inputs[0];
        if (!op.Kernel.Height.IsConstant || !op.Kernel.Width.IsConstant || !op.Stride.Height.IsConstant || !op.Stride.Width.IsConstant) return PoolOfAnySize(op, map);
        (string, object)[] attributes = [("kernel_shape", Both(op.Kernel)), ("strides", Both(op.Stride)), ("pads", Pads(op.Padding)), ("ceil_mode", op.CeilMode ? 1L : 0L)];
        // PyTorch drops a last window that begins in the padding, ONNX keeps it; without padding and gaps none does.
        var height = Windows(map.Shape[2], op.Kernel.Height, op.Stride.Height, op.Padding.Height, op.CeilMode);
        var width = Windows(map.Shape[3], op.Kernel.Width, op.Stride.Width, op.Padding.Width, op.CeilMode);
        var windows = Result.With(2, height).With(3, width);
        var pooled = op.Kind switch
        {
            PoolKind.Average when op.CeilMode && opset < 19 => PoolOfAnySize(op, map),
            PoolKind.Average => nodes.Add("AveragePool", windows, [map], null, [.. attributes, ("count_include_pad", op.CountPadding ? 1L : 0L)]),
            PoolKind.Max => nodes.Add("MaxPool", windows, [map], null, attributes),
        };
        return Slice(Slice(pooled, 2, 0, Result[2]), 3, 0, Result[3]);
    }

    public Value AdaptiveAveragePool2d(AdaptiveAveragePool2dOp op, Operands<Value> x)
    {
        var map = x.Inputs[0];
        if (op.Height == 1 && op.Width == 1) return Node("GlobalAveragePool", map);
        if (Result.Equals(map.Shape)) return map;
        if (Share(2) is { } height && Share(3) is { } width) return Node("AveragePool", [map], ("kernel_shape", new[] { height, width }), ("strides", new[] { height, width }));
        return Averaged(map, Averages(map.Shape[2], op.Height, Even), Averages(map.Shape[3], op.Width, Even));

        // Whole windows of a constant size.
        long? Share(int axis) => Dim.DividesEvenly(Result[axis], map.Shape[axis]) && map.Shape[axis] / Result[axis] is { IsConstant: true } share ? share.Value : null;

        // Window i of n over a size reaches from ⌊i·size/n⌋ to ⌈(i+1)·size/n⌉.
        (Value From, Value To, Value Count) Even(Value i, Value size, Value count)
        {
            var from = Whole("Div", Whole("Mul", i, size), count);
            var next = Whole("Mul", Whole("Add", i, nodes.Integers(1)), size);
            var to = Whole("Div", Whole("Sub", Whole("Add", next, count), nodes.Integers(1)), count);
            return (from, to, Whole("Sub", to, from));
        }
    }

    public Value Resize(ResizeOp op, Operands<Value> x)
    {
        var map = x.Inputs[0];
        if (map.Shape[2] == op.Height && map.Shape[3] == op.Width) return map;
        (string, object)[] attributes = op.Kind switch
        {
            ResizeKind.Nearest => [("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor")],
            ResizeKind.Bilinear => [("mode", "linear"), ("coordinate_transformation_mode", "pytorch_half_pixel")],
        };
        return nodes.Add("Resize", Result, [map, null, null, sizes.List(map.Shape[0], map.Shape[1], op.Height, op.Width)], null, attributes);
    }

    public Value Unfold(UnfoldOp op, Operands<Value> x)
    {
        // Each window's elements become channels: a convolution whose kernels pick one element each.
        var (map, kernel) = (x.Inputs[0], op.Kernel.Value);
        var channels = map.Shape[1].Value;
        var picks = nodes.Constant($"picks_{channels}_{kernel}", new Shape(channels * kernel * kernel, 1, kernel, kernel), ElementType.Float32, () =>
            Table.Of(ElementType.Float32, [channels * kernel * kernel, 1, kernel, kernel], i => i / (kernel * kernel) % (kernel * kernel) == i % (kernel * kernel) ? 1 : 0));
        var (height, width) = (Windows(map.Shape[2], op.Kernel, op.Stride, op.Padding, false), Windows(map.Shape[3], op.Kernel, op.Stride, op.Padding, false));
        var windows = nodes.Add("Conv", new Shape(map.Shape[0], channels * kernel * kernel, height, width), [map, picks], null,
            ("kernel_shape", Both(op.Kernel)), ("strides", Both(op.Stride)), ("pads", Pads(op.Padding)), ("group", channels));
        return Reshape(windows, Result);
    }

    public Value Fold(FoldOp op, Operands<Value> x) => Node(
        "Col2Im", [x.Inputs[0], sizes.List(op.Height, op.Width), nodes.Integers(op.Kernel.Value, op.Kernel.Value)],
        ("strides", Both(op.Stride)), ("pads", Pads(op.Padding)), ("dilations", new long[] { 1, 1 }));

    /// <summary>Pooling whose windows follow the size of the image, which the attributes of ONNX cannot say.</summary>
    private Value PoolOfAnySize(Pool2dOp op, Value map)
    {
        if (op.Kind == PoolKind.Max)
        {
            var rows = Largest(map, 2, op.Kernel.Height, op.Stride.Height, op.Padding.Height);
            return Largest(rows, 3, op.Kernel.Width, op.Stride.Width, op.Padding.Width);
        }
        return Averaged(
            map, Averages(map.Shape[2], Result[2], (i, size, _) => Window(i, size, op.Kernel.Height, op.Stride.Height, op.Padding.Height)),
            Averages(map.Shape[3], Result[3], (i, size, _) => Window(i, size, op.Kernel.Width, op.Stride.Width, op.Padding.Width)));

        (Value, Value, Value) Window(Value i, Value size, Dim kernel, Dim stride, Dim padding)
        {
            var from = Whole("Sub", Whole("Mul", i, sizes.Of(stride)), sizes.Of(padding));
            var to = Whole("Min", Whole("Add", from, sizes.Of(kernel)), Whole("Add", size, sizes.Of(padding)));
            var inside = Whole("Sub", Whole("Min", to, size), Whole("Max", from, nodes.Integers(0)));
            return (from, to, op.CountPadding ? Whole("Sub", to, from) : inside);
        }
    }

    /// <summary>The largest element of each window along an axis: the elements of all windows, then their maximum.</summary>
    private Value Largest(Value map, int axis, Dim kernel, Dim stride, Dim padding)
    {
        var (size, windows) = (map.Shape[axis], new Shape(Result[axis], kernel));
        var number = nodes.Add("Unsqueeze", new Shape(Result[axis], 1), [Range(Result[axis]), nodes.Integers(1)]);
        var from = Whole("Sub", Whole("Mul", number, sizes.Of(stride)), sizes.Of(padding));
        var place = nodes.Add("Add", windows, [from, Range(kernel)]);
        // In the padding the element at the edge stands for what is not there: it is in the window anyhow.
        var inside = nodes.Add("Max", windows, [nodes.Add("Min", windows, [place, Whole("Sub", sizes.Of(size), nodes.Integers(1))]), nodes.Integers(0)]);
        var elements = nodes.Add("Gather", new Shape([.. map.Shape.Take(axis), .. windows, .. map.Shape.Skip(axis + 1)]), [map, inside], null, ("axis", (long)axis));
        return nodes.Add("ReduceMax", map.Shape.With(axis, Result[axis]), [elements, nodes.Integers(axis + 1)], null, ("keepdims", 0L));
    }

    /// <summary>The means of windows over both axes of a map, as two products with matrices.</summary>
    private Value Averaged(Value map, Value rows, Value columns)
    {
        var high = nodes.Add("MatMul", map.Shape.With(2, rows.Shape[0]), [rows, map]);
        return nodes.Add("MatMul", Result, [high, Transpose(columns, [1, 0])]);
    }

    /// <summary>A matrix [count, size] whose product with an axis is the mean of each window.</summary>
    /// <param name="size">The size of the axis.</param>
    /// <param name="count">The number of windows.</param>
    /// <param name="windows">Where each window begins and ends, and what its sum is divided by, from its number [count, 1], the size and the count.</param>
    private Value Averages(Dim size, Dim count, Func<Value, Value, Value, (Value From, Value To, Value Count)> windows)
    {
        var shape = new Shape(count, size);
        var number = nodes.Add("Unsqueeze", new Shape(count, 1), [Range(count), nodes.Integers(1)]);
        var (from, to, elements) = windows(number, sizes.Of(size), sizes.Of(count));
        var place = Range(size);
        var inside = nodes.Add("And", shape, [nodes.Add("GreaterOrEqual", shape, [place, from], ElementType.Bool), nodes.Add("Less", shape, [place, to], ElementType.Bool)]);
        return nodes.Add("Div", shape, [Floating(inside), Floating(elements)]);

        Value Floating(Value value) => nodes.Add("Cast", value.Shape, [value], ElementType.Float32, ("to", ModelText.DataType(ElementType.Float32)));
    }

    /// <summary>Arithmetic of whole numbers, a column with a single one.</summary>
    private Value Whole(string kind, Value a, Value b) => nodes.Add(kind, a.Shape.Rank >= b.Shape.Rank ? a.Shape : b.Shape, [a, b]);

    private static Dim Windows(Dim size, Dim kernel, Dim stride, Dim padding, bool ceil)
    {
        var last = size + 2 * padding - kernel;
        return (ceil ? Dim.CeilDivide(last, stride) : last / stride) + 1;
    }
}
