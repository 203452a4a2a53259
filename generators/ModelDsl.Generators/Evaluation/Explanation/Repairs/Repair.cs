using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>A change of the source that may mend a mistake.</summary>
/// <param name="Change">What is written instead of what.</param>
/// <param name="Mark">Where the mistake lies if this is what mends it.</param>
/// <param name="Cost">How unlikely it is that the author meant this; small numbers are tried first.</param>
internal sealed record Repair(Replacement Change, Place Mark, double Cost)
{
    /// <summary>Whether it changes what the network is made for, such as the size of its input: only where nothing else mends.</summary>
    public bool IsLastResort { get; init; }

    /// <summary>What a loop does that begins later or ends earlier with it: this has to run all the same.</summary>
    public SyntaxNode? Repeated { get; init; }
}
