namespace ModelDsl.Onnx.Lowering;

/// <summary>
/// Attention whose queries, keys and values come from one linear layer, as ONNX Runtime's operator <c>com.microsoft.Attention</c>
/// takes it: with the layer's weights in it.
/// </summary>
/// <param name="Input">What the linear layer reads, [.., tokens, features].</param>
/// <param name="Weight">Its weight, [features, 3·heads·width].</param>
/// <param name="Bias">Its bias; null for none.</param>
/// <param name="Mask">What is added to the scores, [heads, tokens, tokens] or the same of each sample; null for nothing.</param>
/// <param name="Heads">The number of heads.</param>
/// <param name="Width">The features of a head.</param>
/// <param name="Scale">What the scores are multiplied by.</param>
/// <param name="IsCausal">Whether a token sees only those before it.</param>
internal sealed record PackedAttention(Value Input, Value Weight, Value? Bias, Value? Mask, long Heads, long Width, double Scale, bool IsCausal)
{
    /// <summary>The domain of ONNX Runtime's own operators.</summary>
    public const string Domain = "com.microsoft";

    /// <summary>Attention in this form; null where it has another one.</summary>
    /// <param name="op">The attention.</param>
    /// <param name="x">Query, key, value, [.., heads, tokens, width] each, and the mask.</param>
    public static PackedAttention? Of(AttentionOp op, Operands<Value> x)
    {
        var query = x.Inputs[0].Shape;
        var lead = query.Rank - 3;
        if (lead < 1 || !query[lead].IsConstant || !query[-1].IsConstant) return null;
        var (heads, width) = (query[lead].Value, query[-1].Value);
        var parts = Enumerable.Range(0, 3).Select(i => PartOf(x.Inputs[i], i)).ToList();
        // [.., tokens, 3, heads, width] with the three first.
        long[] order = [lead + 1, .. Enumerable.Range(0, lead), lead + 2, lead, lead + 3];
        if (parts[0] is not { Maker: { Kind: "Transpose" } turned } all || parts.Exists(p => p != all) || !((long[])turned.Attributes[0].Value).SequenceEqual(order)) return null;
        if (turned.Inputs[0] is not { Maker: { Kind: "Reshape" } split } whole || whole.Shape[lead + 1] != 3 || whole.Shape[lead + 2] != heads || whole.Shape[-1] != width) return null;
        var (product, bias) = split.Inputs[0]!.Maker is { Kind: "Add" } sum && sum.Inputs[1]!.IsConstant ? (sum.Inputs[0]!, sum.Inputs[1]) : (split.Inputs[0]!, null);
        if (product.Shape.Rank != lead + 2 || product.Maker is not { Kind: "MatMul", Inputs: [{ } input, { IsConstant: true, Shape.Rank: 2 } weight] }) return null;
        var mask = op.Mask is null ? null : x.Inputs[3];
        return mask is null || Fits(mask, query) ? new(input, weight, bias, mask, heads, width, op.Scale ?? 1 / Math.Sqrt(width), op.IsCausal) : null;
    }

    /// <summary>Adds the node, which yields [N, tokens, heads·width].</summary>
    /// <param name="nodes">The file.</param>
    /// <param name="input">What the linear layer reads, as [N, tokens, features].</param>
    /// <param name="mask">What is added to the scores, as [1 or N, heads, tokens, tokens].</param>
    public Value Add(NodeList nodes, Value input, Value? mask)
    {
        Value?[] optional = mask is null ? [] : [null, null, mask];
        // The operator's documentation lets the bias be absent; the engine's code for processors reads it all the same, and ends the process.
        var bias = Bias ?? nodes.Zeros(3 * Heads * Width);
        return nodes.Add(
            "Attention", input.Shape.With(-1, Heads * Width), [input, Weight, bias, .. optional], null, Domain,
            ("num_heads", Heads), ("scale", (float)Scale), ("unidirectional", IsCausal ? 1L : 0L));
    }

    /// <summary>What a value is the part of with a number, along the first axis; null for no such part.</summary>
    private static Value? PartOf(Value value, long index) => value.Maker is { Kind: "Gather", Attributes: [("axis", 0L)], Inputs: [{ } all, { Table: { } table, Shape.Rank: 0 }] } && table().Integers[0] == index ? all : null;

    /// <summary>Whether the operator can add a mask: one for all, or one for each sample where samples are the only axis before heads.</summary>
    private static bool Fits(Value mask, Shape query)
    {
        var scores = query.With(-1, query[-2]);
        var shape = mask.Shape;
        if (mask.Type != ElementType.Float32 || shape.Rank < 3 || shape.Rank > scores.Rank || !Enumerable.Range(1, 3).All(i => shape[-i] == scores[-i])) return false;
        return shape.Take(shape.Rank - 3).All(size => size == 1) || shape.Rank == 4 && scores.Rank == 4 && shape[0] == scores[0];
    }
}
