using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>
    /// The elements in the same order, read with other sizes. Nothing tells whether axes are taken for others on the way;
    /// <see cref="Rearrange"/> does the same by name, and is checked.
    /// </summary>
    /// <param name="x">The tensor.</param>
    /// <param name="dims">The sizes; one may be −1, which is what the others leave.</param>
    /// <exception cref="SpecException">The sizes do not hold as many elements as the tensor.</exception>
    /// <example><code>tokens.Reshape(Dim.Batch, 7, 7, 64)  // [N, 7, 7, 64]</code></example>
    public static Sym Reshape(this Sym x, params Dim[] dims)
    {
        var open = Array.FindIndex(dims, IsOpen);
        if (open != Array.FindLastIndex(dims, IsOpen))
            throw new SpecException(SpecErrors.WrongSize, $"[{string.Join(", ", dims.Select(d => d.ToString()))}] leaves two sizes open; -1 can stand only once, for what the others leave", nameof(dims));
        Dim[] sizes = [.. dims.Select((d, i) => i == open ? 1 : Checks.Positive(d, nameof(dims)))];
        // What is the same on both sides says nothing, and a sum would only hide that the rest divides.
        var (left, given) = Rest(x.Shape, sizes);
        if (open >= 0)
        {
            sizes[open] = Dim.CeilDivide(left, given);
            if (!Dim.DividesEvenly(given, left))
            {
                Problem.Report(Nearest.DoesNotDivide(given, left, $"the {left} elements of {x.Shape}{Besides(left, x.Shape)} do not make [{Text(dims)}]", nameof(dims)));
                sizes[open] = sizes[open].Assumed(Provenance.Join(given.Provenance, left.Provenance));
            }
        }
        else if (given != left)
        {
            Problem.Report(new SpecException(SpecErrors.WrongSize, $"{x.Shape} has {x.Shape.Elements} elements, [{Text(dims)}] {new Shape(sizes).Elements}", nameof(dims))
            {
                Provenance = Provenance.Join(given.Provenance, left.Provenance),
                Wrong = [.. sizes.Select(size => new WrongNumber(size, Nearest.Quotient(size * left, given)))],
            });
            sizes = [.. sizes.Select(size => size.Assumed(Provenance.Join(given.Provenance, left.Provenance)))];
        }
        var shape = new Shape(sizes);
        return shape.Equals(x.Shape) ? x : x.Read(shape);

        static bool IsOpen(Dim size) => size.IsConstant && size.Value == -1;

        static string Text(IEnumerable<Dim> sizes) => string.Join(", ", sizes.Select(d => d.ToString()));

        static string Besides(Dim left, Shape shape) => left == shape.Elements ? "" : " beside the axes that stay";
    }

    /// <summary>The elements read with other sizes, whatever these are: also what a broken rule of another operation left open.</summary>
    internal static Sym Read(this Sym x, Shape shape) => x.Graph.Add(new ReshapeOp(shape), "", shape, x.Type, x);

    /// <summary>The products of the sizes that only one side has.</summary>
    private static (Dim Left, Dim Right) Rest(IEnumerable<Dim> left, IEnumerable<Dim> right)
    {
        List<Dim> rest = [.. left];
        Dim others = 1;
        foreach (var size in right)
        {
            if (!rest.Remove(size)) others *= size;
        }
        return (rest.Aggregate((Dim)1, (product, size) => product * size), others);
    }
}

public partial interface ILowering<T>
{
    /// <summary>The elements in the same order, read with other sizes.</summary>
    T Reshape(ReshapeOp op, Operands<T> x);
}

/// <summary>The elements in the same order, read with other sizes.</summary>
public sealed record ReshapeOp(Shape Shape) : ViewOp
{
    /// <inheritdoc/>
    public override string Name => "reshape";

    internal override IEnumerable<(TensorLayout Layout, bool IsCopy)> Views(TensorLayout x)
    {
        var sizes = Shape.AtReference();
        var view = x.Viewed(sizes);
        return [(view ?? TensorLayout.Contiguous(sizes), view is null)];
    }

    internal override (Dim Least, Dim Most)? Range(IReadOnlyList<Sym> inputs) => inputs[0].Range;

    internal override double[]? Elements(IReadOnlyList<Sym> inputs, IReadOnlyList<double[]> elements, Shape shape) => Tables.Viewed(elements[0], Views(TensorLayout.Contiguous(inputs[0].Shape.AtReference())));

    /// <summary>The axes before and behind those that are read anew mean what they meant.</summary>
    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs)
    {
        var x = inputs[0];
        var least = Math.Min(shape.Rank, x.Rank);
        var before = Enumerable.Range(0, least).TakeWhile(i => shape[i] == x.Shape[i]).Count();
        var behind = Enumerable.Range(1, least - before).TakeWhile(i => shape[-i] == x.Shape[-i]).Count();
        return AxisNames.Of(shape, i => i < before ? x.Axis(i) : i >= shape.Rank - behind ? x.Axis(i - shape.Rank + x.Rank) : null);
    }

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.Reshape(this, x);

    internal override Op With(Renumbering to) => this with { Shape = to.Shape(Shape)! };
}
