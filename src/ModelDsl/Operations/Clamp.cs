using System.Globalization;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>Each element, but at least a minimum and at most a maximum.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="minimum">The least value; no bound where absent.</param>
    /// <param name="maximum">The largest value; no bound where absent.</param>
    /// <exception cref="SpecException">There is no bound, or the bounds have changed places.</exception>
    /// <example><code>x.Clamp(minimum: 0)  // [N, 64, 56, 56]</code></example>
    public static Sym Clamp(this Sym x, double? minimum = null, double? maximum = null)
    {
        if (minimum is null && maximum is null)
            throw new SpecException(SpecErrors.WrongSize, "a clamp needs a minimum, a maximum, or both", nameof(minimum));
        if (minimum > maximum)
        {
            Problem.Report(new SpecException(
                SpecErrors.WrongSize, $"the minimum {Text(minimum)} of a clamp is above its maximum {Text(maximum)}, so every element would become {Text(maximum)}",
                nameof(minimum), nameof(maximum)));
        }
        return x.Graph.Add(new ClampOp(minimum, maximum), x.Shape, x);
    }

    private static string Text(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}

public partial interface ILowering<T>
{
    /// <summary>Each element between two bounds.</summary>
    T Clamp(ClampOp op, Operands<T> x);
}

/// <summary>Each element between two bounds.</summary>
/// <param name="Minimum">The lower one; null for none.</param>
/// <param name="Maximum">The upper one; null for none.</param>
public sealed record ClampOp(double? Minimum, double? Maximum) : PointwiseOp
{
    /// <inheritdoc/>
    public override string Name => "clamp";

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Clamp(this, x);

    internal override Op With(Renumbering to) => this;
}
