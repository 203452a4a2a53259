using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>A trained tensor of its own, not part of a layer.</summary>
    /// <param name="s">Where it belongs.</param>
    /// <param name="name">Its name there: <c>gamma</c>, <c>cls_token</c>.</param>
    /// <param name="dims">Its shape, all constant.</param>
    /// <param name="init">How it gets its first values.</param>
    /// <example><code>s.Parameter("gamma", [x.Channels], Init.Constant(1e-5))  // [64]</code></example>
    public static Sym Parameter(this Scope s, string name, IReadOnlyList<Dim> dims, Init init)
    {
        dims = [.. dims.Select(d => Checks.Positive(d, nameof(dims)))];
        var sizes = new Shape(dims.Select(d => Checks.Constant(d, nameof(dims))));
        var op = new ParameterOp(new StateEntry("", sizes, ElementType.Float32, StateKind.Parameter, init));
        return s.Graph.Add(op, (s / name).Path, new Shape(dims), ElementType.Float32);
    }
}

/// <summary>A parameter outside a layer.</summary>
public sealed record ParameterOp(StateEntry Entry) : GivenOp
{
    /// <inheritdoc/>
    public override string Name => "parameter";

    /// <inheritdoc/>
    public override IReadOnlyList<StateEntry> State => [Entry];

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => null;

    internal override Op With(Renumbering to) => this with { Entry = to.Entry(Entry) };
}
