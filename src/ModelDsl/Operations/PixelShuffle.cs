using System.Linq;

namespace ModelDsl;

/// <summary>Channels that become positions and back: rearrangements of maps.</summary>
public static partial class Vocabulary
{
    /// <summary>Channels become positions, [N, C·factor², H, W] → [N, C, H·factor, W·factor], as in PyTorch (Shi et al., 2016).</summary>
    /// <param name="x">The map.</param>
    /// <param name="factor">How many times higher and wider the map becomes; its square divides the channels.</param>
    /// <exception cref="SpecException">The tensor is not a map, or the channels do not divide.</exception>
    /// <example><code>x.PixelShuffle(2)  // [N, 16, 112, 112]</code></example>
    public static Sym PixelShuffle(this Sym x, Dim factor)
    {
        Checks.Rank(x, 4, "a pixel shuffle", "a map [N, C·factor², H, W]");
        factor = Checks.Positive(factor, nameof(factor));
        var area = factor * factor;
        if (Dim.DividesEvenly(area, x.Channels)) return x.Move("b (c p q) h w -> b c (h p) (w q)", ("p", factor), ("q", factor));
        var provenance = Provenance.Join(factor.Provenance, x.Channels.Provenance);
        Problem.Report(new SpecException(
            SpecErrors.DoesNotDivide, $"a pixel shuffle by {factor} takes a multiple of {factor}² = {area} channels, not {x.Channels}{Nearest.Because(area, x.Channels)}", nameof(factor))
        {
            Provenance = provenance, Wrong = [new(x.Channels, Nearest.Multiples(area, x.Channels)), new(factor, Roots(x.Channels, factor))],
        });
        return Assumed(x, provenance, Dim.CeilDivide(x.Channels, area), x.Height * factor, x.Width * factor);
    }

    /// <summary>Positions become channels, [N, C, H, W] → [N, C·factor², H/factor, W/factor]: what <see cref="PixelShuffle"/> reverses.</summary>
    /// <param name="x">The map.</param>
    /// <param name="factor">How many times lower and narrower the map becomes; it divides height and width.</param>
    /// <exception cref="SpecException">The tensor is not a map, or its height or width does not divide.</exception>
    /// <example><code>x.PixelUnshuffle(2)  // [N, 256, 28, 28]</code></example>
    public static Sym PixelUnshuffle(this Sym x, Dim factor)
    {
        Checks.Rank(x, 4, "a pixel unshuffle", "a map [N, C, H, W]");
        factor = Checks.Positive(factor, nameof(factor));
        foreach (var (size, name) in new[] { (x.Height, "height"), (x.Width, "width") })
        {
            if (Dim.DividesEvenly(factor, size)) continue;
            Problem.Report(Nearest.DoesNotDivide(factor, size, $"the factor {factor} of a pixel unshuffle does not divide the {name} {size}", nameof(factor)));
            return Assumed(
                x, Provenance.Join(factor.Provenance, size.Provenance),
                x.Channels * factor * factor, Dim.CeilDivide(x.Height, factor), Dim.CeilDivide(x.Width, factor));
        }
        return x.Move("b c (h p) (w q) -> b (c p q) h w", ("p", factor), ("q", factor));
    }

    /// <summary>The map that a broken rule left open.</summary>
    private static Sym Assumed(Sym x, Provenance? provenance, Dim channels, Dim height, Dim width) =>
        x.Read(new Shape(x.Shape[0], channels.Assumed(provenance), height.Assumed(provenance), width.Assumed(provenance)));

    /// <summary>The factors whose square divides a number of channels, the nearest first.</summary>
    private static ValueList<long> Roots(Dim channels, Dim near) => channels.IsConstant && near.IsConstant
        ? Enumerable.Range(1, 64).Select(f => (long)f).Where(f => channels.Value % (f * f) == 0).OrderBy(f => System.Math.Abs(f - near.Value)).ToValueList()
        : ValueList<long>.Empty;
}
