namespace ModelDsl;

/// <summary>
/// One computation, relative to its place in the state_dict: a block, a whole model, or a group that only holds others.
/// Two are equal when they own the same, take the same, and compute the same, whatever their rates.
/// </summary>
/// <param name="Name">The block's method, or the group's name; empty for a model.</param>
/// <param name="IsGroup">Whether it only holds others.</param>
/// <param name="Inputs">What it takes.</param>
/// <param name="State">What it owns, in the order of the state_dict.</param>
/// <param name="Steps">What it computes, in order.</param>
/// <param name="Outputs">What it yields.</param>
internal sealed record Body(string Name, bool IsGroup, ValueList<Port> Inputs, ValueList<Slot> State, ValueList<Step> Steps, ValueList<Output> Outputs)
{
    private int? _hash;

    /// <inheritdoc/>
    public bool Equals(Body? other) => ReferenceEquals(this, other)
        || (other is not null && GetHashCode() == other.GetHashCode() && Name == other.Name && IsGroup == other.IsGroup
            && Inputs.Equals(other.Inputs) && State.Equals(other.State) && Steps.Equals(other.Steps) && Outputs.Equals(other.Outputs));

    /// <inheritdoc/>
    public override int GetHashCode() =>
        _hash ??= unchecked((((((Name.GetHashCode() * 31) + Inputs.GetHashCode()) * 31) + State.GetHashCode()) * 31) + Steps.GetHashCode());
}

/// <summary>A tensor that a body takes.</summary>
internal sealed record Port(string Name, Shape Shape, ElementType Type);

/// <summary>A tensor that a body yields.</summary>
/// <param name="Name">Its name; null for a single one without.</param>
/// <param name="Value">Which.</param>
internal sealed record Output(string? Name, Ref Value);

/// <summary>A value in a body.</summary>
/// <param name="Step">The step that yields it; −1 for an input of the body.</param>
/// <param name="Result">Which of its results, or which input.</param>
/// <param name="Outside">For a value that another body makes, a table for instance: its path in the state_dict; else null.</param>
internal readonly record struct Ref(int Step, int Result, string? Outside = null);

/// <summary>Something that a body owns.</summary>
/// <param name="Name">Its part of the key.</param>
internal abstract record Slot(string Name);

/// <summary>A layer, parameter or table.</summary>
internal sealed record OwnSlot(string Name, Op Op) : Slot(Name);

/// <summary>Another body.</summary>
internal sealed record BodySlot(string Name, Body Body) : Slot(Name);

/// <summary>Numbered ones, as in PyTorch's ModuleList.</summary>
internal sealed record ListSlot(string Name, ValueList<Slot> Items) : Slot(Name);

/// <summary>A second name.</summary>
/// <param name="Name">Its part of the key.</param>
/// <param name="Target">The path of what it names, relative to the body.</param>
internal sealed record AliasSlot(string Name, string Target) : Slot(Name);

/// <summary>A step of a body.</summary>
/// <param name="Path">The place of its weights, relative to the body; empty for none.</param>
/// <param name="Inputs">What it works on.</param>
/// <param name="Results">The shapes that it yields.</param>
internal abstract record Step(string Path, ValueList<Ref> Inputs, ValueList<Shape> Results);

/// <summary>An operation.</summary>
internal sealed record Apply(Op Op, string Path, ValueList<Ref> Inputs, ValueList<Shape> Results) : Step(Path, Inputs, Results);

/// <summary>A call of another body.</summary>
internal sealed record Call(Body Body, string Path, ValueList<Ref> Inputs, ValueList<Shape> Results) : Step(Path, Inputs, Results);
