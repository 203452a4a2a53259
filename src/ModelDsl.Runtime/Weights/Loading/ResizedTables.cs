using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>
/// Fits trained position tables of another window or resolution by bicubic interpolation, as Swin's and timm's code do: the
/// biases of relative positions [(2h − 1) · (2w − 1), heads] of a square window, and the embeddings of absolute positions
/// [1, h · w, channels] of a square map or [1, channels, h, w]. What does not belong to a place (a class token, and the three
/// rows of BEiT's tables) is not taken apart: such tables stay a difference.
/// </summary>
public sealed class ResizedTables : WeightAdapter
{
    private static readonly string[] Relative = ["relative_position_bias_table", "relative_bias_table", "rel_pos_bias_table"];
    private static readonly string[] Absolute = ["pos_embed", "absolute_pos_embed", "position_embedding", "pos_embedding"];

    private ResizedTables() { }

    /// <summary>The tables of Swin, of ViT and of what follows their names.</summary>
    public static ResizedTables Positions { get; } = new();

    /// <inheritdoc/>
    public override Adaptation? Adapt(WeightMismatch mismatch)
    {
        ArgumentNullException.ThrowIfNull(mismatch);
        if (Plan(mismatch) is not { } plan) return null;
        return Adaptation.Convert(
            $"resized from {plan.From.Height}×{plan.From.Width} to {plan.To.Height}×{plan.To.Width} positions, bicubic", table => plan.Resize(table));
    }

    internal static bool Bridges(WeightMismatch mismatch) => Plan(mismatch) is not null;

    private static Resizing? Plan(WeightMismatch mismatch)
    {
        if (mismatch is not { Kind: MismatchKind.Shape, FileShape: { } file, ModelShape: { } model } || file.Count != model.Count) return null;
        var name = mismatch.Name[(mismatch.Name.LastIndexOf('.') + 1)..];
        return (file, model) switch
        {
            ([var from, var heads], [var to, var same]) when heads == same && Relative.Contains(name) => Square(from, to, odd: true) is { } s ? new Resizing(s.From, s.To, Form.Rows) : null,
            ([1, var from, var channels], [1, var to, var same]) when channels == same && Absolute.Contains(name) =>
                Square(from, to, odd: false) is { } s ? new Resizing(s.From, s.To, Form.Tokens) : null,
            ([1, var channels, var h, var w], [1, var same, var i, var j]) when channels == same && Absolute.Contains(name) => new Resizing((h, w), (i, j), Form.Map),
            _ => null,
        };
    }

    /// <summary>The sides of two squares of so many positions; those of offsets in a window are odd.</summary>
    private static ((long Height, long Width) From, (long Height, long Width) To)? Square(long from, long to, bool odd)
    {
        var (a, b) = ((long)Math.Round(Math.Sqrt(from)), (long)Math.Round(Math.Sqrt(to)));
        return a * a == from && b * b == to && (!odd || (a % 2 == 1 && b % 2 == 1)) ? ((a, a), (b, b)) : null;
    }

    /// <summary>How positions lie in a table.</summary>
    private enum Form
    {
        /// <summary>[positions, heads].</summary>
        Rows,

        /// <summary>[1, positions, channels].</summary>
        Tokens,

        /// <summary>[1, channels, height, width].</summary>
        Map,
    }

    private sealed record Resizing((long Height, long Width) From, (long Height, long Width) To, Form Form)
    {
        public torch.Tensor Resize(torch.Tensor table)
        {
            using var scope = torch.NewDisposeScope();
            var map = Form == Form.Map ? table : table.reshape(1, From.Height, From.Width, -1).permute(0, 3, 1, 2);
            var resized = torch.nn.functional.interpolate(map.to(torch.ScalarType.Float32), [To.Height, To.Width], mode: torch.InterpolationMode.Bicubic, align_corners: false);
            var result = Form switch
            {
                Form.Map => resized,
                Form.Tokens => resized.permute(0, 2, 3, 1).reshape(1, To.Height * To.Width, -1),
                Form.Rows => resized.permute(0, 2, 3, 1).reshape(To.Height * To.Width, -1),
            };
            return result.MoveToOuterDisposeScope();
        }
    }
}
