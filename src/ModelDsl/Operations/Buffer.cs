namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>
    /// A tensor that is not trained, saved with the weights where nothing else is said. It is computed when it is first needed; where its size
    /// follows the input's, it is saved as it is for the reference size.
    /// </summary>
    /// <param name="s">Where it belongs.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="table">Its value: an expression of tables, without weights and inputs.</param>
    /// <param name="persistent">Whether it is saved and has a key in the state_dict, as in PyTorch's <c>register_buffer</c>.</param>
    /// <example><code>s.Buffer("columns", s.Arange(0, 7))  // [7]</code></example>
    public static Sym Buffer(this Scope s, string name, Sym table, bool persistent = true)
    {
        if (Tables.Source(table, node => node.Op is InputOp or ParameterOp or LayerOp) is not null)
            Problem.Report(new SpecException(SpecErrors.CachedInput, $"the buffer \"{name}\" depends on an input or on weights; use Cached for what depends on weights", nameof(table)));
        var entry = new StateEntry("", Tables.Sizes(table, name), table.Type, persistent ? StateKind.Buffer : StateKind.Unsaved, Init.Computed);
        return s.Graph.Add(new BufferOp(entry), (s / name).Path, table.Shape, table.Type, table);
    }
}

/// <summary>A table that follows from nothing but sizes.</summary>
public sealed record BufferOp(StateEntry Entry) : TableOp(Entry)
{
    /// <inheritdoc/>
    public override string Name => "buffer";

    internal override Op With(Renumbering to) => this with { Entry = to.Entry(Entry) };
}
