using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelDsl.Runtime.Inference;

/// <summary>Each operation as what libtorch computes: on tensors, with weights as tensors, every size known.</summary>
/// <remarks>
/// Each result has a handle that the caller disposes, also where it shows the memory of an operand; only where
/// <see cref="MayOverwrite"/> says so may it be the first operand itself.
/// </remarks>
internal sealed partial class TensorLowering : ILowering<Tensor>
{
    /// <summary>The shape of what the step at hand yields.</summary>
    public Shape Result { get; set; } = new();

    /// <summary>Whether the memory of the first operand is free for the result: nothing reads it afterwards.</summary>
    public bool MayOverwrite { get; set; }

    /// <summary>Where new tensors are made.</summary>
    public required Device Device { get; init; }

    /// <summary>The type of floating point numbers.</summary>
    public required ScalarType Type { get; init; }

    /// <summary>A weight as the kernel of a layer reads it fastest, under a handle that the caller disposes.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="weight">The first of its weights.</param>
    public static Tensor Prepared(Op layer, Tensor weight) =>
        layer is Conv2dOp convolution && ConvolutionKernels.For(convolution) == ConvolutionKernel.OnChannelsLast ? Layout.ChannelsLast(weight) : weight.alias();

    public Tensor Unary(UnaryOp op, Operands<Tensor> x)
    {
        var v = x.Inputs[0];
        return op.Function switch
        {
            Function.Gelu => MayOverwrite ? v.gelu_() : v.gelu(),
            Function.GeluTanh => Functions.GeluTanh(v),
            Function.Relu => MayOverwrite ? v.relu_() : v.relu(),
            Function.Relu6 => functional.relu6(v),
            Function.Silu => MayOverwrite ? v.silu_() : v.silu(),
            Function.Mish => Functions.Mish(v),
            Function.HardSwish => MayOverwrite ? v.hardswish_() : v.hardswish(),
            Function.HardSigmoid => functional.hardsigmoid(v),
            Function.Sigmoid => MayOverwrite ? v.sigmoid_() : v.sigmoid(),
            Function.Tanh => MayOverwrite ? v.tanh_() : v.tanh(),
            Function.Softplus => Functions.Softplus(v),
            Function.Abs => v.abs(),
            Function.Negate => v.neg(),
            Function.Sign => v.sign(),
            Function.Exp => v.exp(),
            Function.Log => v.log(),
            Function.Log2 => v.log2(),
            Function.Sqrt => v.sqrt(),
            Function.Rsqrt => v.rsqrt(),
            Function.Sin => v.sin(),
            Function.Cos => v.cos(),
        };
    }

    public Tensor Parametric(ParametricOp op, Operands<Tensor> x) => op.Function switch
    {
        ParametricFunction.LeakyRelu => x.Inputs[0].leaky_relu(Scalars.Of(op.Number)),
        ParametricFunction.Elu => x.Inputs[0].elu(Scalars.Of(op.Number), Scalars.One, Scalars.One),
        ParametricFunction.Power => x.Inputs[0].pow(Scalars.Of(op.Number)),
    };

    public Tensor Clamp(ClampOp op, Operands<Tensor> x) => x.Inputs[0].clamp(Optional(op.Minimum), Optional(op.Maximum));

    public Tensor Softmax(SoftmaxOp op, Operands<Tensor> x) => op.IsLog ? functional.log_softmax(x.Inputs[0], op.Axis) : functional.softmax(x.Inputs[0], op.Axis);

    public Tensor Binary(BinaryOp op, Operands<Tensor> x) => Arithmetic(op.Function, x.Inputs[0], x.Inputs[1]);

    public Tensor Scalar(ScalarOp op, Operands<Tensor> x) => Arithmetic(op.Function, x.Inputs[0], Scalars.Of(op.Value), op.IsLeft);

    public Tensor Size(SizeOp op, Operands<Tensor> x) => Arithmetic(op.Function, x.Inputs[0], Scalars.Of(op.Size.Value), op.IsLeft);

    public Tensor MatMul(MatMulOp op, Operands<Tensor> x) => x.Inputs[0].matmul(x.Inputs[1]);

    public Tensor Attention(AttentionOp op, Operands<Tensor> x)
    {
        var mask = op.Mask is null ? null : x.Inputs[3];
        return op.Scale is { } scale && scale != 1 / Math.Sqrt(x.Inputs[0].shape[^1])
            ? Functions.Attention(x.Inputs[0], x.Inputs[1], x.Inputs[2], mask, op.IsCausal, Scalars.Of(scale))
            : functional.scaled_dot_product_attention(x.Inputs[0], x.Inputs[1], x.Inputs[2], mask, 0, op.IsCausal);
    }

