using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>Lays pieces of given sizes over the factors of an axis.</summary>
internal static class AxisCut
{
    /// <summary>How pieces lie on factors.</summary>
    public enum Fit
    {
        /// <summary>Each piece covers whole factors, or a part of one.</summary>
        Aligned,

        /// <summary>A piece covers a part of one factor together with another.</summary>
        Straddling,

        /// <summary>The sizes are fixed only at run time, so it is not known.</summary>
        Open,
    }

    /// <summary>The factors under each piece, the outermost first.</summary>
    public static Fit Lay(IReadOnlyList<AxisFactor> factors, IReadOnlyList<Dim> pieces, out (ValueList<AxisFactor> Factors, bool IsInside)[] covered)
    {
        covered = new (ValueList<AxisFactor>, bool)[pieces.Count];
        if (IsOneToOne(factors, pieces))
        {
            for (var i = 0; i < covered.Length; i++) covered[i] = ([factors[i]], false);
            return Fit.Aligned;
        }
        // Sizes that do not make up the axis were reported.
        if (Product(factors.Select(f => f.Size)) != Product(pieces)) return Fit.Open;
        var next = factors.Count - 1;
        Dim? rest = null;
        for (var i = pieces.Count - 1; i >= 0; i--)
        {
            var open = pieces[i];
            var under = new List<AxisFactor>();
            var isInside = false;
            while (open != 1)
            {
                if (rest is null || rest == 1)
                {
                    if (next < 0) return Fit.Open;
                    rest = factors[next--].Size;
                    continue;
                }
                var factor = factors[next + 1];
                isInside |= rest != factor.Size;
                if (Dim.DividesEvenly(rest, open))
                {
                    under.Add(factor with { Size = rest });
                    open /= rest;
                    rest = null;
                }
                else if (Dim.DividesEvenly(open, rest))
                {
                    under.Add(factor with { Size = open });
                    isInside = true;
                    rest /= open;
                    open = 1;
                }
                else
                {
                    return rest.IsConstant && open.IsConstant && rest.Value > 0 && open.Value > 0 ? Fit.Straddling : Fit.Open;
                }
            }
            if (isInside && under.Count > 1) return Fit.Straddling;
            under.Reverse();
            covered[i] = (under.ToValueList(), isInside);
        }
        return Fit.Aligned;
    }

    /// <summary>The usual case: each piece is a factor. A piece of size 1 is none.</summary>
    private static bool IsOneToOne(IReadOnlyList<AxisFactor> factors, IReadOnlyList<Dim> pieces)
    {
        if (factors.Count != pieces.Count) return false;
        for (var i = 0; i < pieces.Count; i++)
        {
            if (factors[i].Size != pieces[i] || pieces[i] == 1) return false;
        }
        return true;
    }

    private static Dim Product(IEnumerable<Dim> sizes) => sizes.Aggregate((Dim)1, (product, size) => product * size);

    /// <summary>As in <c>(h p w q) = 2·4·2·4</c>.</summary>
    public static string Show(IEnumerable<string> names, IEnumerable<Dim> sizes) =>
        $"({string.Join(" ", names)}) = {string.Join("·", sizes.Select(s => s.ToString()))}";
}
