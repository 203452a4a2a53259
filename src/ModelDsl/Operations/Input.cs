using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

public static partial class Vocabulary
{
    /// <summary>Declares an input of the model.</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="name">The name of <c>forward</c>'s parameter.</param>
    /// <param name="dims">Its shape; <see cref="Dim.Batch"/> first.</param>
    /// <exception cref="SpecException">A size is below 1, the scope is not the root, or another input has the name.</exception>
    /// <example><code>s.Input("image", Dim.Batch, 3, 224, 224)  // [N, 3, 224, 224]</code></example>
    public static Sym Input(this Scope s, string name, params Dim[] dims) => s.Input(ElementType.Float32, name, dims);

    /// <summary>Declares an input of the model whose elements are of another type: <c>Int64</c> for the numbers of tokens.</summary>
    /// <param name="s">The root scope.</param>
    /// <param name="type">The type of its elements. It comes first, since C# would take a size of 0 for one.</param>
    /// <param name="name">The name of <c>forward</c>'s parameter.</param>
    /// <param name="dims">Its shape; <see cref="Dim.Batch"/> first.</param>
    /// <exception cref="SpecException">A size is below 1, the scope is not the root, or another input has the name.</exception>
    /// <example><code>s.Input(ElementType.Int64, "words", Dim.Batch, 128)  // Int64 [N, 128]</code></example>
    public static Sym Input(this Scope s, ElementType type, string name, params Dim[] dims)
    {
        if (s.Path.Length > 0)
            Problem.Report(new SpecException(SpecErrors.BadName, $"inputs belong to the model as a whole, not to \"{s.Path}\"; declare \"{name}\" at the root scope", "s"));
        if (s.Graph.Inputs.Any(i => NameOf(i) == name))
        {
            Problem.Report(new SpecException(SpecErrors.NameTaken, $"two inputs are called \"{name}\"; give the second another name", "name")
            {
                TakenName = name, BetterTexts = [FreeNames.After(name, other => s.Graph.Inputs.All(i => NameOf(i) != other))],
            });
        }
        return s.Graph.AddInput(new InputOp(name), new Shape(dims.Select(dim => Checks.Positive(dim, nameof(dims)))), type);
    }

    private static string NameOf(Sym input) => ((InputOp)input.Node.Op).Parameter;
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
