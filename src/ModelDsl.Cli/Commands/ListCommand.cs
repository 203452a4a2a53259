using System.CommandLine;
using ModelDsl.Cli.Output;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl list</c>. Needs no libtorch.</summary>
internal static class ListCommand
{
    private const string Model = "Model";
    private const string Description = "Description";
    private const string Input = "Input";
    private const string Millions = "Params (M)";
    private const string Macs = "GMACs";

    // What a table of five columns has around their texts.
    private const int Frame = 16;

    // A text that is cut shorter says nothing.
    private const int LeastCut = 10;

    public static Command Create(ModelCatalog catalog, Terminal terminal)
    {
        var assembly = Parameters.Assembly();
        var json = Parameters.Json();
        var command = new Command("list", "List the models") { assembly, json };
        command.SetAction(parsed =>
        {
            var all = catalog.With(parsed.GetValue(assembly));
            if (parsed.GetValue(json)) WriteJson(all, terminal);
            else WriteTable(all, terminal);
            return CommandLine.Success;
        });
        return command;
    }

    private static void WriteJson(ModelCatalog catalog, Terminal terminal) => terminal.WriteJson(
        catalog.Models.Select(m => new ListDocument(
            m.Name, m.Description, m.Paper, TensorDocument.From(m.Inputs), TensorDocument.From(m.Outputs), m.Parameters, m.Buffers, m.Macs.Total)).ToArray());

    /// <summary>A line for each model. In a window names stay whole, and what does not fit behind them is cut.</summary>
    private static void WriteTable(ModelCatalog catalog, Terminal terminal)
    {
        var rows = catalog.Models.Select(m => (
            m.Name, m.Description, Input: string.Join(" ", m.Inputs.Select(i => i.Text)), Parameters: Numbers.Millions(m.Parameters), Macs: Numbers.Billions(m.Macs.Total))).ToList();
        var (description, input) = (int.MaxValue, int.MaxValue);
        if (terminal.Width is { } width)
        {
            var left = width - Frame - rows.Max(r => r.Name.Length) - Math.Max(Millions.Length, rows.Max(r => r.Parameters.Length)) - Math.Max(Macs.Length, rows.Max(r => r.Macs.Length));
            input = left >= 3 * LeastCut ? left / 3 : 0;
            description = left - input >= LeastCut ? left - input : 0;
        }
        var table = ConsoleTables.Create([Model, .. description > 0 ? [Description] : (string[])[], .. input > 0 ? [Input] : (string[])[], ">" + Millions, ">" + Macs]);
        foreach (var row in rows)
            table.Row([row.Name, .. description > 0 ? [Cut(row.Description, description)] : (string[])[], .. input > 0 ? [Cut(row.Input, input)] : (string[])[], row.Parameters, row.Macs]);
        terminal.WriteTable(table);
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";
}
