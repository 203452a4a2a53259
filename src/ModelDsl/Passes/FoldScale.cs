namespace ModelDsl;

/// <summary>
/// Folds a product with one weight for each channel (layer scale) into the linear layer or convolution before it, which
/// nothing else reads.
/// </summary>
internal sealed class FoldScale : Pass
{
    /// <inheritdoc/>
    public override Body Run(Body body)
    {
        var rewriting = new Rewriting(body);
        return rewriting.Run((step, index) =>
        {
            if (step.Op is not BinaryOp { Function: BinaryFunction.Multiply }) return null;
            for (var side = 0; side < 2; side++)
            {
                if (rewriting.LoneMakerOf(body.Steps[index].Inputs[side]) is null) continue;
                var (value, scale) = (step.Inputs[side], step.Inputs[1 - side]);
                if (!rewriting.ResultOf(value).Shape.Equals(step.Results[0].Shape) || ScaleOf(rewriting, scale, step.Results[0].Shape, rewriting.MakerOf(value)?.Op) is not { } channels) continue;
                if (Folded(rewriting, rewriting.MakerOf(value)!, channels, step.Results[0]) is { } folded) return folded;
            }
            return null;
        });
    }

    /// <summary>A convolution with its weight scaled for each output channel, and the given bias.</summary>
    public static Ref IntoConvolution(Rewriting rewriting, Apply convolution, Ref scale, Ref? bias, Result result)
    {
        var op = (Conv2dOp)convolution.Op;
        var perChannel = new Shape(op.OutChannels, 1, 1, 1);
        var weight = Scaled(rewriting, convolution, rewriting.Add(new ReshapeOp(perChannel), "", perChannel, scale));
        Ref[] inputs = bias is { } shift ? [convolution.Inputs[0], weight, shift] : [convolution.Inputs[0], weight];
        return rewriting.Add(new Apply(op with { Bias = bias is not null }, convolution.Path, [.. inputs], [result]));
    }

    private static Ref? Folded(Rewriting rewriting, Apply layer, Ref scale, Result result)
    {
        if (layer.Op is Conv2dOp convolution) return IntoConvolution(rewriting, layer, scale, convolution.Bias ? Bias(convolution.OutChannels) : null, result);
        if (layer.Op is not LinearOp linear) return null;
        var perRow = new Shape(linear.OutFeatures, 1);
        var weight = Scaled(rewriting, layer, rewriting.Add(new ReshapeOp(perRow), "", perRow, scale));
        Ref[] inputs = linear.Bias ? [layer.Inputs[0], weight, Bias(linear.OutFeatures)] : [layer.Inputs[0], weight];
        return rewriting.Add(new Apply(linear, layer.Path, [.. inputs], [result]));

        Ref Bias(Dim channels) => rewriting.Add(new BinaryOp(BinaryFunction.Multiply), layer.Path + ".bias.folded", new Shape(channels), layer.Inputs[2], scale);
    }

    private static Ref Scaled(Rewriting rewriting, Apply layer, Ref scale) =>
        rewriting.Add(new BinaryOp(BinaryFunction.Multiply), layer.Path + ".weight.folded", rewriting.ResultOf(layer.Inputs[1]).Shape, layer.Inputs[1], scale);

    /// <summary>The weight [channels] that an operand of a product is, for the axis on which a layer's channels lie; null for none.</summary>
    private static Ref? ScaleOf(Rewriting rewriting, Ref value, Shape product, Op? layer)
    {
        var shape = rewriting.ResultOf(value).Shape;
        var axis = layer switch { Conv2dOp => 1, LinearOp => product.Rank - 1, _ => -1 };
        if (axis < 0) return null;
        for (var i = 0; i < shape.Rank; i++)
            if (shape[i] != (product.Rank - shape.Rank + i == axis ? product[axis] : 1))
                return null;
        if (product.Rank - shape.Rank > axis || !IsOfWeights(rewriting, value)) return null;
        var channels = new Shape(product[axis]);
        return shape.Rank == 1 ? value : rewriting.Add(new ReshapeOp(channels), "", channels, value);
    }

    private static bool IsOfWeights(Rewriting rewriting, Ref value) => rewriting.MakerOf(value) switch
    {
        null => false,
        { Op: WeightOp } => true,
        { Op: ViewOp } view => IsOfWeights(rewriting, view.Inputs[0]),
        _ => false,
    };
}
