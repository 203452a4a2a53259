using System.Collections.Generic;

namespace ModelDsl.Blocks;

/// <summary>A body of a model and the places where it stands: block calls, or groups of the state_dict, each like the others but for rates.</summary>
internal sealed class ModuleClass(int id, StateTree first, Body body, Body skeleton, IReadOnlyList<Node?> nodes, BlockHome home)
{
    /// <summary>Its position among those of the model.</summary>
    public int Id { get; } = id;

    /// <summary>Its first place, after which it is written.</summary>
    public StateTree First { get; } = first;

    /// <summary>What it owns and computes.</summary>
    public Body Body { get; } = body;

    /// <summary>The body without its numbers.</summary>
    public Body Skeleton { get; } = skeleton;

    /// <summary>The node that each of its steps is at its first place; null for a call.</summary>
    public IReadOnlyList<Node?> Nodes { get; } = nodes;

    /// <summary>The type that declares the block or model; that around a group.</summary>
    public BlockHome Home { get; } = home;

    /// <summary>Whether it is the model itself.</summary>
    public bool IsModel => First.Path.Length == 0;

    /// <summary>All its places.</summary>
    public List<StateTree> Places { get; } = [];

    /// <summary>The rates of each place: those of its own operations, then those below, all in order.</summary>
    public List<RateSlot[]> Rates { get; } = [];
}

/// <summary>A rate at one place, or those of the modules of a list that repeats, and the name of the operation that it belongs to.</summary>
internal sealed record RateSlot(ValueList<double> Rates, bool IsList, string Operation);
