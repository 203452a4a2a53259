using Spectre.Console;

namespace ModelDsl.Cli.Output;

/// <summary>Tables for people.</summary>
internal static class ConsoleTables
{
    /// <summary>Makes an empty table.</summary>
    /// <param name="columns">The headings; one that starts with '&gt;' heads a column of numbers, set to the right.</param>
    public static Table Create(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            var numeric = column.StartsWith('>');
            var header = new Text(numeric ? column[1..] : column);
            table.AddColumn(new TableColumn(header) { Alignment = numeric ? Justify.Right : Justify.Left, NoWrap = numeric });
        }
        return table;
    }

    /// <summary>Adds a row of plain text; brackets in it mean nothing.</summary>
    public static Table Row(this Table table, params ReadOnlySpan<string> cells)
    {
        var texts = new Text[cells.Length];
        for (var i = 0; i < cells.Length; i++) texts[i] = new Text(cells[i]);
        table.AddRow(texts);
        return table;
    }
}
