using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

public static partial class Vocabulary
{
    private const int MostMissing = 8;

    /// <summary>Cuts an axis into parts of the given sizes.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="sizes">The sizes of the parts; together they make the axis.</param>
    /// <exception cref="SpecException">The sizes do not add up.</exception>
    /// <example><code>x.Split(axis: 1, 16, 48)  // [N, 16, 56, 56], [N, 48, 56, 56]</code></example>
    public static Sym[] Split(this Sym x, int axis, params Dim[] sizes)
    {
        axis = Checks.Axis(x, axis);
        var sum = sizes.Aggregate((Dim)0, (total, size) => total + size);
        if (sum != x.Shape[axis])
        {
            Problem.Report(new SpecException(SpecErrors.WrongSize, $"the parts {string.Join(" + ", sizes.Select(s => s.ToString()))} = {sum} do not make axis {Dim.Text(axis)} of {x.Shape}", nameof(sizes))
            {
                Provenance = Provenance.Join(sum.Provenance, x.Shape[axis].Provenance),
                Wrong = [.. sizes.Select(size => new WrongNumber(size, Nearest.Exactly(x.Shape[axis] - sum + size))), new(x.Shape[axis], Nearest.Exactly(sum))],
            });
            // Where parts are missing at the end, what follows reads them.
            IEnumerable<Dim> all = sizes;
            if (sizes.LastOrDefault() is { IsConstant: true, Value: > 0 } last && x.Shape[axis] - sum is { IsConstant: true, Value: > 0 } rest && rest.Value % last.Value == 0)
                all = sizes.Concat(Enumerable.Repeat(last, (int)System.Math.Min(rest.Value / last.Value, MostMissing)));
            return [.. all.Select(size => x.Graph.Add(new SliceOp(axis, 0, size), "", x.Shape.With(axis, size.Assumed(sum.Provenance)), x.Type, x))];
        }
        var parts = new Sym[sizes.Length];
        Dim start = 0;
        for (var i = 0; i < sizes.Length; i++)
        {
            parts[i] = x.Slice(axis, start, sizes[i]);
            start += sizes[i];
        }
        return parts;
    }

    /// <summary>Cuts an axis into parts of one size.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="parts">How many; they divide the axis.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <exception cref="SpecException">The axis does not divide into so many.</exception>
    /// <example><code>x.Chunk(4, axis: 1)  // 4 × [N, 16, 56, 56]</code></example>
    public static Sym[] Chunk(this Sym x, int parts, int axis)
    {
        axis = Checks.Axis(x, axis);
        var count = Checks.Positive(parts, nameof(parts));
        var size = x.Shape[axis];
        if (Dim.DividesEvenly(count, size)) return x.Split(axis, [.. Enumerable.Repeat(size / count, (int)count)]);
        Problem.Report(Nearest.DoesNotDivide(count, size, $"axis {Dim.Text(axis)} of {x.Shape} does not divide into {count} parts", nameof(parts)));
        var part = Dim.CeilDivide(size, count).Assumed(size.Provenance);
        return [.. Enumerable.Repeat(x.Graph.Add(new SliceOp(axis, 0, part), "", x.Shape.With(axis, part), x.Type, x), (int)count)];
    }

    /// <summary>A run of positions along an axis.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="start">The first position.</param>
    /// <param name="length">How many; the rest of the axis where absent.</param>
    /// <exception cref="SpecException">The run leaves the axis.</exception>
    /// <example><code>tokens.Slice(axis: 1, start: 1)  // [N, 48, 64]</code></example>
    public static Sym Slice(this Sym x, int axis, Dim start, Dim? length = null)
    {
        axis = Checks.Axis(x, axis);
        var size = x.Shape[axis];
        length ??= size - start;
        if (start == 0 && length == size) return x;
        start = Checks.NotNegative(start, nameof(start));
        length = Checks.Positive(length, nameof(length));
        if ((size - start - length).Minimum() is < 0)
        {
            Problem.Report(new SpecException(SpecErrors.WrongSize, $"positions {start} to {start + length - 1} are out of range for axis {Dim.Text(axis)} of {x.Shape}", nameof(length))
            {
                Provenance = (size - start).Minimum() is < 1
                    ? Provenance.Join(start.Provenance, Provenance.Join(length.Provenance, size.Provenance))
                    : Provenance.Join(length.Provenance, Provenance.Join(start.Provenance, size.Provenance)),
                Wrong = [new(length, Nearest.Exactly(size - start)), new(start, Nearest.Exactly(size - length)), new(size, Nearest.Exactly(start + length))],
            });
        }
        return x.Graph.Add(new SliceOp(axis, start, length), "", x.Shape.With(axis, length), x.Type, x);
    }
}

public partial interface ILowering<T>
{
    /// <summary>A run of positions along an axis.</summary>
    T Slice(SliceOp op, Operands<T> x);
}

/// <summary>A run of positions along an axis.</summary>
public sealed record SliceOp(int Axis, Dim Start, Dim Length) : ViewOp
{
    /// <inheritdoc/>
    public override string Name => "slice";

    internal override IEnumerable<(TensorLayout Layout, bool IsCopy)> Views(TensorLayout x) => [(x.Narrowed(Axis, Length.AtReference()), false)];

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => AxisNames.Resized(shape, inputs[0]);

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Slice(this, x);

    internal override Op With(Renumbering to) => this with { Start = to.Size("start", Start), Length = to.Size("length", Length) };
}
