using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>A specification that has run: its graph, with symbolic sizes, and what it yields.</summary>
public sealed class Specification
{
    private readonly Lazy<(IReadOnlyList<BlockCall> Blocks, IReadOnlyDictionary<Sym, string> Names)> _notes;

    private Specification(Graph graph, IReadOnlyList<(string Name, Sym Value)> outputs, string? blocks = null)
    {
        (Graph, Outputs) = (graph, outputs);
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
    public Specification WithBlocks(string blocks) => new(Graph, Outputs, blocks);

    /// <summary>Runs a specification that yields one tensor.</summary>
    /// <param name="define">The specification.</param>
    /// <param name="output">What its result is called.</param>
    /// <exception cref="SpecException">The specification has a mistake.</exception>
    public static Specification Of(Func<Scope, Sym> define, string output)
    {
        var graph = new Graph();
        return new(graph, [(output, define(graph.Root))]);
    }

    /// <summary>Runs a specification that yields several tensors.</summary>
    /// <param name="define">The specification.</param>
    /// <param name="outputs">What its results are called.</param>
    /// <exception cref="SpecException">The specification has a mistake.</exception>
    public static Specification Of(Func<Scope, IReadOnlyList<Sym>> define, params string[] outputs)
    {
        var graph = new Graph();
        return new(graph, [.. define(graph.Root).Select((value, i) => (outputs[i], value))]);
    }

    /// <summary>Runs a specification that yields feature maps.</summary>
    /// <param name="define">The specification.</param>
    /// <exception cref="SpecException">The specification has a mistake.</exception>
    public static Specification Of(Func<Scope, Features> define)
    {
        var graph = new Graph();
        return new(graph, define(graph.Root).Maps);
    }
}
