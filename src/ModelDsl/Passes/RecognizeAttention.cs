using System.Linq;

namespace ModelDsl;

/// <summary>
/// Makes one operation of scaled dot product attention that is written out, softmax(scale·query·keyᵀ + bias)·value, where
/// nothing else reads what lies between.
/// </summary>
internal sealed class RecognizeAttention : Pass
{
    /// <inheritdoc/>
    public override Body Run(Body body)
    {
        var rewriting = new Rewriting(body);
        var reading = new Reading(body, rewriting.LoneMakerOf);
        return rewriting.Run((step, index) =>
        {
            if (step.Op is not MatMulOp || reading.At((Apply)body.Steps[index]) is not { } found) return null;
            var key = rewriting[found.Key];
            // A key that is transposed for the product is taken as it was before; another one is turned back.
            key = rewriting.MakerOf(key) is { Op: RearrangeOp { Steps: var steps } } turned && IsSwap(steps) ? turned.Inputs[0] : rewriting.Permute(key, SwapOf(rewriting.ResultOf(key).Shape.Rank));
            var op = new AttentionOp(false, found.Scale, found.Mask is null ? null : ElementType.Float32);
            Ref[] inputs = [rewriting[found.Query], key, step.Inputs[1], .. found.Mask is { } mask ? [rewriting[mask]] : System.Array.Empty<Ref>()];
            return rewriting.Add(new Apply(op, "", [.. inputs], step.Results));
        });
    }

    private static bool IsSwap(RearrangeSteps steps) =>
        steps is { Split: null, Permutation: { } order, Unsqueezed: null, Expanded: null, Merged: null } && order.SequenceEqual(SwapOf(order.Count));

    private static int[] SwapOf(int rank) => [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2];

    /// <summary>What attention works on, in the old body; the key as the product takes it, [.., features, others].</summary>
    private sealed record Attention(Ref Query, Ref Key, Ref? Mask, double Scale);

    /// <summary>Reads the steps in front of a product, from its end.</summary>
    private sealed class Reading(Body body, System.Func<Ref, Apply?> loneMakerOf)
    {
        /// <summary>The attention whose last product a step is; null for none.</summary>
        public Attention? At(Apply product)
        {
            if (loneMakerOf(product.Inputs[0]) is not { Op: SoftmaxOp { IsLog: false } softmax } weights || softmax.Axis != body[product.Inputs[0]].Shape.Rank - 1) return null;
            if (Scores(weights.Inputs[0]) is { } plain) return Fits(plain, product) ? plain : null;
            if (loneMakerOf(weights.Inputs[0]) is not { Op: BinaryOp { Function: BinaryFunction.Add } } sum) return null;
            for (var side = 0; side < 2; side++)
            {
                var (scores, mask) = (sum.Inputs[side], sum.Inputs[1 - side]);
                if (Scores(scores) is not { } found || !body[scores].Shape.Equals(sum.Results[0].Shape) || body[mask].Shape.Rank is < 2) continue;
                if (body[mask].Type != ElementType.Float32 || !Fits(found, product)) continue;
                return found with { Mask = mask };
            }
            return null;
        }

        /// <summary>A product of queries and keys, times a number or not.</summary>
        private Attention? Scores(Ref value)
        {
            var scale = 1.0;
            if (loneMakerOf(value) is { Op: ScalarOp { Function: BinaryFunction.Multiply } factor } scaled) (scale, value) = (factor.Value, scaled.Inputs[0]);
            if (loneMakerOf(value) is not { Op: MatMulOp } product) return null;
            var query = product.Inputs[0];
            if (loneMakerOf(query) is { Op: ScalarOp { Function: BinaryFunction.Multiply } before } first) (scale, query) = (scale * before.Value, first.Inputs[0]);
            return new(query, product.Inputs[1], null, scale);
        }

        /// <summary>Three tensors of as many axes, equal but for the last two.</summary>
        private bool Fits(Attention found, Apply product)
        {
            var (query, key, value) = (body[found.Query].Shape, body[found.Key].Shape, body[product.Inputs[1]].Shape);
            return query.Rank >= 3 && key.Rank == query.Rank && value.Rank == query.Rank
                && Enumerable.Range(0, query.Rank - 2).All(axis => query[axis] == key[axis] && query[axis] == value[axis]);
        }
    }
}
