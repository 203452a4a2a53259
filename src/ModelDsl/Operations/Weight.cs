using System.Collections.Generic;

namespace ModelDsl;

/// <summary>One entry of the state_dict, read by its own step: see <see cref="FlatBody"/>.</summary>
/// <param name="Entry">The entry; the step's path is its key.</param>
internal sealed record WeightOp(StateEntry Entry) : GivenOp
{
    /// <inheritdoc/>
    public override string Name => "weight";

    /// <inheritdoc/>
    public override IReadOnlyList<StateEntry> State => [Entry];

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => null;

    internal override Op With(Renumbering to) => this with { Entry = to.Entry(Entry) };
}
