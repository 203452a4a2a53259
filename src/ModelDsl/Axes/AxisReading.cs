using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>What the names on the left of a rearrangement stand for in the tensor, and what its right makes of them.</summary>
internal sealed class AxisReading
{
    private readonly Dictionary<string, AxisPart> _parts = [];
    private readonly AxisPattern _right;
    private readonly IReadOnlyDictionary<string, Dim> _sizes;
    private readonly bool _isSilent;

    private AxisReading(AxisPattern right, IReadOnlyDictionary<string, Dim> sizes, bool isSilent)
    {
        _right = right;
        _sizes = sizes;
        _isSilent = isSilent;
    }

    /// <summary>Reads a tensor with a pattern whose sizes are known.</summary>
    /// <exception cref="SpecException">A name stands for another axis than before, or a piece for parts of two.</exception>
    public static AxisReading Of(Sym x, string pattern, IReadOnlyDictionary<string, Dim> sizes)
    {
        var (left, right) = AxisPattern.Parse(pattern);
        var reading = new AxisReading(right, sizes, isSilent: false);
        var broken = reading.Lay(x, left);
        if (AxisPart.Exchange([.. reading._parts.Values]) is { } exchange) Problem.Report(Exchanged(x, left, right, exchange.Taker, exchange.Owner));
        else if (broken >= 0) Problem.Report(Straddling(x, left, broken, sizes));
        else return reading;
        return Silent(x.Unnamed(), pattern, sizes);
    }

    /// <summary>Reads a tensor without giving names.</summary>
    public static AxisReading Silent(Sym x, string pattern, IReadOnlyDictionary<string, Dim> sizes)
    {
        var (left, right) = AxisPattern.Parse(pattern);
        var reading = new AxisReading(right, sizes, isSilent: true);
        reading.Lay(x, left);
        return reading;
    }

    /// <summary>What the axes of the result are made of.</summary>
    public ValueList<AxisFactor>[] PutTogether(Node node) =>
        [.. _right.Groups.Select(group => group.SelectMany(name => Factors(name, group.Count > 1 ? node : null)).ToValueList())];

    /// <summary>Finds what each name covers, and returns the first axis whose pieces and factors do not align, or -1.</summary>
    private int Lay(Sym x, AxisPattern left)
    {
        var broken = -1;
        for (var axis = 0; axis < x.Rank; axis++)
        {
            var names = left.Groups[axis];
            var factors = x.Axis(axis);
            var fit = AxisCut.Lay(factors, [.. names.Select(n => _sizes[n])], out var covered);
            var isNewCut = IsNewCut(factors, names);
            if (fit == AxisCut.Fit.Straddling && broken < 0 && !isNewCut) broken = axis;
            for (var i = 0; i < names.Count; i++)
            {
                // Where the boundaries do not align, the order of the names still tells what was meant.
                var meant = fit == AxisCut.Fit.Straddling && factors.Count == names.Count && !isNewCut;
                var part = fit == AxisCut.Fit.Aligned ? covered[i] : meant ? ([factors[i]], false) : (AxisFactor.Unknown(_sizes[names[i]]), false);
                _parts.Add(names[i], new AxisPart(axis, [names[i]], part.Item1, part.Item2));
            }
        }
        return broken;
    }

    /// <summary>
    /// Whether an axis is cut anew, as when patches are merged behind windows: under other names, or with another number for each name
    /// that stays beside a new one. Names hold in one pattern only, and the same letter may mean a window first and then a patch.
    /// </summary>
    private bool IsNewCut(IReadOnlyList<AxisFactor> factors, IReadOnlyList<string> names)
    {
        var known = names.Where(name => factors.Any(f => f.Is(name))).ToList();
        return known.Count < names.Count && known.TrueForAll(name => _sizes[name].IsConstant && factors.All(f => !f.Is(name) || f.Size != _sizes[name]));
    }

    private IEnumerable<AxisFactor> Factors(string name, Node? maker)
    {
        if (!_parts.TryGetValue(name, out var part)) return [new AxisFactor(_isSilent ? ValueList<string>.Empty : [name], _sizes[name], maker)];
        return part.Factors.Select(factor =>
        {
            // A part of a factor is something else than the factor: windows in a column, and rows in a window.
            var named = _isSilent ? factor : part.IsInside ? factor with { Names = [name], Maker = null } : factor.Called(name);
            return maker is null ? named : named with { Maker = maker };
        });
    }

    private static SpecException Exchanged(Sym x, AxisPattern left, AxisPattern right, AxisPart taker, AxisPart owner)
    {
        var (name, other) = (taker.Names[0], owner.Names[0]);
        var better = $"{left.Exchange(name, other)} -> {right}";
        if (owner.Axis != taker.Axis)
        {
            return new SpecException(
                SpecErrors.AxisTakenForAnother,
                $"\"{left}\" reads {x.Shape} with \"{name}\" for axis {Dim.Text(taker.Axis)} and \"{other}\" for axis {Dim.Text(owner.Axis)}, " +
                $"but \"{name}\" is axis {Dim.Text(owner.Axis)}; exchange the two names, or write x.Unnamed().Rearrange where the exchange is meant",
                "pattern") { Earlier = Makers(owner, taker), BetterTexts = [better] };
        }
        var before = x.Axis(taker.Axis);
        return new SpecException(
            SpecErrors.AxisTakenForAnother,
            $"axis {Dim.Text(taker.Axis)} of {x.Shape} was put together as {AxisCut.Show(before.Select(f => f.ToString()), before.Select(f => f.Size))}, " +
            $"and \"{left}\" takes its {taker.Factors[0]} for \"{name}\" and its {owner.Factors[0]} for \"{other}\"; " +
            "name them in the order in which they were put together, or write x.Unnamed().Rearrange where the exchange is meant",
            "pattern") { Earlier = Makers(taker, owner), BetterTexts = [better] };
    }

    private static SpecException Straddling(Sym x, AxisPattern left, int axis, IReadOnlyDictionary<string, Dim> sizes)
    {
        var before = x.Axis(axis);
        var names = left.Groups[axis];
        return new SpecException(
            SpecErrors.AxisTakenForAnother,
            $"axis {Dim.Text(axis)} of {x.Shape} was put together as {AxisCut.Show(before.Select(f => f.ToString()), before.Select(f => f.Size))}, " +
            $"and {AxisCut.Show(names, names.Select(n => sizes[n]))} cuts through that; " +
            "cut it at the same places, or write x.Unnamed().Rearrange where another cut is meant",
            "pattern", "sizes")
        {
            Provenance = names.Aggregate((Provenance?)null, (origin, name) => Provenance.Join(origin, sizes[name].Provenance)),
            Earlier = [.. before.Select(f => f.Maker).OfType<Node>().Distinct()],
        };
    }

    private static IReadOnlyList<Node> Makers(AxisPart first, AxisPart second) =>
        [.. first.Factors.Concat(second.Factors).Select(f => f.Maker).OfType<Node>().Distinct()];
}
