using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>The mark that the evaluator puts into <see cref="Provenance"/>: where a number was written.</summary>
internal sealed class Origin(SyntaxTree tree, TextSpan span) : System.IEquatable<Origin>
{
    public SyntaxTree Tree { get; } = tree;

    public TextSpan Span { get; } = span;

    public Place Place => new(Tree, Span);

    public bool Equals(Origin? other) => ReferenceEquals(this, other) || (other is not null && Tree == other.Tree && Span == other.Span);

    public override bool Equals(object? obj) => Equals(obj as Origin);

    public override int GetHashCode() => Span.GetHashCode();
}

/// <summary>Makes marks.</summary>
internal static class Origins
{
    public static Provenance Of(SyntaxNode syntax) => Provenance.Of(new Origin(syntax.SyntaxTree, syntax.Span));

    /// <summary>The marks of a number, first come first.</summary>
    public static IEnumerable<Origin> In(Provenance? provenance) => provenance?.Marks.OfType<Origin>() ?? [];
}
