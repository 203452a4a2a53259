using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>The numbers from <paramref name="start"/> up to but not including <paramref name="end"/>, [end − start].</summary>
    /// <param name="s">Any scope of the model.</param>
    /// <param name="start">The first number.</param>
    /// <param name="end">The number after the last.</param>
    /// <exception cref="SpecException">The range is empty.</exception>
    /// <example><code>s.Arange(0, 7)  // [7]</code></example>
    public static Sym Arange(this Scope s, Dim start, Dim end)
    {
        if ((end - start).Minimum() is < 1)
        {
            Problem.Report(new SpecException(SpecErrors.WrongSize, $"Arange({start}, {end}) is empty; end must be greater than start", nameof(end))
            {
                Provenance = Provenance.Join(end.Provenance, start.Provenance),
                Wrong = [new(end, Nearest.Exactly(start + 1)), new(start, Nearest.Exactly(end - 1))],
            });
            return s.Graph.Add(new ArangeOp(0, 1), new Shape(((Dim)1).Assumed(Provenance.Join(end.Provenance, start.Provenance))));
        }
        return s.Graph.Add(new ArangeOp(start, end), new Shape(end - start));
    }
}

public partial interface ILowering<T>
{
    /// <summary>A run of numbers.</summary>
    T Arange(ArangeOp op, Operands<T> x);
}

/// <summary>A run of numbers.</summary>
public sealed record ArangeOp(Dim Start, Dim End) : SourceOp
{
    /// <summary>The type of the numbers: floating point ones, or whole ones.</summary>
    public ElementType Type { get; init; } = ElementType.Float32;

    /// <inheritdoc/>
    public override string Name => "arange";

    internal override (Dim Least, Dim Most)? Range(IReadOnlyList<Sym> inputs) => (Start, End - 1);

    internal override double[]? Elements(IReadOnlyList<Sym> inputs, IReadOnlyList<double[]> elements, Shape shape) =>
        Start.IsConstant ? [.. Enumerable.Range(0, (int)shape[0].Value).Select(i => (double)(Start.Value + i))] : null;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Arange(this, x);

    internal override Op With(Renumbering to) => this with { Start = to.Size("start", Start), End = to.Size("end", End) };
}
