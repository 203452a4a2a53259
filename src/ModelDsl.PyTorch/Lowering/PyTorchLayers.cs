using ModelDsl.PyTorch.Writing;

namespace ModelDsl.PyTorch.Lowering;

/// <summary>Each layer as a module of PyTorch.</summary>
/// <param name="size">The text of a size in a constructor.</param>
/// <param name="inits">How weights start.</param>
/// <param name="needs">Notes that the file needs a part.</param>
internal sealed class PyTorchLayers(Func<Dim, string> size, Inits inits, Action<string> needs) : ILayers<Code>
{
    private const double NormEps = 1e-5;
    private const double Momentum = 0.1;

    public Code Conv2d(Conv2dOp op)
    {
        var text = $"nn.Conv2d({size(op.InChannels)}, {size(op.OutChannels)}, {Pair(op.Kernel, size)}{Stated("stride", op.Stride, 1)}{Stated("padding", op.Padding, 0)}{Stated("dilation", op.Dilation, 1)}"
            + $"{(op.Groups == 1 ? "" : $", groups={size(op.Groups)}")}{(op.Bias ? "" : ", bias=False")})";
        var kernel = op.Kernel.Height * op.Kernel.Width;
        return Started(text, op.WeightInit, op.Bias ? op.BiasInit : null, new(kernel * (op.InChannels / op.Groups), kernel * (op.OutChannels / op.Groups), op.Groups == 1));
    }

    public Code Linear(LinearOp op) => Started(
        $"nn.Linear({size(op.InFeatures)}, {size(op.OutFeatures)}{(op.Bias ? "" : ", bias=False")})", op.WeightInit, op.Bias ? op.BiasInit : null, new(op.InFeatures, op.OutFeatures, true));

    public Code BatchNorm2d(BatchNorm2dOp op)
    {
        var text = $"nn.BatchNorm2d({size(op.Channels)}{Eps(op.Eps)}{(op.Momentum == Momentum ? "" : $", momentum={PythonText.Number(op.Momentum)}")})";
        return op.WeightInit == Init.Ones ? text : Wrapped(text, inits.Of(op.WeightInit, null), null);
    }

    public Code LayerNorm(LayerNormOp op) => $"nn.LayerNorm({size(op.Features)}{Eps(op.Eps)})";

    public Code GroupNorm(GroupNormOp op) => $"nn.GroupNorm({size(op.Groups)}, {size(op.Channels)}{Eps(op.Eps)})";

    public Code InstanceNorm2d(InstanceNorm2dOp op) => $"nn.InstanceNorm2d({size(op.Channels)}{Eps(op.Eps)}, affine=True)";

    public Code Embedding(EmbeddingOp op)
    {
        var text = $"nn.Embedding({size(op.Count)}, {size(op.Features)})";
        return op.WeightInit is Init.NormalInit { StandardDeviation: 1, Symbol: null } ? text : Wrapped(text, inits.Of(op.WeightInit, new(op.Features, op.Count, true)), null);
    }

    public Code RmsNorm(RmsNormOp op)
    {
        needs("rms_norm");
        return $"RmsNorm({size(op.Features)}, eps={PythonText.Number(op.Eps)})";
    }

    public Code ConvTranspose2d(ConvTranspose2dOp op)
    {
        var text = $"nn.ConvTranspose2d({size(op.InChannels)}, {size(op.OutChannels)}, {Pair(op.Kernel, size)}{Stated("stride", op.Stride, 1)}{Stated("padding", op.Padding, 0)}"
            + $"{Stated("output_padding", op.OutputPadding, 0)}{(op.Groups == 1 ? "" : $", groups={size(op.Groups)}")}{(op.Bias ? "" : ", bias=False")}{Stated("dilation", op.Dilation, 1)})";
        return Started(text, op.WeightInit, op.Bias ? op.BiasInit : null, new(op.FanIn, op.Kernel.Height * op.Kernel.Width * (op.InChannels / op.Groups), false));
    }

    /// <summary>A height and a width: one number where they are equal.</summary>
    public static string Pair(Extent extent, Func<Dim, string> size) =>
        size(extent.Height) is var height && size(extent.Width) is var width && height == width ? height : $"({height}, {width})";

    private string Stated(string name, Extent extent, long usual) => extent == usual ? "" : $", {name}={Pair(extent, size)}";

    private static string Eps(double eps) => eps == NormEps ? "" : $", eps={PythonText.Number(eps)}";

    /// <summary>A layer that starts otherwise than PyTorch's.</summary>
    private Code Started(string layer, Init weight, Init? bias, Fans fans)
    {
        var (isUsual, isUsualBias) = (weight is Init.FanInUniformInit, bias is null or Init.FanInUniformInit);
        return isUsual && isUsualBias ? layer : Wrapped(layer, isUsual ? null : inits.Of(weight, fans), isUsualBias ? null : inits.Of(bias!, fans with { IsUsual = false }));
    }

    private Code Wrapped(string layer, string? weight, string? bias)
    {
        needs("initialize");
        return $"initialize({layer}{(weight is null ? "" : ", " + weight)}{(bias is null ? "" : $", {(weight is null ? "bias=" : "")}{bias}")})";
    }
}
