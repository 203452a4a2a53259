namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>
    /// Marks a value that depends on weights but not on inputs (a position bias, for instance): it is computed anew
    /// while gradients are recorded and once per weight state otherwise. The last value is saved as a buffer.
    /// </summary>
    /// <param name="x">The value.</param>
    /// <param name="s">Where the buffer belongs.</param>
    /// <param name="name">The buffer's name there.</param>
    /// <exception cref="SpecException">The value depends on an input.</exception>
    /// <example><code>s.Parameter("bias", [8, 49], Init.Zeros).Cached(s, "relative_bias")  // [8, 49]</code></example>
    public static Sym Cached(this Sym x, Scope s, string name)
    {
        if (Tables.DependsOn(x, node => node.Op is InputOp))
        {
            Problem.Report(new SpecException(SpecErrors.CachedInput, $"the cached value \"{name}\" depends on an input, so one value does not serve every call; leave Cached out", nameof(x)));
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
