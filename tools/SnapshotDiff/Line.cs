using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.SnapshotDiff;

/// <summary>A statement, or another line of a member, as its tokens: spaces and comments say nothing.</summary>
/// <param name="Tokens">Its tokens.</param>
/// <param name="Locals">The names that the member declares.</param>
internal sealed record Line(IReadOnlyList<SyntaxToken> Tokens, IReadOnlySet<string> Locals)
{
    private const string Letters = "xyzuvwabcdefghijklmnopqrst";

    /// <summary>Its text with the names as they are.</summary>
    public string Text { get; } = Join(Tokens.Select(token => (token, token.Text)));

    /// <summary>Its text with a placeholder for each name that the member declares.</summary>
    public string Shape { get; } = Describe(Tokens, Locals, [], _ => false);

    /// <summary>The text after names were changed.</summary>
    public string Renamed(IReadOnlyDictionary<string, string> names) =>
        Join(Tokens.Select(token => (token, IsLocal(token, Locals) ? names.GetValueOrDefault(token.Text, token.Text) : token.Text)));

    /// <summary>
    /// A change in general terms: placeholders for names, <c>#</c> for numbers that both sides have, and without the
    /// declaration that both sides start with. So the same change reads the same wherever it happens.
    /// </summary>
    /// <param name="before">The lines that went.</param>
    /// <param name="after">The lines that came.</param>
    /// <param name="names">What names of the one side are called on the other.</param>
    public static string Change(IReadOnlyList<Line> before, IReadOnlyList<Line> after, IReadOnlyDictionary<string, string> names)
    {
        var (old, now) = (before, after);
        if (before.Count == 1 && after.Count == 1 && Declared(before[0]) is not null && Declared(after[0]) is not null)
            (old, now) = ([before[0] with { Tokens = [.. before[0].Tokens.Skip(3)] }], [after[0] with { Tokens = [.. after[0].Tokens.Skip(3)] }]);
        var both = Numbers(old).Intersect(Numbers(now)).ToHashSet();
        var (left, right) = Texts(both.Contains);
        // Where the numbers are all that differs, they are the change.
        if (left == right) (left, right) = Texts(_ => false);
        return left.Length == 0 ? "+ " + right : right.Length == 0 ? "− " + left : Cut(left, right);

        (string, string) Texts(Func<string, bool> hides)
        {
            var letters = new Dictionary<string, string>();
            return (Side(old, letters, hides, names), Side(now, letters, hides, new Dictionary<string, string>()));
        }
    }

    /// <summary>Takes down what the names of a line are called in one of the same shape, as far as that is not known yet.</summary>
    public static void Learn(Line before, Line after, Dictionary<string, string> names)
    {
        foreach (var (old, now) in before.Tokens.Zip(after.Tokens))
        {
            if (IsLocal(old, before.Locals)) names.TryAdd(old.Text, now.Text);
        }
    }

    /// <summary>The name that a statement declares; null where it declares none, or several.</summary>
    public static string? Declared(Line line) =>
        line.Tokens.Count > 3 && line.Tokens[0].Text == "var" && line.Tokens[2].IsKind(SyntaxKind.EqualsToken) ? line.Tokens[1].Text : null;

    private static string Side(IEnumerable<Line> lines, Dictionary<string, string> letters, Func<string, bool> hides, IReadOnlyDictionary<string, string> names)
    {
        var texts = lines.Select(line => Describe(line.Tokens, line.Locals, letters, hides, names)).ToList();
        return string.Join(" ", texts.Count == 1 ? texts.Select(t => t.TrimEnd(';')) : texts);
    }

    private static string Describe(IReadOnlyList<SyntaxToken> tokens, IReadOnlySet<string> locals, Dictionary<string, string> letters, Func<string, bool> hides, IReadOnlyDictionary<string, string>? names = null)
    {
        return Join(tokens.Select(token => (token, Word(token))));

        string Word(SyntaxToken token)
        {
            if (token.IsKind(SyntaxKind.NumericLiteralToken)) return hides(token.Text) ? "#" : token.Text;
            if (!IsLocal(token, locals)) return token.Text;
            var name = names?.GetValueOrDefault(token.Text, token.Text) ?? token.Text;
            if (!letters.TryGetValue(name, out var letter)) letters.Add(name, letter = letters.Count < Letters.Length ? Letters[letters.Count].ToString() : name);
            return letter;
        }
    }

    private static IEnumerable<string> Numbers(IEnumerable<Line> lines) => lines.SelectMany(l => l.Tokens).Where(t => t.IsKind(SyntaxKind.NumericLiteralToken)).Select(t => t.Text);

    // Neither the name of a member nor that of an argument.
    private static bool IsLocal(SyntaxToken token, IReadOnlySet<string> locals) =>
        token.IsKind(SyntaxKind.IdentifierToken) && locals.Contains(token.Text)
        && !(token.Parent is IdentifierNameSyntax name && (name.Parent is NameColonSyntax || (name.Parent is MemberAccessExpressionSyntax access && access.Name == name)));

    private static string Join(IEnumerable<(SyntaxToken Token, string Text)> words)
    {
        var text = new StringBuilder();
        foreach (var (token, word) in words)
        {
            text.Append(word);
            if (token.HasTrailingTrivia) text.Append(' ');
        }
        return text.ToString().Trim();
    }

    /// <summary>Two long texts without most of what they start and end with alike.</summary>
    private static string Cut(string left, string right)
    {
        const int Long = 100;
        const int Context = 24;
        if (left.Length > Long || right.Length > Long)
        {
            var shortest = Math.Min(left.Length, right.Length);
            var start = 0;
            while (start < shortest && left[start] == right[start]) start++;
            var end = 0;
            while (end < shortest - start && left[^(end + 1)] == right[^(end + 1)]) end++;
            (start, end) = (Math.Max(0, start - Context), Math.Max(0, end - Context));
            // Not amid a word.
            while (start > 0 && left[start - 1] != ' ') start--;
            while (end > 0 && left[^end] != ' ') end--;
            (left, right) = (Part(left), Part(right));

            string Part(string text) => (start > 0 ? "…" : "") + text[start..^end] + (end > 0 ? "…" : "");
        }
        return $"{left} → {right}";
    }
}
