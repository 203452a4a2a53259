using System.Collections.Generic;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>Group norm: the channels of each group are normalised together, over all positions (Wu and He, 2018); the shape stays.</summary>
    /// <param name="x">The tensor [N, C, …], for instance a map.</param>
    /// <param name="at">Where <c>weight</c> and <c>bias</c> [C] belong.</param>
    /// <param name="groups">The number of groups; it divides C.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <exception cref="SpecException">The groups do not divide the channels, or these are fixed only at run time.</exception>
    /// <example><code>x.GroupNorm(s / "norm", groups: 32)  // [N, 64, 56, 56]</code></example>
    public static Sym GroupNorm(this Sym x, Scope at, Dim groups, double eps = 1e-5)
    {
        if (x.Rank < 2) throw new SpecException(SpecErrors.WrongRank, $"a group norm takes a tensor [N, C, …], not {x.Shape}", nameof(x));
        groups = Checks.Constant(groups, nameof(groups));
        var channels = Checks.Constant(x.Shape[1], nameof(x));
        Checks.Divides(groups, channels, $"{groups} groups do not divide {channels} channels", nameof(groups));
        return x.Graph.Add(new GroupNormOp(groups, channels, Checks.NotNegative(eps, nameof(eps))), at.Path, x.Shape, ElementType.Float32, x);
    }
}

public partial interface ILowering<T>
{
    /// <summary>Group norm over channels.</summary>
    T GroupNorm(GroupNormOp op, Operands<T> x);
}

public partial interface ILayers<T>
{
    /// <summary>Group norm over channels.</summary>
    T GroupNorm(GroupNormOp op);
}

/// <summary>Group norm over channels.</summary>
public sealed record GroupNormOp(Dim Groups, Dim Channels, double Eps) : NormOp
{
    /// <inheritdoc/>
    public override string Name => "group_norm";

    /// <inheritdoc/>
    public override IReadOnlyList<StateEntry> State => [StateEntry.Weight(Init.Ones, Channels), StateEntry.Bias(Init.Zeros, Channels)];

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) =>
        shape.Rank == 4 ? AxisNames.OfMap(shape, inputs[0]) : AxisNames.Kept(shape, inputs[0]);

    internal override ResultOrder Order => ResultOrder.AsMap;

    /// <inheritdoc/>
    public override T Lower<T>(ILowering<T> to, Operands<T> x) => to.GroupNorm(this, x);

    /// <inheritdoc/>
    public override T Build<T>(ILayers<T> of) => of.GroupNorm(this);

    internal override Op With(Renumbering to) => this with { Groups = to.Size("groups", Groups), Channels = to.Size("channels", Channels) };
}
