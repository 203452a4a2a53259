using System.Collections.Generic;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Something that is wrong, before it is said what would be right.</summary>
/// <param name="Diagnostic">The message and its places.</param>
/// <param name="Problem">The rule of the vocabulary that is broken; null for anything else.</param>
/// <param name="Marks">Where the numbers and names behind it were written.</param>
internal sealed record Finding(DiagnosticInfo Diagnostic, SpecException? Problem, IReadOnlyList<Origin> Marks);
