using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ModelDsl.Generators.Diagnostics;

/// <summary>A stretch of source text.</summary>
internal readonly record struct Place(SyntaxTree Tree, TextSpan Span)
{
    /// <summary>The place of a piece of syntax.</summary>
    public static Place Of(SyntaxNodeOrToken syntax) => new(syntax.SyntaxTree!, syntax.Span);

    /// <summary>Whether it lies in something, around it or at its edge.</summary>
    public bool Touches(SyntaxNode syntax) => syntax.SyntaxTree == Tree && syntax.Span.IntersectsWith(Span);

    /// <summary>Whether another place is inside this one.</summary>
    public bool Contains(Place other) => Tree == other.Tree && Span.Contains(other.Span);

    /// <summary>The place as Roslyn's location, which <c>#pragma warning disable</c> finds.</summary>
    public Location ToLocation() => Location.Create(Tree, Span);
}

/// <summary>A diagnostic as a value: equal for equal text at an equal place, so that the pipeline's cache can compare it.</summary>
/// <param name="Descriptor">Which rule.</param>
/// <param name="Where">The primary place; null where there is none in this compilation.</param>
/// <param name="Arguments">What fills the rule's message.</param>
/// <param name="Additional">The failing operation and the calls on the way to it, nearest first.</param>
internal sealed record DiagnosticInfo(
    DiagnosticDescriptor Descriptor, Place? Where, ValueList<string> Arguments, ValueList<Place> Additional)
{
    /// <summary>Changes that mend it, the best first.</summary>
    public ValueList<Replacement> Fixes { get; init; } = ValueList<Replacement>.Empty;

    /// <summary>The call that failed; null where none did.</summary>
    public Place? Call { get; init; }

    /// <summary>Whether the best change mends all models of the project that have the mistake: it lies in what they share.</summary>
    public bool MendsAll { get; init; }

    /// <summary>A diagnostic at one place.</summary>
    public static DiagnosticInfo Create(DiagnosticDescriptor descriptor, Place? where, params string[] arguments) =>
        new(descriptor, where, arguments.ToValueList(), ValueList<Place>.Empty);

    /// <summary>The message as a reader sees it.</summary>
    public string Message => string.Format(
        System.Globalization.CultureInfo.InvariantCulture,
        Descriptor.MessageFormat.ToString(System.Globalization.CultureInfo.InvariantCulture),
        [.. Arguments]);

    /// <summary>The diagnostic that Roslyn reports.</summary>
    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        Descriptor, Where?.ToLocation() ?? Location.None, Additional.Select(p => p.ToLocation()), FixProperties.Write(Fixes), [.. Arguments]);
}
