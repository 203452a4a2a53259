using System;
using System.Text;

namespace ModelDsl.Generators.Targets;

/// <summary>Writes indented lines that end in \n on every platform.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _isFreshBlock = true;

    /// <summary>Writes a line; an empty one has no indentation.</summary>
    public void Line(string text = "")
    {
        if (text.Length > 0) _text.Append(' ', 4 * _depth).Append(text);
        _text.Append('\n');
        _isFreshBlock = false;
    }

    /// <summary>Separates members by one empty line, except at the start of a block.</summary>
    public void Gap()
    {
        if (!_isFreshBlock) Line();
    }

    /// <summary>Writes a line and an indented block in braces until the result is disposed.</summary>
    public IDisposable Block(string head)
    {
        Line(head);
        Line("{");
        _depth++;
        _isFreshBlock = true;
        return new End(this, "}");
    }

    /// <summary>Indents until the result is disposed, and closes with its own line.</summary>
    public IDisposable Indent(string head, string close)
    {
        Line(head);
        _depth++;
        return new End(this, close);
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private sealed class End(SourceWriter writer, string close) : IDisposable
    {
        public void Dispose()
        {
            writer._depth--;
            if (close.Length > 0) writer.Line(close);
        }
    }
}
