namespace ModelDsl.Runtime;

/// <summary>
/// Leaves out parts of a file that the module does not have: a backbone takes a classifier's file without its
/// <c>norm</c> and <c>head</c>, <c>new LeftOut("norm.", "head.")</c>.
/// </summary>
/// <param name="beginnings">How the keys begin.</param>
public sealed class LeftOut(params string[] beginnings) : WeightAdapter
{
    /// <inheritdoc/>
    public override Adaptation? Adapt(WeightMismatch mismatch)
    {
        ArgumentNullException.ThrowIfNull(mismatch);
        var isMeant = mismatch.Kind == MismatchKind.Unexpected && beginnings.Any(b => mismatch.Name.StartsWith(b, StringComparison.Ordinal));
        return isMeant ? Adaptation.Ignore("left out") : null;
    }
}
