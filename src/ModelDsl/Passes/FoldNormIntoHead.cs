using System.Linq;

namespace ModelDsl;

/// <summary>
/// Folds a batch norm into the linear layer behind it where only means over the map lie between: scaling and shifting channels
/// is the same before a mean and after it, and the layer can do both.
/// </summary>
internal sealed class FoldNormIntoHead : Pass
{
    /// <inheritdoc/>
    public override Body Run(Body body)
    {
        var rewriting = new Rewriting(body);
        return rewriting.Run((step, index) =>
        {
            var old = (Apply)body.Steps[index];
            if (step.Op is not LinearOp linear || NormBefore(body, rewriting, old) is not { } norm || ((BatchNorm2dOp)norm.Op).Channels != linear.InFeatures) return null;
            var (scale, shift) = FoldBatchNorm.ScaleAndShift(rewriting, norm with { Inputs = [.. norm.Inputs.Select(i => rewriting[i])] }, null);
            var input = Pooled(rewriting, old.Inputs[0], norm);
            var weight = step.Inputs[1];
            var scaled = rewriting.Add(new BinaryOp(BinaryFunction.Multiply), step.Path + ".weight.folded", rewriting.ResultOf(weight).Shape, weight, scale);
            var column = new Shape(linear.InFeatures, 1);
            var product = rewriting.Add(new MatMulOp(), "", new Shape(linear.OutFeatures, 1), weight, rewriting.Add(new ReshapeOp(column), "", column, shift));
            var shape = new Shape(linear.OutFeatures);
            var bias = rewriting.Add(new ReshapeOp(shape), step.Path + ".bias.shift", shape, product);
            if (linear.Bias) bias = rewriting.Add(new BinaryOp(BinaryFunction.Add), step.Path + ".bias.folded", shape, step.Inputs[2], bias);
            return rewriting.Add(new Apply(linear with { Bias = true }, step.Path, [input, scaled, bias], step.Results));
        });
    }

    /// <summary>The norm whose means a layer reads, in the old body; null for none.</summary>
    private static Apply? NormBefore(Body body, Rewriting rewriting, Apply layer)
    {
        var before = rewriting.LoneMakerOf(layer.Inputs[0]);
        while (before is not null && IsMean(body, before)) before = rewriting.LoneMakerOf(before.Inputs[0]);
        return before?.Op is BatchNorm2dOp ? before : null;
    }

    /// <summary>Whether a step takes means of each channel, or drops the axes of which one position is left.</summary>
    private static bool IsMean(Body body, Apply step) => step.Op switch
    {
        AdaptiveAveragePool2dOp => true,
        ReduceOp { Kind: ReductionKind.Mean, Axes: { Count: 2 } axes } => axes[0] == 2 && axes[1] == 3,
        ViewOp => body[step.Inputs[0]].Shape is { Rank: 4 } map && map[2] == 1 && map[3] == 1 && step.Results[0].Shape.Equals(new Shape(map[0], map[1])),
        _ => false,
    };

    /// <summary>The means of what the norm reads.</summary>
    private static Ref Pooled(Rewriting rewriting, Ref old, Apply norm)
    {
        var step = rewriting.LoneMakerOf(old)!;
        if (ReferenceEquals(step, norm)) return rewriting[norm.Inputs[0]];
        return rewriting.Add(step with { Inputs = [Pooled(rewriting, step.Inputs[0], norm)] });
    }
}
