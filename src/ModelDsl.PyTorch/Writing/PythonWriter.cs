using System.Text;

namespace ModelDsl.PyTorch.Writing;

/// <summary>Writes lines of at most 120 columns, laid out as black does, that end in \n on every platform.</summary>
internal sealed class PythonWriter
{
    private const int Columns = 120;
    private const int Step = 4;

    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>An empty line.</summary>
    public void Gap(int lines = 1) => _text.Append('\n', lines);

    /// <summary>A statement, in several lines where it is long; a comment behind it where there is room.</summary>
    public void Line(string statement, string comment = "")
    {
        var whole = comment.Length == 0 ? statement : statement + "  # " + comment;
        if (Fits(whole, _depth)) Raw(whole, _depth);
        else Wrap(statement, _depth, "");
    }

    /// <summary>A line with others inside it until the result is disposed.</summary>
    public IDisposable Block(string head)
    {
        Line(head);
        _depth++;
        return new End(this);
    }

    /// <summary>A documentation string.</summary>
    /// <param name="paragraphs">What it says; empty ones are left out.</param>
    public void Documentation(params IEnumerable<string> paragraphs)
    {
        var texts = paragraphs.Where(p => p.Length > 0).Select(PythonText.Documentation).ToList();
        if (texts.Count == 0) return;
        if (texts.Count == 1 && Fits($"\"\"\"{texts[0]}\"\"\"", _depth))
        {
            Line($"\"\"\"{texts[0]}{(texts[0].EndsWith('"') ? " " : "")}\"\"\"");
            return;
        }
        for (var i = 0; i < texts.Count; i++)
        {
            if (i > 0) Gap();
            foreach (var line in Words((i == 0 ? "\"\"\"" : "") + texts[i])) Raw(line, _depth);
        }
        Raw("\"\"\"", _depth);
    }

    /// <summary>Text that is whole already.</summary>
    public void Text(string text) => _text.Append(text);

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private static bool Fits(string text, int depth) => Step * depth + text.Length <= Columns;

    private void Raw(string text, int depth) => _text.Append(' ', Step * depth).Append(text).Append('\n');

    private IEnumerable<string> Words(string text)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && !Fits(line + " " + word, _depth))
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : line + " " + word;
            }
        }
        yield return line;
    }

    /// <summary>Breaks a statement inside its last outer brackets: what is in them in one line, else in a line for each part.</summary>
    private void Wrap(string text, int depth, string behind)
    {
        if (Fits(text + behind, depth))
        {
            Raw(text + behind, depth);
            return;
        }
        if (Chain(text) is { } chain)
        {
            Raw(chain.Head + "(", depth);
            foreach (var link in chain.Links) Wrap(link, depth + 1, "");
            Raw(")" + behind, depth);
            return;
        }
        if (OuterBrackets(text) is not var (open, close))
        {
            Raw(text + behind, depth);
            return;
        }
        var (inside, tail) = (text[(open + 1)..close], text[close..]);
        Raw(text[..(open + 1)], depth);
        var parts = Parts(inside);
        if (Fits(inside, depth + 1)) Raw(inside, depth + 1);
        else if (parts.Count == 1 && TopLevel(inside, " for ").LastOrDefault(-1) is > 0 and var comprehension)
        {
            Wrap(inside[..comprehension], depth + 1, "");
            Wrap(inside[(comprehension + 1)..], depth + 1, "");
        }
        else if (parts.Count == 1) Wrap(inside, depth + 1, "");
        else foreach (var part in parts) Wrap(part, depth + 1, ",");
        Raw(tail + behind, depth);
    }

    /// <summary>A chain of calls of methods, or a sum, each part of which gets a line; null for another statement.</summary>
    private static (string Head, IReadOnlyList<string> Links)? Chain(string text)
    {
        var head = text.StartsWith("return ", StringComparison.Ordinal) ? "return " : TopLevel(text, " = ").Select(i => text[..(i + 3)]).FirstOrDefault();
        if (head is null) return null;
        var expression = text[head.Length..];
        List<int> links = [.. TopLevel(expression, " + ").Concat(TopLevel(expression, " - ")).Order().Select(i => i + 1)];
        if (links.Count == 0)
        {
            if (TopLevel(expression, " ").Any()) return null;
            links = [.. TopLevel(expression, ".").Where(i => i > 0 && expression[i - 1] is ')' or ']')];
            if (links.Count < 2) return null;
        }
        return (head, [expression[..links[0]].TrimEnd(), .. links.Select((start, i) => expression[start..(i + 1 < links.Count ? links[i + 1] : expression.Length)].TrimEnd())]);
    }

    /// <summary>Where a text stands outside of all brackets and quotation marks.</summary>
    private static IEnumerable<int> TopLevel(string text, string sought)
    {
        var (depth, quote) = (0, '\0');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
            {
                if (c == '\\') i++;
                else if (c == quote) quote = '\0';
                continue;
            }
            if (depth == 0 && string.CompareOrdinal(text, i, sought, 0, sought.Length) == 0) yield return i;
            if (c is '"' or '\'') quote = c;
            else if (c is '(' or '[' or '{') depth++;
            else if (c is ')' or ']' or '}') depth--;
        }
    }

    /// <summary>The last brackets that lie in no others and hold something.</summary>
    private static (int Open, int Close)? OuterBrackets(string text)
    {
        (int, int)? found = null;
        var (depth, open) = (0, 0);
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
            {
                if (c == '\\') i++;
                else if (c == quote) quote = '\0';
            }
            else if (c is '"' or '\'') quote = c;
            else if (c is '(' or '[' or '{')
            {
                if (depth++ == 0) open = i;
            }
            else if (c is ')' or ']' or '}' && --depth == 0 && i > open + 1)
            {
                found = (open, i);
            }
        }
        return found;
    }

    private static List<string> Parts(string text)
    {
        List<int> commas = [-1, .. TopLevel(text, ","), text.Length];
        return [.. commas.Zip(commas.Skip(1), (from, to) => text[(from + 1)..to].Trim()).Where(p => p.Length > 0)];
    }

    private sealed class End(PythonWriter writer) : IDisposable
    {
        public void Dispose() => writer._depth--;
    }
}
