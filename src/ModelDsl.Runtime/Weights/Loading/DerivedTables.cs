namespace ModelDsl.Runtime;

/// <summary>
/// Leaves out tables that a module computes by itself, where the file's differ: a checkpoint of another window or
/// resolution holds position tables of other sizes, or some that the module lacks, though its trained weights fit.
/// </summary>
/// <param name="names">The last part of the tables' keys.</param>
public sealed class DerivedTables(params string[] names) : WeightAdapter
{
    /// <summary>
    /// The tables of log-spaced relative positions (Swin V2, FasterViT): the coordinates and indices are functions of the
    /// window alone, and the bias is one of those and of the trained MLP; modules compute all three anew.
    /// </summary>
    public static DerivedTables RelativePositions { get; } = new("relative_bias", "relative_coords_table", "relative_position_index");

    /// <inheritdoc/>
    public override Adaptation? Adapt(WeightMismatch mismatch)
    {
        ArgumentNullException.ThrowIfNull(mismatch);
        var last = mismatch.Name[(mismatch.Name.LastIndexOf('.') + 1)..];
        return names.Contains(last, StringComparer.Ordinal) ? Adaptation.Ignore("computed by the module, not loaded") : null;
    }
}
