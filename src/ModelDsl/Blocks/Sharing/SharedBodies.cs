using System.Collections.Generic;

namespace ModelDsl.Blocks.Sharing;

/// <summary>The bodies that a class stands for, each once, in the order in which models have them.</summary>
internal sealed class SharedBodies
{
    private readonly Dictionary<Body, int> _index = [];
    private readonly List<Body> _all = [];
    private readonly List<ModuleClass> _firstUses = [];

    /// <summary>The bodies.</summary>
    public IReadOnlyList<Body> All => _all;

    /// <summary>What each body is where a model has it first.</summary>
    public IReadOnlyList<ModuleClass> FirstUses => _firstUses;

    /// <summary>The position of a body.</summary>
    public int IndexOf(Body body) => _index[body];

    /// <summary>Adds a body; yields the one that stands for all that are equal to it.</summary>
    /// <param name="use">What it is there.</param>
    /// <param name="body">The body, whose inner ones stand for all that are equal to them.</param>
    public Body Add(ModuleClass use, Body body)
    {
        if (_index.TryGetValue(body, out var known)) return _all[known];
        _index.Add(body, _all.Count);
        _all.Add(body);
        _firstUses.Add(use);
        return body;
    }
}
