namespace ModelDsl.Runtime;

/// <summary>
/// Leaves out parts of a file that the module does not have: a backbone takes a classifier's file without its
/// <c>norm</c> and <c>head</c>, <c>new LeftOut("norm.", "head.")</c>.
/// </summary>
/// <param name="beginnings">How the keys begin.</param>
public sealed class LeftOut(params string[] beginnings) : WeightAdapter
{
    /// <summary>Whether a file without such keys is an error. In code it is not: one list of parts may serve files with and without them.</summary>
    internal bool IsRequired { get; init; }

    /// <inheritdoc/>
    public override Adaptation? Adapt(WeightMismatch mismatch)
    {
        ArgumentNullException.ThrowIfNull(mismatch);
        var isMeant = mismatch.Kind == MismatchKind.Unexpected && beginnings.Any(b => mismatch.Name.StartsWith(b, StringComparison.Ordinal));
        return isMeant ? Adaptation.Ignore("left out") : null;
    }

    internal override string? Unknown(IReadOnlyList<string> model, IReadOnlyList<string> file) =>
        IsRequired && beginnings.FirstOrDefault(b => !file.Any(k => k.StartsWith(b, StringComparison.Ordinal))) is { } beginning
            ? $"leave out '{beginning}': none of the file's keys begins so; {NameHint.For(beginning, [.. file.SelectMany(Beginnings).Distinct()])}"
            : null;

    /// <summary>As in <c>levels.</c> and <c>levels.0.</c>.</summary>
    private static IEnumerable<string> Beginnings(string key) => key.Index().Where(c => c.Item == '.').Select(c => key[..(c.Index + 1)]);
}
