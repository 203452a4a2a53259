using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelDsl.Runtime;

/// <summary>Reads the text in which a generated model holds its layers.</summary>
/// <remarks>
/// <para>A line for each module, the model itself first:</para>
/// <code>
/// Net [N, 10] 618 51024: stem; blocks.0-2; head linear [N, 10] 90 80
/// stem Stem [N, 8, 8, 8] 240 13824: conv.0 conv2d [N, 8, 8, 8] 224 13824; conv.1 batch_norm2d [N, 8, 8, 8] 16
/// blocks.0-2 Block [N, 8, 8, 8] 96 9280: gamma parameter [8] 8; ds Ds [N, 8, 8, 8] 72 9216 (conv conv2d [N, 8, 8, 8] 72 9216); mlp linear [8, 8] 16 64
/// </code>
/// <para>
/// Before the colon stand the path in the state_dict (the model has none), the kind, the outputs, the parameters and the
/// MACs; what is empty or zero may be absent. Behind it stands what the module is made of, in order, each layer in the
/// same way. A name alone is a module that has its own line; parts in parentheses are what a module is made of that has none, <c>()</c> nothing.
/// </para>
/// <para>
/// <c>0-2</c> stands for <c>0</c>, <c>1</c> and <c>2</c>, which are equal. A name before a dot that has no line, as
/// <c>conv</c> and <c>blocks</c> here, only holds what follows: it has no kind and no output, and its numbers are the
/// sums of theirs. <c>\u003b</c> in an output is the character with that number.
/// </para>
/// </remarks>
public static partial class LayerTable
{
    /// <summary>Reads a table.</summary>
    /// <param name="text">The lines.</param>
    /// <returns>The model; its name is empty, because the text does not hold it.</returns>
    /// <exception cref="FormatException">The text is damaged; the message names the line.</exception>
    public static LayerInfo Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = new Dictionary<string, Line>(StringComparer.Ordinal);
        using var reader = new StringReader(text);
        for (var number = 1; reader.ReadLine() is { } written; number++)
        {
            var line = ReadLine(written, number);
            if (!lines.TryAdd(line.Module.Path, line)) throw Bad(number, $"'{line.Module.Path}' has line {Text(lines[line.Module.Path].Number)} already");
        }
        if (lines.Count == 0) throw Bad(1, "there is no line");
        var model = Module(lines, "", 1);
        return lines.Count == 0 ? model : throw Bad(lines.Values.Min(l => l.Number), "it belongs to no module that another line names");
    }

    private static Line ReadLine(string written, int number)
    {
        var colon = written.IndexOf(": ", StringComparison.Ordinal);
        var head = colon < 0 ? written : written[..colon];
        // The first line is the model: it has no path.
        return new Line(
            number, number == 1 ? ReadEntry(" " + head, number) : ReadPart(head, number),
            colon < 0 ? [] : ReadParts(written[(colon + 2)..], number));
    }

    private static List<Entry> ReadParts(string written, int line)
    {
        var parts = new List<Entry>();
        if (written.Length == 0) return parts;
        for (var (start, end, depth) = (0, 0, 0); end <= written.Length; end++)
        {
            if (end == written.Length || (depth == 0 && written[end..].StartsWith("; ", StringComparison.Ordinal)))
            {
                if (depth != 0) throw Bad(line, "parentheses do not match");
                parts.Add(ReadPart(written[start..end], line));
                start = end + 2;
            }
            else if (written[end] is '(' or ')')
            {
                depth += written[end] == '(' ? 1 : -1;
            }
        }
        return parts;
    }

    private static Entry ReadPart(string written, int line)
    {
        // What stands in parentheses at the end are parts; in an output, a bracket follows.
        if (written.EndsWith(')'))
        {
            var (start, depth) = (written.Length - 1, 1);
            while (start > 0 && depth > 0) depth += written[--start] switch { ')' => 1, '(' => -1, _ => 0 };
            if (start < 2 || written[start - 1] != ' ' || written[start - 2] == ')') throw Bad(line, "parentheses do not match");
            return ReadPart(written[..(start - 1)], line) with { Parts = ReadParts(written[(start + 1)..^1], line) };
        }
        return ReadEntry(written, line) is { Path.Length: > 0 } entry ? entry : throw Bad(line, "a path is missing");
    }

    private static Entry ReadEntry(string written, int line)
    {
        if (EntryPattern().Match(written) is not { Success: true } match) throw Bad(line, $"'{written.Trim()}' is not a path, a kind, outputs, parameters and MACs");
        return new Entry(
            match.Groups["path"].Value, match.Groups["kind"].Value,
            EscapePattern().Replace(match.Groups["output"].Value, e => ((char)int.Parse(e.ValueSpan[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString()),
            Number(match.Groups["parameters"], line), Number(match.Groups["macs"], line));
    }

    private static long Number(Group written, int line) =>
        !written.Success ? 0
        : long.TryParse(written.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw Bad(line, $"{written.Value} is too large");

    /// <summary>The module with its own line, which is taken out.</summary>
    private static LayerInfo Module(Dictionary<string, Line> lines, string path, int namedIn)
    {
        if (!lines.Remove(path, out var line)) throw Bad(namedIn, $"'{path}' has neither a kind nor its own line");
        return line.Module.With(Layers(lines, line, path, line.Entries));
    }

    /// <summary>What stands at a place, by the first name of each path.</summary>
    private static List<LayerInfo> Layers(Dictionary<string, Line> lines, Line line, string place, IEnumerable<Entry> entries)
    {
        var layers = new List<LayerInfo>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var alike in entries.GroupBy(e => e.Path.Split('.')[0]))
        {
            var path = place.Length == 0 ? alike.Key : place + "." + alike.Key;
            var here = alike.Where(e => e.Path == alike.Key).ToList();
            if (here.Count > 0 && alike.Count() > 1) throw Bad(line.Number, $"'{path}' occurs twice");
            var layer = here.Count == 0 ? Container(line, Layers(lines, line, path, alike.Select(e => e with { Path = e.Path[(alike.Key.Length + 1)..] })))
                : here[0].IsName ? Module(lines, path, line.Number)
                : here[0].With(Layers(lines, line, path, here[0].Parts ?? []));
            foreach (var name in Names(alike.Key, line.Number))
            {
                if (!names.Add(name)) throw Bad(line.Number, $"'{path}' occurs twice");
                layers.Add(layer with { Name = name });
            }
        }
        return layers;
    }

    /// <summary>What only holds others.</summary>
    private static LayerInfo Container(Line line, List<LayerInfo> layers)
    {
        try
        {
            return new LayerInfo("", "", "", layers.Sum(l => l.Parameters), layers.Sum(l => l.Macs), layers);
        }
        catch (OverflowException)
        {
            throw Bad(line.Number, "a sum is too large");
        }
    }

    private static IEnumerable<string> Names(string part, int line)
    {
        if (part.Split('-') is not [var first, var last]) return [part];
        if (!int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from) || !int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var to) || to <= from)
            throw Bad(line, $"'{part}' is not a range");
        return Enumerable.Range(from, to - from + 1).Select(i => Text(i));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static FormatException Bad(int line, string problem) => new($"Line {Text(line)} of the layer table is damaged: {problem}");

    [GeneratedRegex(@"^(?<path>[A-Za-z0-9_]+(-[0-9]+)?(\.[A-Za-z0-9_]+(-[0-9]+)?)*)?( (?<kind>[^ \[\]:;0-9-][^ \[\]:;]*))?( (?<output>\[.*\]))?( (?<parameters>-?[0-9]+)( (?<macs>-?[0-9]+))?)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex EntryPattern();

    [GeneratedRegex(@"\\u[0-9a-f]{4}", RegexOptions.CultureInvariant)]
    private static partial Regex EscapePattern();

    /// <summary>A module and what it is made of.</summary>
    private sealed record Line(int Number, Entry Module, IReadOnlyList<Entry> Entries);

    private readonly record struct Entry(string Path, string Kind, string Output, long Parameters, long Macs)
    {
        /// <summary>Whether it says nothing but where it stands.</summary>
        public bool IsName => this is { Kind: "", Output: "", Parameters: 0, Macs: 0, Parts: null };

        /// <summary>What it is made of, where it has no line of its own.</summary>
        public IReadOnlyList<Entry>? Parts { get; init; }

        public LayerInfo With(IReadOnlyList<LayerInfo> layers) => new("", Kind, Output, Parameters, Macs, layers);
    }
}
