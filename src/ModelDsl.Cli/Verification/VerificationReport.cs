namespace ModelDsl.Cli.Verification;

/// <summary>What a number belongs to.</summary>
internal enum CheckKind
{
    Output,
    Tap,
    Loss,
    Gradient,
}

/// <summary>One comparison of numbers.</summary>
/// <param name="Kind">What was compared.</param>
/// <param name="Name">Its name.</param>
/// <param name="Deviation">The largest deviation, relative to the tensor's rms or to the norm.</param>
/// <param name="Tolerance">What is allowed.</param>
/// <param name="Where">At which of its values the deviation is largest.</param>
internal sealed record Check(CheckKind Kind, string Name, double Deviation, double Tolerance, string Where)
{
    // Written so that a deviation that is not a number fails.
    public bool Passed => Deviation <= Tolerance;
}

/// <summary>The result of comparing a model with a golden file.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Golden">The golden file.</param>
/// <param name="StateEntries">How many state_dict entries were compared; null where the engine has none.</param>
/// <param name="Problems">What differs and is not a number within a tolerance, a line each.</param>
/// <param name="Checks">The comparisons of numbers.</param>
internal sealed record VerificationReport(
    string Model, string Golden, int? StateEntries, IReadOnlyList<string> Problems, IReadOnlyList<Check> Checks)
{
    public bool Passed => Problems.Count == 0 && Checks.All(c => c.Passed);
}
