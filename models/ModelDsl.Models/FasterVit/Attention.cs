namespace ModelDsl.Models;

/// <summary>Multi-head self-attention within a window, with a learned bias for each relative position.</summary>
internal static class Attention
{
    /// <summary>Attention among the tokens of each window, [windows, tokens, C] → the same shape.</summary>
    /// <param name="s">The scope.</param>
    /// <param name="x">Tokens; those beyond <paramref name="window"/>² come first and get no position bias.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="window">Side of the window.</param>
    /// <param name="config">The hyper-parameters.</param>
    [Block]
    public static Sym WindowAttention(Scope s, Sym x, int heads, Dim window, FasterVitConfig config) =>
        Attend(s, x, heads, config, logits => PositionEncoding.RelativePosition(s / "pos_emb_funct", logits, window));

    /// <summary>The same among the carrier tokens of the published code for detection.</summary>
    /// <param name="s">The scope.</param>
    /// <param name="x">Tokens; those beyond <paramref name="window"/>² come first and get no position bias.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="window">Side of the square of the last tokens.</param>
    /// <param name="config">The hyper-parameters.</param>
    [Block]
    public static Sym DetectionCarrierAttention(Scope s, Sym x, int heads, Dim window, FasterVitConfig config) =>
        Attend(s, x, heads, config, logits => PositionEncoding.DetectionCarrierPosition(s / "pos_emb_funct", logits, window));

    private static Sym Attend(Scope s, Sym x, int heads, FasterVitConfig config, Func<Sym, Sym> addPositions)
    {
        s.StateOrder("qkv", "proj", "pos_emb_funct");
        Require.Divides(heads, x.Features, $"{heads} heads do not divide {x.Features} channels");
        var scale = Math.Pow((int)x.Features / heads, -0.5);
        var qkv = x.TransformerLinear(s / "qkv", 3 * x.Features)
                   .Rearrange("b n (k h d) -> k b h n d", ("k", 3), ("h", heads));
        var (q, k, v) = (qkv.Select(0, 0), qkv.Select(0, 1), qkv.Select(0, 2));
        var logits = q.MatMul(k.Rearrange("b h n d -> b h d n")) * scale;
        var weights = addPositions(logits).Softmax().Dropout(config.AttentionDropout);
        return weights.MatMul(v)
                      .Rearrange("b h n d -> b n (h d)")
                      .TransformerLinear(s / "proj", x.Features)
                      .Dropout(config.Dropout);
    }
}
