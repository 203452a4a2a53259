using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Diagnostics;

/// <summary>Rules about networks that run to the end and hardly are what their author meant.</summary>
internal static partial class DiagnosticDescriptors
{
    /// <summary>The format is: <c>"'{0}' yields a new tensor, and that is thrown away; {1}"</c>.</summary>
    public static readonly DiagnosticDescriptor Dropped = new(
        "MDSL7001", "Result is thrown away",
        "'{0}' yields a new tensor, and that is thrown away; {1}",
        Categories.Meaning, DiagnosticSeverity.Warning, true, helpLinkUri: HelpLinks.For("MDSL7001"));

    /// <summary>The format is: <c>"no output depends on {0}; {1}"</c>.</summary>
    public static readonly DiagnosticDescriptor Unused = new(
        "MDSL7002", "No output depends on a value",
        "no output depends on {0}; {1}",
        Categories.Meaning, DiagnosticSeverity.Warning, true, helpLinkUri: HelpLinks.For("MDSL7002"));

    /// <summary>The format is: <c>"{0} share the weights at {1}; {2}"</c>.</summary>
    public static readonly DiagnosticDescriptor SharedByAccident = new(
        "MDSL7003", "Layers share their weights unexpectedly",
        "{0} share the weights at {1}; {2}",
        Categories.Meaning, DiagnosticSeverity.Warning, true, helpLinkUri: HelpLinks.For("MDSL7003"));

    /// <summary>The format is: <c>"'{0}' is given for '{1}' and '{2}' for '{3}'; …"</c>.</summary>
    public static readonly DiagnosticDescriptor Exchanged = new(
        "MDSL7004", "Arguments have changed places",
        "'{0}' is given for '{1}' and '{2}' for '{3}'; exchange them, or name the parameters where that is meant",
        Categories.Meaning, DiagnosticSeverity.Warning, true, helpLinkUri: HelpLinks.For("MDSL7004"));

    /// <summary>The format is: <c>"the input '{0}' is {1}, so {2} takes {3} channels of {4}×{5}; …"</c>.</summary>
    public static readonly DiagnosticDescriptor ChannelsLast = new(
        "MDSL7005", "Image is declared with its channels last",
        "the input '{0}' is {1}, so a convolution takes {2} channels of {3}×{4}; maps are [N, C, H, W], with the channels before height and width",
        Categories.Meaning, DiagnosticSeverity.Warning, true, helpLinkUri: HelpLinks.For("MDSL7005"));

    /// <summary>The format is: <c>"the {0} works on one value, so it yields the same whatever comes in; {1}"</c>.</summary>
    public static readonly DiagnosticDescriptor LoneValue = new(
        "MDSL7006", "One value is normalised by itself",
        "the {0} works on one value, so it yields the same whatever comes in; {1}",
        Categories.Meaning, DiagnosticSeverity.Warning, true, helpLinkUri: HelpLinks.For("MDSL7006"));

    /// <summary>The format is: <c>"the symbol \"{0}\" is made twice, …"</c>.</summary>
    public static readonly DiagnosticDescriptor SameSymbol = new(
        "MDSL7007", "Two sizes are one symbol",
        "the symbol \"{0}\" is made twice, so both sizes must be equal at run time; give the second another name, or make it once where that is meant",
        Categories.Meaning, DiagnosticSeverity.Warning, true, helpLinkUri: HelpLinks.For("MDSL7007"));

    /// <summary>The format is: <c>"the block '{0}' takes its place in the state_dict as parameter {1}; …"</c>.</summary>
    public static readonly DiagnosticDescriptor ScopeNotFirst = new(
        "MDSL7008", "Block does not take its scope first",
        "the block '{0}' takes its place in the state_dict as parameter {1}; make the Scope its first parameter",
        Categories.Meaning, DiagnosticSeverity.Warning, true, helpLinkUri: HelpLinks.For("MDSL7008"));

    /// <summary>The format is: <c>"{0}; {1}"</c>.</summary>
    public static readonly DiagnosticDescriptor WrongAxis = new(
        "MDSL7009", "Step works along an unlikely axis",
        "{0}; {1}",
        Categories.Meaning, DiagnosticSeverity.Warning, true, helpLinkUri: HelpLinks.For("MDSL7009"));

    /// <summary>The format is: <c>"[Preprocessing] does not fit: {0}; {1}"</c>.</summary>
    public static readonly DiagnosticDescriptor Preprocessing = new(
        "MDSL7010", "Preprocessing does not fit the model",
        "[Preprocessing] does not fit: {0}; {1}",
        Categories.Meaning, DiagnosticSeverity.Warning, true, helpLinkUri: HelpLinks.For("MDSL7010"));

    /// <summary>The format is: <c>"'{0}' is given for the height and the width; …"</c>.</summary>
    public static readonly DiagnosticDescriptor EqualSides = new(
        "MDSL7011", "One side is given for both",
        "'{0}' is given for the height and the width; take {1} for the {2}, or put the size into a variable where a square is meant",
        Categories.Meaning, DiagnosticSeverity.Warning, true, helpLinkUri: HelpLinks.For("MDSL7011"));
}
