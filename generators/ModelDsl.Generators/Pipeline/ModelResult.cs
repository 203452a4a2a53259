using ModelDsl.Generators.Diagnostics;
using ModelDsl.Generators.Weights;

namespace ModelDsl.Generators.Pipeline;

/// <summary>The source text and the diagnostics of one model. Equal by value.</summary>
internal sealed record ModelResult(ModelSource Source, ModelListing Listing, ValueList<DiagnosticInfo> Diagnostics)
{
    /// <summary>What the model expects of the weight file that it names; null where it names none, or is broken.</summary>
    public WeightsDeclaration? Weights { get; init; }

    /// <summary>The result for a type that is not a model.</summary>
    public static ModelResult None { get; } = new(ModelSource.None, new ModelListing("", "", "", true, null), ValueList<DiagnosticInfo>.Empty);
}

/// <summary>A model's source text: the module, or its skeleton where the specification has errors.</summary>
/// <param name="HintName">The file's name; empty for no file.</param>
/// <param name="Text">What is in it.</param>
internal sealed record ModelSource(string HintName, string Text)
{
    /// <summary>No file.</summary>
    public static ModelSource None { get; } = new("", "");
}

/// <summary>A model's entry in the list of all models.</summary>
internal sealed record ModelListing(string Name, string Namespace, string TypeName, bool IsBroken, Place? Where);
