using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Diagnostics;

/// <summary>Rules about what a model costs.</summary>
internal static partial class DiagnosticDescriptors
{
    /// <summary>The format is: <c>"'{0}' {1}, {2} more than its budget of {3}; the largest {4}"</c>.</summary>
    public static readonly DiagnosticDescriptor BudgetExceeded = new(
        "MDSL5001", "Model exceeds its budget",
        "'{0}' {1}, {2} more than its budget of {3}; the largest {4}",
        Categories.Cost, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For("MDSL5001"));

    /// <summary>The format is: <c>"head dimension {0} is not a multiple of 8, so attention costs as much as with {1}: {2}"</c>.</summary>
    public static readonly DiagnosticDescriptor OddHeadDimension = new(
        "MDSL5101", "Head dimension is not a multiple of 8",
        "head dimension {0} is not a multiple of 8, so attention costs as much as with {1}: {2}",
        Categories.Cost, DiagnosticSeverity.Info, true, helpLinkUri: HelpLinks.For("MDSL5101"));

    /// <summary>The format is: <c>"'{0}' keeps tables of {1} values, more than its {2} weights; the largest {3}"</c>.</summary>
    public static readonly DiagnosticDescriptor LargeTables = new(
        "MDSL5102", "Tables are larger than the weights",
        "'{0}' keeps tables of {1} values, more than its {2} weights; the largest {3}",
        Categories.Cost, DiagnosticSeverity.Info, true, helpLinkUri: HelpLinks.For("MDSL5102"));

    /// <summary>The format is: <c>"the map {0} is padded to {1} …, so {2} of {3} tokens ({4} %) are padding; a window that divides {5}, …"</c>.</summary>
    public static readonly DiagnosticDescriptor WastefulPadding = new(
        "MDSL5103", "Padding wastes tokens",
        "the map {0} is padded to {1} before it is cut into windows, so {2} of {3} tokens ({4} %) are padding; a window that divides {5}, or a map that is a multiple of it, wastes none",
        Categories.Cost, DiagnosticSeverity.Info, true, helpLinkUri: HelpLinks.For("MDSL5103"));
}
