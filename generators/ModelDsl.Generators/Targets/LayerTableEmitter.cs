using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using ModelDsl.Generators.Model;

namespace ModelDsl.Generators.Targets;

/// <summary>Writes the layer table of a model as the text that <c>LayerTable.Read</c> reads, where its format is described.</summary>
internal static class LayerTableEmitter
{
    /// <summary>Writes the table as a raw string, between what stands before and behind it.</summary>
    public static void Write(SourceWriter writer, string before, LayerRow model, string behind)
    {
        // The last line's indentation is taken off all others.
        using var table = writer.Indent(before + "\"\"\"", "");
        Module(writer, "", model);
        writer.Line("\"\"\"" + behind);
    }

    /// <summary>The line of a module, then those of the modules in it.</summary>
    private static void Module(SourceWriter writer, string path, LayerRow row)
    {
        var parts = Parts(row).ToList();
        var line = (path + Facts(row)).TrimStart();
        writer.Line(parts.Count == 0 ? line : line + ": " + Text(parts));
        foreach (var part in parts.Where(p => HasLine(p.Row))) Module(writer, path.Length == 0 ? part.Path : path + "." + part.Path, part.Row);
    }

    private static string Text(IEnumerable<(string Path, LayerRow Row)> parts) => string.Join("; ", parts.Select(p =>
        HasLine(p.Row) ? p.Path : p.Path + Facts(p.Row) + (p.Row.Children.Count > 0 || p.Row.Kind.Length == 0 ? $" ({Text(Parts(p.Row))})" : "")));

    /// <summary>What a module is made of. What only holds others stands in their paths, where its numbers are the sums of theirs.</summary>
    private static IEnumerable<(string Path, LayerRow Row)> Parts(LayerRow row) => Numbered(row.Children).SelectMany(part =>
        part.Row is { Kind: "", Output: "", Children.Count: > 0 } holder && holder.Parameters == holder.Children.Sum(c => c.Parameters) && holder.Macs == holder.Children.Sum(c => c.Macs)
            ? Parts(holder).Select(inner => (part.Path + "." + inner.Path, inner.Row))
            : [part]);

    /// <summary>Neighbours that count on and are otherwise equal, as one.</summary>
    private static IEnumerable<(string Path, LayerRow Row)> Numbered(ValueList<LayerRow> rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var first = i;
            while (i + 1 < rows.Count && Follows(rows[i + 1].Name, rows[i].Name) && rows[i + 1] with { Name = rows[i].Name } == rows[i]) i++;
            yield return (i == first ? rows[i].Name : rows[first].Name + "-" + rows[i].Name, rows[first]);
        }
    }

    private static bool Follows(string next, string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Literals.Of(number) == name && Literals.Of(number + 1L) == next && number < int.MaxValue;

    /// <summary>Whether a module has its own line: one that is made of layers only stands where it is named.</summary>
    private static bool HasLine(LayerRow row) => Parts(row).Any(p => p.Row.Children.Count > 0);

    private static string Facts(LayerRow row) =>
        Behind(row.Kind) + Behind(Escape(row.Output)) + (row is { Parameters: 0, Macs: 0 } ? "" : Behind(Literals.Of(row.Parameters))) + (row.Macs == 0 ? "" : Behind(Literals.Of(row.Macs)));

    private static string Behind(string text) => text.Length == 0 ? "" : " " + text;

    /// <summary>A size's name is the user's text: it must end neither its part, nor the line, nor the string.</summary>
    private static string Escape(string output)
    {
        var text = new StringBuilder();
        foreach (var c in output)
        {
            if (char.IsControl(c) || char.IsSurrogate(c) || c is ':' or ';' or '"' or '\\' or '\u2028' or '\u2029') text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else text.Append(c);
        }
        return text.ToString();
    }
}
