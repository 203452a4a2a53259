namespace ModelDsl;

/// <summary>
/// Folds a batch norm into the convolution before it, which nothing else reads: with its running statistics it scales and
/// shifts channels, and so can the convolution's weight and bias.
/// </summary>
internal sealed class FoldBatchNorm : Pass
{
    /// <inheritdoc/>
    public override Body Run(Body body)
    {
        var rewriting = new Rewriting(body);
        return rewriting.Run((step, index) =>
        {
            if (step.Op is not BatchNorm2dOp norm || rewriting.LoneMakerOf(body.Steps[index].Inputs[0]) is null) return null;
            if (rewriting.MakerOf(step.Inputs[0]) is not { Op: Conv2dOp convolution } before) return null;
            var channels = new Shape(norm.Channels);
            var (gamma, beta, mean, variance) = (step.Inputs[1], step.Inputs[2], step.Inputs[3], step.Inputs[4]);
            var deviation = rewriting.Add(new UnaryOp(Function.Rsqrt), "", channels, rewriting.Add(new ScalarOp(BinaryFunction.Add, norm.Eps, false), "", channels, variance));
            var scale = rewriting.Add(new BinaryOp(BinaryFunction.Multiply), "", channels, gamma, deviation);
            var shift = convolution.Bias ? rewriting.Add(new BinaryOp(BinaryFunction.Subtract), "", channels, before.Inputs[2], mean) : rewriting.Add(new UnaryOp(Function.Negate), "", channels, mean);
            var scaled = rewriting.Add(new BinaryOp(BinaryFunction.Multiply), "", channels, shift, scale);
            var bias = rewriting.Add(new BinaryOp(BinaryFunction.Add), before.Path + ".bias.folded", channels, beta, scaled);
            return FoldScale.IntoConvolution(rewriting, before, scale, bias, step.Results[0]);
        });
    }
}
