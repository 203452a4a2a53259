using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>A part of an axis with its own meaning: rows, windows in a row, heads. An axis is the product of its factors, outermost first.</summary>
/// <param name="Names">What rearrangements called it, the latest name last; none where nobody named it.</param>
/// <param name="Size">How many positions it has.</param>
/// <param name="Maker">The rearrangement that put it where it is; null where none did.</param>
internal sealed record AxisFactor(ValueList<string> Names, Dim Size, Node? Maker)
{
    /// <summary>An axis of which nothing is known but its size.</summary>
    public static ValueList<AxisFactor> Unknown(Dim size) => [new AxisFactor(ValueList<string>.Empty, size, null)];

    /// <summary>Whether it was called so.</summary>
    public bool Is(string name)
    {
        for (var i = 0; i < Names.Count; i++) if (Names[i] == name) return true;
        return false;
    }

    /// <summary>The same factor with one more name.</summary>
    public AxisFactor Called(string name) => Is(name) ? this : this with { Names = [.. Names, name] };

    /// <summary>The latest name.</summary>
    public override string ToString() => Names.Count == 0 ? Size.ToString() : Names[Names.Count - 1];
}

/// <summary>What one name, or one factor of another tensor, covers of an axis.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Names">The name, or the names of the other tensor's factor.</param>
/// <param name="Factors">The factors that it covers, the outermost first; none for a size of 1.</param>
/// <param name="IsInside">Whether it covers a part of one factor only.</param>
internal sealed record AxisPart(int Axis, IReadOnlyList<string> Names, ValueList<AxisFactor> Factors, bool IsInside)
{
    /// <summary>Whether one of the covered factors has one of its names.</summary>
    public bool OwnsItsName
    {
        get
        {
            for (var i = 0; i < Names.Count; i++) if (Has(Names[i])) return true;
            return false;
        }
    }

    /// <summary>Whether a covered factor was called so.</summary>
    public bool Has(string name)
    {
        for (var i = 0; i < Factors.Count; i++) if (Factors[i].Is(name)) return true;
        return false;
    }

    /// <summary>Whether the covered factors, as one, were called so.</summary>
    public bool IsCalled(string name) => Factors.Count > 0 && Factors.All(f => f.Is(name));

    /// <summary>The first part that takes a name from another one of the tensor, with that other one; null where every name keeps its meaning.</summary>
    /// <remarks>
    /// Within one axis a name must not move at all. From one axis to another it may, as long as the axis that had it
    /// takes a name that is new: h may be rows here and heads there. It must not where the two exchange their names.
    /// </remarks>
    public static (AxisPart Taker, AxisPart Owner)? Exchange(IReadOnlyList<AxisPart> parts)
    {
        foreach (var taker in parts)
        {
            if (taker.Factors.Count == 0 || taker.OwnsItsName) continue;
            foreach (var owner in parts)
            {
                if (ReferenceEquals(owner, taker) || owner.Names.Any(taker.Names.Contains)) continue;
                if (owner.Axis == taker.Axis ? taker.Names.Any(owner.Has) : taker.Names.Any(owner.IsCalled) && TakesToo(owner, parts))
                    return (taker, owner);
            }
        }
        return null;
    }

    private static bool TakesToo(AxisPart owner, IReadOnlyList<AxisPart> parts) =>
        !owner.OwnsItsName && parts.Any(p => !ReferenceEquals(p, owner) && owner.Names.Any(p.IsCalled));
}
