using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace ModelDsl.Generators.Weights;

/// <summary>A manifest is not what <c>modeldsl weights manifest</c> writes.</summary>
internal sealed class ManifestException(string message) : Exception(message);

/// <summary>
/// Reads manifests, and nothing else that is JSON: known members only, each once, within bounds. The compiler's process
/// has no JSON reader that a generator could count on.
/// </summary>
internal sealed class ManifestReader
{
    private const int MostCharacters = 64 << 20;
    private const int MostTensors = 100_000;
    private const int MostAxes = 16;
    private const long LargestSize = 1L << 48;

    private readonly string _text;
    private int _at;

    private ManifestReader(string text) => _text = text;

    /// <summary>The manifest that a text is.</summary>
    /// <exception cref="ManifestException">It is none.</exception>
    public static Manifest Read(string text)
    {
        if (text.Length > MostCharacters) throw new ManifestException("it is longer than 64 MB");
        var reader = new ManifestReader(text);
        var manifest = reader.ReadManifest();
        reader.Space();
        if (reader._at < text.Length) throw reader.Wrong("the end of the file");
        return manifest;
    }

    private Manifest ReadManifest()
    {
        var file = "";
        List<ManifestTensor>? tensors = null;
        Members(name =>
        {
            switch (name)
            {
                case "file": file = Text(); break;
                case "format" or "sha256" or "mapping" or "wrappers": OptionalText(); break;
                case "tensors": tensors = ReadTensors(); break;
                default: return false;
            }
            return true;
        });
        return new Manifest(file, (tensors ?? throw new ManifestException("it has no \"tensors\"")).ToValueList());
    }

    private List<ManifestTensor> ReadTensors()
    {
        var tensors = new List<ManifestTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        Elements(() =>
        {
            var tensor = ReadTensor();
            if (!names.Add(tensor.Name)) throw new ManifestException($"it has two tensors \"{MismatchText.Printable(tensor.Name)}\"");
            tensors.Add(tensor);
            if (tensors.Count > MostTensors) throw new ManifestException($"it has more than {Dim.Text(MostTensors)} tensors");
        });
        return tensors;
    }

    private ManifestTensor ReadTensor()
    {
        Space();
        var (start, key, type) = (_at, (string?)null, (string?)null);
        List<long>? shape = null;
        Members(name =>
        {
            switch (name)
            {
                case "name": key = Text(); break;
                case "dtype": type = Text(); break;
                case "shape": shape = ReadShape(); break;
                default: return false;
            }
            return true;
        });
        if (key is { Length: > 0 } && type is not null && shape is not null) return new ManifestTensor(key, type, shape.ToValueList());
        _at = start;
        throw Wrong("a tensor with \"name\", \"dtype\" and \"shape\"");
    }

    private List<long> ReadShape()
    {
        var shape = new List<long>();
        Elements(() =>
        {
            shape.Add(Size());
            if (shape.Count > MostAxes) throw Wrong($"at most {Dim.Text(MostAxes)} axes");
        });
        return shape;
    }

    /// <summary>An object; the reader of a member says whether it knows the name.</summary>
    private void Members(Func<string, bool> read)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Sequence('{', '}', () =>
        {
            Space();
            var start = _at;
            var name = Text();
            Expect(':');
            var isNew = seen.Add(name);
            if (isNew && read(name)) return;
            _at = start;
            throw Wrong(isNew ? $"no member \"{MismatchText.Printable(name)}\"" : $"\"{name}\" only once");
        });
    }

    private void Elements(Action read) => Sequence('[', ']', read);

    private void Sequence(char open, char close, Action read)
    {
        Expect(open);
        if (Try(close)) return;
        do
        {
            read();
        }
        while (Try(','));
        Expect(close);
    }

    private void OptionalText()
    {
        Space();
        if (string.CompareOrdinal(_text, _at, "null", 0, 4) == 0) _at += 4;
        else Text();
    }

    private string Text()
    {
        Expect('"');
        var text = new StringBuilder();
        while (true)
        {
            if (_at >= _text.Length || _text[_at] < ' ') throw Wrong("the end of the text");
            var letter = _text[_at++];
            if (letter == '"') return text.ToString();
            text.Append(letter == '\\' ? Escaped() : letter);
        }
    }

    private char Escaped()
    {
        var letter = _at < _text.Length ? _text[_at++] : '\0';
        switch (letter)
        {
            case '"' or '\\' or '/': return letter;
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'u' when _at + 4 <= _text.Length && ushort.TryParse(_text.Substring(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                _at += 4;
                return (char)code;
            default: throw Wrong("an escaped character");
        }
    }

    private long Size()
    {
        Space();
        var start = _at;
        long size = 0;
        while (_at < _text.Length && _text[_at] is >= '0' and <= '9' && size <= LargestSize) size = size * 10 + (_text[_at++] - '0');
        if (_at > start && size <= LargestSize && (_text[start] != '0' || _at == start + 1)) return size;
        _at = start;
        throw Wrong("a size");
    }

    private void Expect(char letter)
    {
        if (!Try(letter)) throw Wrong($"'{letter}'");
    }

    private bool Try(char letter)
    {
        Space();
        if (_at >= _text.Length || _text[_at] != letter) return false;
        _at++;
        return true;
    }

    private void Space()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\r' or '\n') _at++;
    }

    private ManifestException Wrong(string expected)
    {
        var (line, column) = (1, 1);
        for (var i = 0; i < _at && i < _text.Length; i++) (line, column) = _text[i] == '\n' ? (line + 1, 1) : (line, column + 1);
        return new ManifestException($"expected {expected} at {Dim.Text(line)},{Dim.Text(column)}");
    }
}
