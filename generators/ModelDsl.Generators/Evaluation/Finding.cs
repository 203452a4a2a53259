using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Something that is wrong, before it is said what would be right.</summary>
/// <param name="Diagnostic">The message and its places.</param>
/// <param name="Problem">The rule of the vocabulary that is broken; null for anything else.</param>
/// <param name="Marks">Where the numbers and names behind it were written.</param>
/// <param name="Argument">The argument at fault of the failing call; null where there is none.</param>
internal sealed record Finding(DiagnosticInfo Diagnostic, SpecException? Problem, IReadOnlyList<Origin> Marks, SyntaxNode? Argument = null)
{
    /// <summary>The call that failed, with those around it; null for a mistake in a declaration.</summary>
    public CallPath? Call { get; init; }

    /// <summary>The steps whose results the failing call takes.</summary>
    public IReadOnlyList<Node> Operands { get; init; } = [];

    /// <summary>The rearrangements that the tensors of the failing call come from, the nearest first.</summary>
    public IReadOnlyList<SyntaxNode> Rearrangements { get; init; } = [];
}
