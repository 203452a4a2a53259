using ModelDsl.PyTorch.Writing;

namespace ModelDsl.PyTorch.Lowering;

/// <summary>Layers that are used again with other attributes than those of their modules.</summary>
internal sealed partial class PyTorchLowering
{
    public Code Embedding(EmbeddingOp op, Operands<Code> x) => $"F.embedding({x.Inputs[0].Text}, {x.Weights[0]}.weight)";

    public Code Linear(LinearOp op, Operands<Code> x) => $"F.linear({x.Inputs[0].Text}, {x.Weights[0]}.weight, {x.Weights[0]}.bias)";

    public Code Conv2d(Conv2dOp op, Operands<Code> x) =>
        $"F.conv2d({x.Inputs[0].Text}, {x.Weights[0]}.weight, {x.Weights[0]}.bias, {Pair(op.Stride)}, {Pair(op.Padding)}, {Pair(op.Dilation)}, {body.Size(op.Groups)})";

    public Code ConvTranspose2d(ConvTranspose2dOp op, Operands<Code> x) =>
        $"F.conv_transpose2d({x.Inputs[0].Text}, {x.Weights[0]}.weight, {x.Weights[0]}.bias, {Pair(op.Stride)}, {Pair(op.Padding)}, {Pair(op.OutputPadding)}, {body.Size(op.Groups)}, {Pair(op.Dilation)})";

    public Code BatchNorm2d(BatchNorm2dOp op, Operands<Code> x)
    {
        body.Needs("batch_norm");
        return $"batch_norm({x.Inputs[0].Text}, {x.Weights[0]}, eps={PythonText.Number(op.Eps)}, momentum={PythonText.Number(op.Momentum)})";
    }

    public Code LayerNorm(LayerNormOp op, Operands<Code> x) =>
        $"F.layer_norm({x.Inputs[0].Text}, ({body.Size(op.Features)},), {x.Weights[0]}.weight, {x.Weights[0]}.bias, {PythonText.Number(op.Eps)})";

    public Code GroupNorm(GroupNormOp op, Operands<Code> x) =>
        $"F.group_norm({x.Inputs[0].Text}, {body.Size(op.Groups)}, {x.Weights[0]}.weight, {x.Weights[0]}.bias, {PythonText.Number(op.Eps)})";

    public Code PlainInstanceNorm2d(PlainInstanceNorm2dOp op, Operands<Code> x) => $"F.instance_norm({x.Inputs[0].Text}, eps={PythonText.Number(op.Eps)})";

    public Code InstanceNorm2d(InstanceNorm2dOp op, Operands<Code> x) =>
        $"F.instance_norm({x.Inputs[0].Text}, weight={x.Weights[0]}.weight, bias={x.Weights[0]}.bias, eps={PythonText.Number(op.Eps)})";

    public Code RmsNorm(RmsNormOp op, Operands<Code> x)
    {
        body.Needs("rms_norm");
        return $"rms_norm({x.Inputs[0].Text}, {x.Weights[0]}.weight, {PythonText.Number(op.Eps)})";
    }
}
