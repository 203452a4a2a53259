using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>What the evaluation of a specification yields.</summary>
/// <param name="Graph">The graph that the vocabulary built.</param>
/// <param name="Results">What <c>Define</c> returned, with assumed sizes where something is wrong; empty where it did not finish.</param>
/// <param name="Form">The form in which it returned them.</param>
/// <param name="Blocks">The calls of <c>[Block]</c> methods that lie in no other such call.</param>
/// <param name="Diagnostics">What is wrong; empty where nothing is.</param>
/// <param name="TreesRead">The trees of this compilation whose text the result depends on.</param>
/// <param name="Names">The local that a tensor was first put into: what its author calls it; empty for what a block yields without a name.</param>
/// <param name="Decisions">What decided which weights there are, beside sizes.</param>
/// <param name="MadeBy">The call that made each node of the graph.</param>
/// <param name="Runs">The runs of methods that take or yield tensors, inner ones first; none inside the repetition of a block.</param>
internal sealed record Evaluation(
    Graph Graph, IReadOnlyList<ResultValue> Results, ResultForm Form, IReadOnlyList<BlockCall> Blocks,
    IReadOnlyList<DiagnosticInfo> Diagnostics, IReadOnlyCollection<SyntaxTree> TreesRead, IReadOnlyDictionary<Sym, string> Names, Decisions Decisions,
    IReadOnlyList<CallPath> MadeBy, IReadOnlyList<MethodRun> Runs);

/// <summary>One tensor that a specification yields.</summary>
/// <param name="Name">Its name in a tuple or in <see cref="Features"/>; null where it has none.</param>
/// <param name="Value">The tensor.</param>
internal sealed record ResultValue(string? Name, Sym Value);

/// <summary>The form in which a specification yields its tensors.</summary>
internal enum ResultForm
{
    /// <summary>One tensor.</summary>
    Single,

    /// <summary>A tuple of tensors.</summary>
    Tuple,

    /// <summary>A list of tensors.</summary>
    List,

    /// <summary>Named feature maps.</summary>
    Features,
}
