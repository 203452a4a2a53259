using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Diagnostics;

/// <summary>Rules about the code that calls generated modules.</summary>
internal static partial class DiagnosticDescriptors
{
    /// <summary>The format is: <c>"{0} is {1}, but {2} takes {3}: axis {4} is {5}, expected {6}"</c>.</summary>
    public static readonly DiagnosticDescriptor WrongSizeInUse = new(
        "MDSL6001", "Tensor has another size than the module takes",
        "{0} is {1}, but {2} takes {3}: axis {4} is {5}, expected {6}",
        Categories.Use, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For("MDSL6001"));

    /// <summary>The format is: <c>"{0} is {1}, but {2} takes {3}: the number of axes is {4}, expected {5}"</c>.</summary>
    public static readonly DiagnosticDescriptor WrongAxesInUse = new(
        "MDSL6002", "Tensor has another number of axes than the module takes",
        "{0} is {1}, but {2} takes {3}: the number of axes is {4}, expected {5}",
        Categories.Use, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For("MDSL6002"));

    /// <summary>The format is: <c>"{0} is {1}, but {2} takes {3}: axis {4} is {5}, expected a multiple of 32"</c>.</summary>
    public static readonly DiagnosticDescriptor UnsupportedSizeInUse = new(
        "MDSL6003", "Tensor has a size that the module does not support",
        "{0} is {1}, but {2} takes {3}: axis {4} is {5}, expected {6}",
        Categories.Use, DiagnosticSeverity.Error, true, helpLinkUri: HelpLinks.For("MDSL6003"));
}
