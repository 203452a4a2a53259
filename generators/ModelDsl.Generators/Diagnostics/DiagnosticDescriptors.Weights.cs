using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Diagnostics;

/// <summary>Rules about the weight file that a model is meant for.</summary>
internal static partial class DiagnosticDescriptors
{
    /// <summary>The format is: <c>"'{0}' names the manifest \"{1}\", which {2}; {3}"</c>.</summary>
    public static readonly DiagnosticDescriptor NoManifest = new(
        "MDSL4101", "Manifest of weights is not in the project",
        "'{0}' names the manifest \"{1}\", which {2}; {3}",
        Categories.State, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For("MDSL4101"));

    /// <summary>The format is: <c>"\"{0}\" is not a manifest of weights: {1}; 'modeldsl weights manifest FILE' writes one"</c>.</summary>
    public static readonly DiagnosticDescriptor BadManifest = new(
        "MDSL4102", "Manifest of weights cannot be read",
        "\"{0}\" is not a manifest of weights: {1}; 'modeldsl weights manifest FILE' writes one",
        Categories.State, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For("MDSL4102"));

    /// <summary>The format is: <c>"\"{0}\" does not fit '{1}': {2}"</c>.</summary>
    public static readonly DiagnosticDescriptor OtherWeights = new(
        "MDSL4103", "Weights are of another model",
        "\"{0}\" does not fit '{1}': {2}",
        Categories.State, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For("MDSL4103"));
}
