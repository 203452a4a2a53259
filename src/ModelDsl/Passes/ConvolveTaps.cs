using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>
/// Makes linear layers on strided cuts of a map [N, H, W, C], one for each position of a 3×3 window of stride 2, of an
/// unfolding with a matrix for each position behind it (a 1×1 convolution in nine groups, or none): nothing leaves the order
/// of tokens, and no window is copied.
/// </summary>
internal sealed class ConvolveTaps : Pass
{
    private const int Kernel = 3;
    private const int Stride = 2;
    private const int Positions = Kernel * Kernel;

    private static readonly int[] s_channelsSecond = [0, 3, 1, 2];
    private static readonly int[] s_channelsLast = [0, 2, 3, 1];

    /// <inheritdoc/>
    public override Body Run(Body body)
    {
        var rewriting = new Rewriting(body);
        var reading = new Reading(body, rewriting.LoneMakerOf);
        return rewriting.Run((step, index) =>
        {
            if (step.Op is not RearrangeOp || reading.At((Apply)body.Steps[index]) is not { } found) return null;
            return Written(rewriting, found, step.Results[0]);
        });
    }

    /// <summary>The values of all windows, [N, heads, windows, 9, C/heads].</summary>
    private static Ref Written(Rewriting rewriting, Windows found, Result result)
    {
        var tokens = rewriting[found.Tokens];
        var (batch, height, width, channels) = found.Size;
        var (rows, columns) = (height / Stride, width / Stride);
        var (heads, features) = (result.Shape[1], result.Shape[4]);
        var padded = rewriting.Add(new PadOp(1, 1, 1, 1), "", new Shape(batch, channels, height + 2, width + 2), rewriting.Permute(tokens, s_channelsSecond));
        // A window's rows 0 and 2 are even rows of the padded map, and row 1 is an odd one.
        var split = new Shape(batch, rows + 1, Stride, columns + 1, Stride, channels);
        var phases = rewriting.Add(new ReshapeOp(split), "", split, rewriting.Permute(padded, s_channelsLast));
        var taps = new List<Ref>();
        for (var position = 0; position < Positions; position++)
        {
            var (row, column) = (position / Kernel, position % Kernel);
            var tap = rewriting.Add(new SelectOp(2, row % Stride), "", new Shape(batch, rows + 1, columns + 1, Stride, channels), phases);
            tap = rewriting.Add(new SelectOp(3, column % Stride), "", new Shape(batch, rows + 1, columns + 1, channels), tap);
            tap = rewriting.Add(new SliceOp(1, row / Stride, rows), "", new Shape(batch, rows, columns + 1, channels), tap);
            tap = rewriting.Add(new SliceOp(2, column / Stride, columns), "", new Shape(batch, rows, columns, channels), tap);
            if (found.Convolution is { } convolution) tap = Linear(rewriting, convolution, rewriting[convolution.Inputs[1]], tap, position, channels, new Shape(batch, rows, columns, channels));
            taps.Add(tap);
        }
        var values = rewriting.Add(new ConcatOp(3), "", new Shape(batch, rows, columns, Positions * channels), [.. taps]);
        var each = new Shape(batch, rows * columns, Positions, heads, features);
        return rewriting.Permute(rewriting.Add(new ReshapeOp(each), "", each, values), 0, 3, 1, 2, 4);
    }

    private static Ref Linear(Rewriting rewriting, Apply convolution, Ref weights, Ref tap, int position, Dim channels, Shape shape)
    {
        var matrix = new Shape(channels, channels);
        var rows = rewriting.Add(new SliceOp(0, position * channels, channels), "", new Shape(channels, channels, 1, 1), weights);
        var weight = rewriting.Add(new ReshapeOp(matrix), $"{convolution.Path}.weight.{position}", matrix, rows);
        return rewriting.Add(new LinearOp(channels, channels, false, Init.Zeros, Init.Zeros), convolution.Path, shape, tap, weight);
    }

    /// <summary>An unfolding, in the old body.</summary>
    /// <param name="Tokens">The map that is unfolded, [N, H, W, C].</param>
    /// <param name="Size">Its sizes.</param>
    /// <param name="Convolution">The convolution behind it; null for none.</param>
    private sealed record Windows(Ref Tokens, (Dim Batch, Dim Height, Dim Width, Dim Channels) Size, Apply? Convolution);

    /// <summary>Reads the steps in front of a rearrangement, from its end.</summary>
    private sealed class Reading(Body body, System.Func<Ref, Apply?> loneMakerOf)
    {
        /// <summary>The unfolding behind whose values a step stands; null for none.</summary>
        public Windows? At(Apply last)
        {
            if (last.Results[0].Shape is not { Rank: 5 } shape || shape[3] != Positions) return null;
            // Without a convolution: [N, (k d j), (h w)] → [N, k, (h w), j, d].
            if (Order(last, [0, 1, 4, 5, 3, 2]) && Of(last.Inputs[0], null) is { } plain) return plain;
            // With one: [N, (j k d), h, w] → [N, k, (h w), j, d], behind [N, (c j), (h w)] → [N, (j c), h, w].
            if (!Order(last, [0, 2, 4, 5, 1, 3]) || loneMakerOf(last.Inputs[0]) is not { Op: Conv2dOp { Bias: false } op } convolution) return null;
            if (op.Kernel != 1 || op.Stride != 1 || op.Padding != 0 || op.Groups != Positions || op.InChannels != op.OutChannels) return null;
            return loneMakerOf(convolution.Inputs[0]) is { Op: RearrangeOp } first && Order(first, [0, 2, 1, 3, 4]) ? Of(first.Inputs[0], convolution) : null;
        }

        private Windows? Of(Ref windows, Apply? convolution)
        {
            if (loneMakerOf(windows) is not { Op: UnfoldOp op } unfolding || op.Kernel != Kernel || op.Stride != Stride || op.Padding != 1) return null;
            var map = body[unfolding.Inputs[0]].Shape;
            if (!Dim.DividesEvenly(Stride, map[2]) || !Dim.DividesEvenly(Stride, map[3])) return null;
            // Other steps may read the map too.
            return unfolding.Inputs[0] is { Step: >= 0 } value && body.Steps[value.Step] is Apply { Op: RearrangeOp } turn && Order(turn, s_channelsSecond)
                ? new(turn.Inputs[0], (map[0], map[2], map[3], map[1]), convolution)
                : null;
        }

        private static bool Order(Apply step, int[] order) => ((RearrangeOp)step.Op).Steps is { Permutation: { } permutation, Unsqueezed: null, Expanded: null } && permutation.SequenceEqual(order);
    }
}
