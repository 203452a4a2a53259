using System.Collections.Generic;

namespace ModelDsl.Blocks;

/// <summary>One call of a <c>[Block]</c> method.</summary>
internal sealed class BlockCall
{
    private readonly List<BlockCall> _children = [];

    internal BlockCall(string method, BlockHome home, string summary, string scope, int firstNode, IReadOnlyList<(string Parameter, Sym Value)> arguments)
    {
        Method = method;
        Home = home;
        Summary = summary;
        Scope = scope;
        FirstNode = firstNode;
        EndNode = firstNode;
        Arguments = arguments;
    }

    /// <summary>The method's name.</summary>
    public string Method { get; }

    /// <summary>The type that declares it.</summary>
    public BlockHome Home { get; }

    /// <summary>Its documentation's summary in one line without markup; empty where there is none.</summary>
    public string Summary { get; }

    /// <summary>The path of the first argument that is a scope; empty where there is none.</summary>
    public string Scope { get; }

    /// <summary>The first node that was made during the call.</summary>
    public int FirstNode { get; }

    /// <summary>One past the last node that was made during the call.</summary>
    public int EndNode { get; internal set; }

    /// <summary>The arguments that are tensors. Those inside a tuple or list are called <c>xs.0</c>, <c>xs.1</c>, or <c>xs.name</c>.</summary>
    public IReadOnlyList<(string Parameter, Sym Value)> Arguments { get; }

    /// <summary>The arguments that are whole numbers or sizes.</summary>
    public IReadOnlyList<(string Parameter, Dim Value)> Numbers { get; internal set; } = [];

    /// <summary>The arguments that switch something on: true, or a number where there may be none.</summary>
    public IReadOnlyList<string> Options { get; internal set; } = [];

    /// <summary>What a class needs to know of it.</summary>
    public BlockUse Use => new(Summary, Numbers, Options);

    /// <summary>The tensors that it returned.</summary>
    public IReadOnlyList<(string? Name, Sym Value)> Results { get; internal set; } = [];

    /// <summary>Whether it returned a tuple or list.</summary>
    public bool ReturnsTuple { get; internal set; }

    /// <summary>The evaluated call of which it is a repetition; null for one that is none.</summary>
    public BlockCall? Like { get; internal set; }

    /// <summary>The blocks that were called inside it.</summary>
    public IReadOnlyList<BlockCall> Children => _children;

    internal void Add(BlockCall child) => _children.Add(child);
}

/// <summary>What the author of a block says of it at one place, without its tensors.</summary>
/// <param name="Summary">The summary of the method's documentation in one line without markup; empty where there is none.</param>
/// <param name="Numbers">The arguments that are whole numbers or sizes.</param>
/// <param name="Options">The arguments that switch something on.</param>
internal sealed record BlockUse(string Summary, IReadOnlyList<(string Parameter, Dim Value)> Numbers, IReadOnlyList<string> Options);
