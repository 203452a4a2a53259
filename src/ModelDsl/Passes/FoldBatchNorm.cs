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
            var (scale, shift) = ScaleAndShift(rewriting, step, convolution.Bias ? before.Inputs[2] : null, before.Path + ".bias.folded");
            return FoldScale.IntoConvolution(rewriting, before, scale, shift, step.Results[0]);
        });
    }

    /// <summary>What a norm multiplies each channel by, and what it adds to it then.</summary>
    /// <param name="rewriting">The new body.</param>
    /// <param name="norm">The norm, its inputs values of the new body.</param>
    /// <param name="bias">What is added to a channel before the norm; null for nothing.</param>
    /// <param name="path">What the shift is called; empty for no name.</param>
    public static (Ref Scale, Ref Shift) ScaleAndShift(Rewriting rewriting, Apply norm, Ref? bias, string path = "")
    {
        var op = (BatchNorm2dOp)norm.Op;
        var channels = new Shape(op.Channels);
        var (gamma, beta, mean, variance) = (norm.Inputs[1], norm.Inputs[2], norm.Inputs[3], norm.Inputs[4]);
        var deviation = rewriting.Add(new UnaryOp(Function.Rsqrt), "", channels, rewriting.Add(new ScalarOp(BinaryFunction.Add, op.Eps, false), "", channels, variance));
        var scale = rewriting.Add(new BinaryOp(BinaryFunction.Multiply), "", channels, gamma, deviation);
        var shift = bias is { } given ? rewriting.Add(new BinaryOp(BinaryFunction.Subtract), "", channels, given, mean) : rewriting.Add(new UnaryOp(Function.Negate), "", channels, mean);
        var scaled = rewriting.Add(new BinaryOp(BinaryFunction.Multiply), "", channels, shift, scale);
        return (scale, rewriting.Add(new BinaryOp(BinaryFunction.Add), path, channels, beta, scaled));
    }
}
