using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>Declares an input of the model.</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="name">The name of <c>forward</c>'s parameter.</param>
    /// <param name="dims">Its shape; <see cref="Dim.Batch"/> first.</param>
    /// <exception cref="SpecException">A size is below 1, or the scope is not the root.</exception>
    public static Sym Input(this Scope s, string name, params Dim[] dims)
    {
        if (s.Path.Length > 0)
            Problem.Report(new SpecException(SpecErrors.BadName, $"inputs belong to the model as a whole, not to \"{s.Path}\"; declare \"{name}\" at the root scope", "s"));
        return s.Graph.AddInput(new InputOp(name), new Shape(dims.Select(dim => Checks.Positive(dim, nameof(dims)))));
    }
}

/// <summary>An input of the model.</summary>
public sealed record InputOp(string Parameter) : GivenOp
{
    /// <inheritdoc/>
    public override string Name => "input";

    /// <inheritdoc/>
    public override IReadOnlyList<StateEntry> State => [];

    internal override ValueList<AxisFactor>[]? NameAxes(Shape shape, IReadOnlyList<Sym> inputs) => null;

    internal override Op With(Renumbering to) => this;
}
