using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Diagnostics;
using ModelDsl.Generators.Model;
using ModelDsl.Generators.Weights;

namespace ModelDsl.Generators.Pipeline;

/// <summary>An evaluated model, before it is known which classes it shares with others.</summary>
/// <param name="Declaration">The user's class; null for a type that is not a model.</param>
/// <param name="Structure">Its bodies; null where nothing fits together.</param>
/// <param name="ReturnsSeveral">Whether it yields several tensors, which its skeleton has to know; null where it gets none.</param>
/// <param name="Diagnostics">What to report.</param>
/// <param name="Weights">What it expects of the weight file that it names; null where it names none, or is broken.</param>
internal sealed record ModelDraft(ModelDeclaration? Declaration, ModelStructure? Structure, bool? ReturnsSeveral, ValueList<DiagnosticInfo> Diagnostics, WeightsDeclaration? Weights)
{
    /// <summary>The draft for a type that is not a model.</summary>
    public static ModelDraft None { get; } = new(null, null, null, ValueList<DiagnosticInfo>.Empty, null);

    /// <summary>Whether the specification is wrong.</summary>
    public bool IsBroken => Structure is not { IsOutline: false };
}
