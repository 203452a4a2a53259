using ModelDsl.Generators.Diagnostics;
using ModelDsl.Generators.Weights;

namespace ModelDsl.Generators.Pipeline;

/// <summary>The generated source and the diagnostics of one model. Equal by value.</summary>
internal sealed record ModelResult(SourceFile Source, ModelListing Listing, ValueList<DiagnosticInfo> Diagnostics)
{
    /// <summary>The file of its session, where that is not in the same one.</summary>
    public SourceFile Session { get; init; } = SourceFile.None;

    /// <summary>What the model expects of the weight file that it names; null where it names none, or is broken.</summary>
    public WeightsDeclaration? Weights { get; init; }
}

/// <summary>A generated file: a model or its skeleton, or the blocks that a type declares.</summary>
/// <param name="HintName">The file's name; empty for no file.</param>
/// <param name="Text">What is in it.</param>
internal sealed record SourceFile(string HintName, string Text)
{
    /// <summary>No file.</summary>
    public static SourceFile None { get; } = new("", "");
}

/// <summary>A model's entry in the list of all models.</summary>
internal sealed record ModelListing(string Name, string Namespace, string TypeName, bool IsBroken, Place? Where)
{
    /// <summary>Whether the list may name its class.</summary>
    public bool IsReachable { get; init; }
}
