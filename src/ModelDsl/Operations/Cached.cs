namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>
    /// Marks a value that depends on weights but not on inputs (a position bias, for instance): it is computed anew
    /// while gradients are recorded and once per weight state otherwise. The last value is saved as a buffer.
    /// </summary>
    /// <param name="x">The value.</param>
    /// <param name="s">Where the buffer belongs: the place of the weights that the value is made from, or one around them.</param>
    /// <param name="name">The buffer's name there.</param>
    /// <exception cref="SpecException">The value depends on an input, or on a weight that does not lie at <paramref name="s"/> or below.</exception>
    /// <example><code>s.Parameter("bias", [8, 49], Init.Zeros).Cached(s, "relative_bias")  // [8, 49]</code></example>
    public static Sym Cached(this Sym x, Scope s, string name)
    {
        if (Tables.Source(x, node => node.Op is InputOp) is not null)
        {
            Problem.Report(new SpecException(SpecErrors.CachedInput, $"the cached value \"{name}\" depends on an input, so one value does not serve every call; leave Cached out", nameof(x)));
            return x;
        }
        if (Tables.Source(x, node => node.State.Count > 0 && !s.Holds(node.Scope)) is { } outside)
        {
            Problem.Report(new SpecException(SpecErrors.CachedInput, $"the cached value \"{(s / name).Path}\" is made from \"{outside.Scope}\", which lies outside \"{s}\"; keep it at a place that holds both", nameof(s)));
            return x;
        }
        var entry = new StateEntry("", Tables.Sizes(x, name), x.Type, StateKind.Buffer, Init.Zeros);
        return s.Graph.Add(new CachedOp(entry), (s / name).Path, x.Shape, x.Type, x);
    }
}

/// <summary>A value that depends on weights only and is kept while they do not change.</summary>
public sealed record CachedOp(StateEntry Entry) : TableOp(Entry)
{
    /// <inheritdoc/>
    public override string Name => "cached";

    internal override Op With(Renumbering to) => this with { Entry = to.Entry(Entry) };
}
