using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>A specification that has run: its graph, with symbolic sizes, and what it yields.</summary>
public sealed class Specification
{
    private readonly Func<Scope, IReadOnlyList<(string Name, Sym Value)>> _define;
    private readonly string? _blocks;
    private readonly Lazy<(IReadOnlyList<BlockCall> Blocks, IReadOnlyDictionary<Sym, string> Names)> _notes;

    private Specification(Func<Scope, IReadOnlyList<(string Name, Sym Value)>> define, Graph graph)
        : this(define, graph, define(graph.Root), null)
    {
    }

    private Specification(Func<Scope, IReadOnlyList<(string Name, Sym Value)>> define, Graph graph, IReadOnlyList<(string Name, Sym Value)> outputs, string? blocks)
    {
        (_define, Graph, Outputs, _blocks) = (define, graph, outputs, blocks);
        _notes = new(() => blocks is null ? ([], new Dictionary<Sym, string>()) : BlockNotation.Read(graph, blocks));
    }

    /// <summary>The steps of the computation and the state that they own.</summary>
    public Graph Graph { get; }

    /// <summary>What it yields, by name and in order.</summary>
    public IReadOnlyList<(string Name, Sym Value)> Outputs { get; }

    /// <summary>The calls of blocks that lie in no other such call; none where they are not known.</summary>
    internal IReadOnlyList<BlockCall> Blocks => _notes.Value.Blocks;

    /// <summary>What the author calls tensors.</summary>
    internal IReadOnlyDictionary<Sym, string> Names => _notes.Value.Names;

    /// <summary>The same specification, of which is known which calls of blocks made which steps: what runs cannot tell.</summary>
    /// <param name="blocks">What the generator has noted of it.</param>
    public Specification WithBlocks(string blocks) => new(_define, Graph, Outputs, blocks);

    /// <summary>
    /// The same model with the heads that a state_dict has: a linear layer at the root, which a program may replace, yields as many
    /// features as its weights have rows. Where the specification does not allow that, it stays as it is.
    /// </summary>
    /// <param name="shapeOf">The shape of an entry of the state_dict; null where there is none.</param>
    internal Specification WithHeads(Func<string, IReadOnlyList<long>?> shapeOf)
    {
        var heads = new Dictionary<string, long>();
        foreach (var path in Graph.StatePaths.Where(p => !p.Contains('.')))
            foreach (var entry in Graph.StateOf(path))
                if (entry.Shape.Rank == 2 && shapeOf(entry.KeyAt(path)) is { Count: 2 } there && entry.Shape[1] == there[1] && entry.Shape[0] != there[0]) heads[path] = there[0];
        if (heads.Count == 0) return this;
        try
        {
            var graph = new Graph(heads);
            return new(_define, graph, _define(graph.Root), _blocks);
        }
        catch (SpecException)
        {
            return this;
        }
    }

    /// <summary>Runs a specification that yields one tensor.</summary>
    /// <param name="define">The specification.</param>
    /// <param name="output">What its result is called.</param>
    /// <exception cref="SpecException">The specification has a mistake.</exception>
    public static Specification Of(Func<Scope, Sym> define, string output) => new(s => [(output, define(s))], new Graph());

    /// <summary>Runs a specification that yields several tensors.</summary>
    /// <param name="define">The specification.</param>
    /// <param name="outputs">What its results are called.</param>
    /// <exception cref="SpecException">The specification has a mistake.</exception>
    public static Specification Of(Func<Scope, IReadOnlyList<Sym>> define, params string[] outputs) => new(s => [.. define(s).Select((value, i) => (outputs[i], value))], new Graph());

    /// <summary>Runs a specification that yields feature maps.</summary>
    /// <param name="define">The specification.</param>
    /// <exception cref="SpecException">The specification has a mistake.</exception>
    public static Specification Of(Func<Scope, Features> define) => new(s => define(s).Maps, new Graph());
}