    public Tensor Reduce(ReduceOp op, Operands<Tensor> x)
    {
        long[] axes = [.. op.Axes];
        return op.Kind switch
        {
            ReductionKind.Mean => x.Inputs[0].mean(axes, op.Keeps),
            ReductionKind.Sum => x.Inputs[0].sum(axes, op.Keeps),
            ReductionKind.Max => x.Inputs[0].amax(axes, op.Keeps),
            ReductionKind.Min => x.Inputs[0].amin(axes, op.Keeps),
        };
    }

    public Tensor Convert(ConvertOp op, Operands<Tensor> x)
    {
        var type = op.Type switch
        {
            ModelDsl.ElementType.Float32 => Type,
            ModelDsl.ElementType.Int64 => ScalarType.Int64,
            ModelDsl.ElementType.Bool => ScalarType.Bool,
        };
        // Memory of its own, also where the type is right already: a result may be overwritten.
        return x.Inputs[0].dtype == type ? x.Inputs[0].clone() : x.Inputs[0].to_type(type);
    }

    public Tensor Compare(CompareOp op, Operands<Tensor> x) => op.Function switch
    {
        ComparisonFunction.Less => x.Inputs[0].lt(x.Inputs[1]),
        ComparisonFunction.LessOrEqual => x.Inputs[0].le(x.Inputs[1]),
        ComparisonFunction.Greater => x.Inputs[0].gt(x.Inputs[1]),
        ComparisonFunction.GreaterOrEqual => x.Inputs[0].ge(x.Inputs[1]),
        ComparisonFunction.Equal => x.Inputs[0].eq(x.Inputs[1]),
        ComparisonFunction.NotEqual => x.Inputs[0].ne(x.Inputs[1]),
    };

    public Tensor CompareNumber(CompareNumberOp op, Operands<Tensor> x)
    {
        var number = Scalars.Of(op.Number);
        return op.Function switch
        {
            ComparisonFunction.Less => x.Inputs[0].lt(number),
            ComparisonFunction.LessOrEqual => x.Inputs[0].le(number),
            ComparisonFunction.Greater => x.Inputs[0].gt(number),
            ComparisonFunction.GreaterOrEqual => x.Inputs[0].ge(number),
            ComparisonFunction.Equal => x.Inputs[0].eq(number),
            ComparisonFunction.NotEqual => x.Inputs[0].ne(number),
        };
    }

    public Tensor Logical(LogicalOp op, Operands<Tensor> x) => op.Function switch
    {
        LogicalFunction.And => x.Inputs[0].logical_and(x.Inputs[1]),
        LogicalFunction.Or => x.Inputs[0].logical_or(x.Inputs[1]),
    };

    public Tensor Not(NotOp op, Operands<Tensor> x) => x.Inputs[0].logical_not();

    public Tensor Where(WhereOp op, Operands<Tensor> x) => torch.where(x.Inputs[0], x.Inputs[1], x.Inputs[2]);

    public Tensor MaskedFill(MaskedFillOp op, Operands<Tensor> x) => x.Inputs[0].masked_fill(x.Inputs[1], Scalars.Of(op.Value));

    public Tensor TakeRows(TakeRowsOp op, Operands<Tensor> x) => x.Inputs[0].index_select(0, x.Inputs[1]);

    public Tensor Arange(ArangeOp op, Operands<Tensor> x) =>
        arange(Scalars.Of(op.Start.Value), Scalars.Of(op.End.Value), Scalars.One, op.Type == ModelDsl.ElementType.Int64 ? ScalarType.Int64 : Type, Device);

    public Tensor Dropout(DropoutOp op, Operands<Tensor> x) => x.Inputs[0].alias();

    public Tensor DropPath(DropPathOp op, Operands<Tensor> x) => x.Inputs[0].alias();

    private Tensor Arithmetic(BinaryFunction function, Tensor x, Tensor y)
    {
        // A broadcast result is larger than the operand.
        var overwrites = MayOverwrite && x.numel() == Result.Elements.Value && x.dtype == y.dtype;
        return function switch
        {
            BinaryFunction.Add => overwrites ? x.add_(y, Scalars.One) : x.add(y, Scalars.One),
            BinaryFunction.Subtract => x.sub(y),
            BinaryFunction.Multiply => overwrites ? x.mul_(y) : x.mul(y),
            BinaryFunction.Divide => x.div(y),
        };
    }

    private Tensor Arithmetic(BinaryFunction function, Tensor x, Scalar number, bool isLeft) => function switch
    {
        BinaryFunction.Add => x.add(number, Scalars.One),
        BinaryFunction.Subtract => isLeft ? Functions.Subtract(number, x) : x.sub(number),
        BinaryFunction.Multiply => MayOverwrite ? x.mul_(number) : x.mul(number),
        BinaryFunction.Divide => isLeft ? Functions.Divide(number, x) : x.div(number),
    };

    private static Scalar? Optional(double? number) => number is { } value ? Scalars.Of(value) : null;

    /// <summary>A result that may be its operand, under a handle that may be disposed by itself.</summary>
    private static Tensor Owned(Tensor result, Tensor operand) => ReferenceEquals(result, operand) ? operand.alias() : result;
}
