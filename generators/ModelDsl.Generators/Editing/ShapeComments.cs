using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ModelDsl.Generators.Editing;

/// <summary>
/// The comments at the ends of a method's lines that say which shapes there are: <c>var y = x.Conv2d(…);  // [N, 64, 56, 56]</c>.
/// One is recognised by its form, so that a later call finds it; it goes behind a comment that is there already.
/// </summary>
internal static class ShapeComments
{
    /// <summary>What is written beside the name of a method that no model calls.</summary>
    public const string NotCalled = "no model of this project calls this block";

    private const string OneShape = @"(\d+ × )?((Float32|Int64|Bool) )?\[([^\[\]]|\[[^\[\]]*\])*\]";

    private static readonly Regex s_comment = new($@"\s*// ({OneShape}((, | or ){OneShape})*( and \d+ more)?|{NotCalled})\s*$", RegexOptions.CultureInvariant);

    /// <summary>Whether a method has such comments.</summary>
    public static bool AreIn(MethodDeclarationSyntax method, SourceText text) => Known(method, text).Count > 0;

    /// <summary>What removes the comments of a method.</summary>
    public static IReadOnlyList<TextChange> Hide(MethodDeclarationSyntax method, SourceText text) =>
        [.. Known(method, text).Values.Select(span => new TextChange(span, ""))];

    /// <summary>What writes the comments of a method, and changes or removes those that are wrong.</summary>
    /// <param name="method">The method.</param>
    /// <param name="text">The text of its file.</param>
    /// <param name="shapes">What its statements yield; null where no model calls it.</param>
    public static IReadOnlyList<TextChange> Show(MethodDeclarationSyntax method, SourceText text, IReadOnlyDictionary<SyntaxNode, string>? shapes)
    {
        var wanted = new Dictionary<int, string>();
        if (shapes is null) Add(method.ParameterList.CloseParenToken, NotCalled);
        // Of two statements on a line the last one says where the line leads.
        else foreach (var shape in shapes.OrderBy(s => s.Key.Span.End)) Add(EndOf(shape.Key), shape.Value);

        var known = Known(method, text);
        var changes = known.Where(k => !wanted.ContainsKey(k.Key)).Select(k => new TextChange(k.Value, "")).ToList();
        foreach (var line in wanted)
        {
            var span = known.TryGetValue(line.Key, out var old) ? old : new TextSpan(text.Lines[line.Key].End, 0);
            var comment = "  // " + line.Value;
            if (text.ToString(span) != comment) changes.Add(new TextChange(span, comment));
        }
        return [.. changes.OrderBy(c => c.Span.Start)];

        void Add(SyntaxToken last, string comment)
        {
            var line = text.Lines.GetLineFromPosition(last.Span.End);
            if (IsLastOn(line, last)) wanted[line.LineNumber] = comment;
        }
    }

    /// <summary>The end of a statement; of a loop that declares a variable, where its own part ends.</summary>
    private static SyntaxToken EndOf(SyntaxNode statement) => statement switch
    {
        ForStatementSyntax loop => loop.CloseParenToken,
        _ => statement.GetLastToken(),
    };

    /// <summary>Whether a line may end with a comment on what a token ends: nothing but closing braces follows.</summary>
    private static bool IsLastOn(TextLine line, SyntaxToken last)
    {
        if (last.IsMissing || last.TrailingTrivia.Any(t => t.IsKind(SyntaxKind.MultiLineCommentTrivia) && t.Span.End > line.End)) return false;
        for (var next = last.GetNextToken(); next.SpanStart < line.End && !next.IsKind(SyntaxKind.None); next = next.GetNextToken())
        {
            if (!next.IsKind(SyntaxKind.CloseBraceToken) && !next.IsKind(SyntaxKind.OpenBraceToken)) return false;
        }
        return true;
    }

    /// <summary>The comments that are there, by their lines, with the space before them.</summary>
    private static IReadOnlyDictionary<int, TextSpan> Known(MethodDeclarationSyntax method, SourceText text)
    {
        var known = new Dictionary<int, TextSpan>();
        foreach (var comment in method.DescendantTrivia().Where(t => t.IsKind(SyntaxKind.SingleLineCommentTrivia)))
        {
            var line = text.Lines.GetLineFromPosition(comment.SpanStart);
            var before = text.ToString(TextSpan.FromBounds(line.Start, comment.SpanStart));
            // A comment on its own line is its author's.
            if (before.Trim().Length == 0 || s_comment.Match(before.Substring(before.TrimEnd().Length) + comment) is not { Success: true } match) continue;
            known.Add(line.LineNumber, TextSpan.FromBounds(line.End - match.Length, line.End));
        }
        return known;
    }
}
