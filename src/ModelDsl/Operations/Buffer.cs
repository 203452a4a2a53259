namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>
    /// A tensor that is saved with the weights but not trained. It is computed when it is first needed; where its size
    /// follows the input's, it is saved as it is for the reference size.
    /// </summary>
    /// <param name="s">Where it belongs.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="table">Its value: an expression of tables, without weights and inputs.</param>
    public static Sym Buffer(this Scope s, string name, Sym table)
    {
        if (Tables.DependsOn(table, node => node.Op is InputOp or ParameterOp or LayerOp))
            Problem.Report(new SpecException(SpecErrors.CachedInput, $"the buffer \"{name}\" depends on an input or on weights; use Cached for what depends on weights", nameof(table)));
        var entry = new StateEntry("", Tables.Sizes(table, name), table.Type, StateKind.Buffer, Init.Computed);
        return s.Graph.Add(new BufferOp(entry), (s / name).Path, table.Shape, table.Type, table);
    }
}

/// <summary>A table that is saved with the weights.</summary>
public sealed record BufferOp(StateEntry Entry) : TableOp(Entry)
{
    /// <inheritdoc/>
    public override string Name => "buffer";

    internal override Op With(Renumbering to) => this with { Entry = to.Entry(Entry) };
}
