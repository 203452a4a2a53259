using System.Collections.Generic;

namespace ModelDsl.Blocks;

/// <summary>A body of a model and the places where it stands: block calls, or groups of the state_dict, each like the others but for rates.</summary>
/// <remarks>It holds nothing of the graph, which is many times as large: classes are kept between edits.</remarks>
internal sealed class ModuleClass(int id, BlockUse? use, Body body, Body skeleton, IReadOnlyList<string?> names, BlockHome home)
{
    /// <summary>Its position among those of the model.</summary>
    public int Id { get; } = id;

    /// <summary>What its author says of the block at its first place, after which it is written; null for a group, and for the model itself.</summary>
    public BlockUse? Use { get; } = use;

    /// <summary>What it owns and computes.</summary>
    public Body Body { get; } = body;

    /// <summary>The body without its numbers.</summary>
    public Body Skeleton { get; } = skeleton;

    /// <summary>For each of its steps, what its author calls the result at its first place; null for none.</summary>
    public IReadOnlyList<string?> Names { get; } = names;

    /// <summary>The type that declares the block or model; that around a group.</summary>
    public BlockHome Home { get; } = home;

    /// <summary>Whether it is the model itself.</summary>
    public bool IsModel => Paths[0].Length == 0;

    /// <summary>The paths of all its places.</summary>
    public List<string> Paths { get; } = [];

    /// <summary>The rates of each place: those of its own operations, then those below, all in order.</summary>
    public List<RateSlot[]> Rates { get; } = [];
}

/// <summary>A rate at one place, or those of the modules of a list that repeats, and the name of the operation that it belongs to.</summary>
internal sealed record RateSlot(ValueList<double> Rates, bool IsList, string Operation);
