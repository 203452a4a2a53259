using System.Threading;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Diagnostics;

/// <summary>A change of one expression that mends a mistake.</summary>
/// <param name="Where">The expression.</param>
/// <param name="Text">What to write instead.</param>
/// <param name="Title">What an editor offers.</param>
internal sealed record Replacement(Place Where, string Text, string Title)
{
    /// <summary>The file with the change.</summary>
    public SyntaxTree Written(CancellationToken cancellation) => Where.Tree.WithChangedText(Where.Tree.GetText(cancellation).Replace(Where.Span, Text));

    /// <summary>The project with the change.</summary>
    public Compilation In(Compilation compilation, CancellationToken cancellation) => compilation.ReplaceSyntaxTree(Where.Tree, Written(cancellation));
}
