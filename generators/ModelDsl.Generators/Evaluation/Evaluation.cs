using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>What the evaluation of a specification yields.</summary>
internal sealed class Evaluation
{
    internal Evaluation(
        Graph graph, IReadOnlyList<ResultValue> results, ResultForm form, IReadOnlyList<BlockCall> blocks,
        IReadOnlyList<DiagnosticInfo> diagnostics, IReadOnlyCollection<SyntaxTree> treesRead, IReadOnlyDictionary<Sym, string> names)
    {
        Graph = graph;
        Results = results;
        Form = form;
        Blocks = blocks;
        Diagnostics = diagnostics;
        TreesRead = treesRead;
        Names = names;
    }

    /// <summary>The graph that the vocabulary built.</summary>
    public Graph Graph { get; }

    /// <summary>What <c>Define</c> returned; empty where it failed.</summary>
    public IReadOnlyList<ResultValue> Results { get; }

    /// <summary>The form in which it returned them.</summary>
    public ResultForm Form { get; }

    /// <summary>The calls of <c>[Block]</c> methods that lie in no other such call.</summary>
    public IReadOnlyList<BlockCall> Blocks { get; }

    /// <summary>What is wrong; empty where nothing is.</summary>
    public IReadOnlyList<DiagnosticInfo> Diagnostics { get; }

    /// <summary>The trees of this compilation whose text the result depends on.</summary>
    public IReadOnlyCollection<SyntaxTree> TreesRead { get; }

    /// <summary>The local that a tensor was first put into: what its author calls it.</summary>
    public IReadOnlyDictionary<Sym, string> Names { get; }
}

/// <summary>One tensor that a specification yields.</summary>
/// <param name="Name">Its name in a tuple or in <see cref="Features"/>; null where it has none.</param>
/// <param name="Value">The tensor.</param>
internal sealed record ResultValue(string? Name, Sym Value);

/// <summary>The form in which a specification yields its tensors.</summary>
internal enum ResultForm
{
    /// <summary>One tensor.</summary>
    Single,

    /// <summary>A tuple or list of tensors.</summary>
    Tuple,

    /// <summary>Named feature maps.</summary>
    Features,
}
