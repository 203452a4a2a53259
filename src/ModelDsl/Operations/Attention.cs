using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>
    /// Scaled dot product attention in one operation, softmax(scale·query·keyᵀ + mask)·value: [.., tokens, features],
    /// [.., others, features] and [.., others, values] → [.., tokens, values]; the axes before them are equal, for instance images and heads.
    /// </summary>
    /// <param name="query">What asks, [.., tokens, features].</param>
    /// <param name="key">What answers, [.., others, features].</param>
    /// <param name="value">What is weighed, [.., others, values].</param>
    /// <param name="mask">Truth values that say which of the others a token sees, or numbers that are added (a position bias); broadcast to [.., tokens, others].</param>
    /// <param name="causal">Whether a token sees only those up to its own position; instead of a mask.</param>
    /// <param name="scale">The factor of the products; 1/√features where absent.</param>
    /// <exception cref="SpecException">The sizes do not fit, or there are both a mask and <paramref name="causal"/>.</exception>
    /// <example><code>q.Attention(k, v)  // [N, 8, 49, 32]</code></example>
    public static Sym Attention(this Sym query, Sym key, Sym value, Sym? mask = null, bool causal = false, double? scale = null)
    {
        if (query.Rank < 3 || key.Rank != query.Rank || value.Rank != query.Rank)
            throw new SpecException(SpecErrors.WrongRank, $"attention takes three tensors [.., tokens, features] of as many axes, at least 3, not {query.Shape}, {key.Shape} and {value.Shape}", nameof(query));
        if (mask is not null && causal)
            throw new SpecException(SpecErrors.WrongSize, "attention takes a mask or causal: true, not both; for both put them together, mask & s.CausalMask(tokens)", nameof(causal));
        for (var i = 0; i < query.Rank - 2; i++)
        {
            MeetsIn(query.Shape[i], key.Shape[i], $"the queries {query.Shape} and keys {key.Shape} of attention differ in axis {Dim.Text(i)}", nameof(key));
            MeetsIn(query.Shape[i], value.Shape[i], $"the queries {query.Shape} and values {value.Shape} of attention differ in axis {Dim.Text(i)}", nameof(value));
        }
        MeetsIn(query.Features, key.Features, $"the queries {query.Shape} and keys {key.Shape} of attention differ in their features", nameof(key));
        MeetsIn(key.Shape[-2], value.Shape[-2], $"attention has {key.Shape[-2]} keys and {value.Shape[-2]} values", nameof(value));
        var shape = query.Shape.With(-1, value.Features);
        // libtorch takes no mask of one axis.
        while (mask?.Rank < 2) mask = mask.Unsqueeze(0);
        if (mask is not null)
        {
            var weights = query.Shape.With(-1, key.Shape[-2]);
            if (!Broadcasting.Of(weights, mask.Shape, "masked by").Equals(weights))
                Problem.Report(new SpecException(SpecErrors.ShapeMismatch, $"the mask {mask.Shape} is larger than the weights of attention, {weights}", nameof(mask)));
        }
        var op = new AttentionOp(causal, scale, mask is null ? null : mask.Type);
        return mask is null ? query.Graph.Add(op, shape, query, key, value) : query.Graph.Add(op, shape, query, key, value, mask);
    }

    private static void MeetsIn(Dim first, Dim second, string what, string parameter)
    {
        if (first == second) return;
        Problem.Report(new SpecException(SpecErrors.ShapeMismatch, $"{what}: {first} and {second}", parameter)
        {
            Provenance = Provenance.Difference(second.Provenance, first.Provenance),
            Wrong = [new(second, Nearest.Exactly(first)), new(first, Nearest.Exactly(second))],
        });
    }
}

public partial interface ILowering<T>
{
    /// <summary>Scaled dot product attention: query, key, value, and a mask where there is one.</summary>
    T Attention(AttentionOp op, Operands<T> x);
}

/// <summary>Scaled dot product attention.</summary>
/// <param name="IsCausal">Whether a token sees only those up to its own position.</param>
/// <param name="Scale">The factor of the products; null for 1/√features.</param>
/// <param name="Mask">The type of the mask's elements; null for no mask.</param>
public sealed record AttentionOp(bool IsCausal, double? Scale, ElementType? Mask) : Op
{
    /// <summary>What stands for the scale in a class whose instances have different ones; null for the number itself.</summary>
    internal string? Symbol { get; init; }

    /// <inheritdoc/>
    public override string Name => "attention";

    /// <inheritdoc/>
    public override IReadOnlyList<StateEntry> State => [];

    /// <inheritdoc/>
    public override MacKind MacKind => MacKind.MatMul;

    /// <inheritdoc/>
    public override Dim Macs(IReadOnlyList<Sym> inputs, Sym output) =>
        inputs[0].Shape.Elements * inputs[1].Shape[-2] + output.Shape.Elements * inputs[1].Shape[-2];

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) =>
        AxisNames.Of(shape, i => i == shape.Rank - 1 ? inputs[2].Axis(i) : inputs[0].Axis(i));

    internal override ResultOrder Order => ResultOrder.InOrder;

    internal override bool Takes(int operand, ElementType type) => type == ElementType.Float32 || (operand == 3 && type == ElementType.Bool);

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Attention(this, x);

    internal override Op With(Renumbering to)
    {
        if (Scale is not { } scale) return this;
        var (value, symbol) = to.Number("scale", scale);
        return this with { Scale = value, Symbol = symbol };
    }
}
