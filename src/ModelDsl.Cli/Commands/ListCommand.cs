using System.CommandLine;
using ModelDsl.Cli.Output;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl list</c>. Needs no libtorch.</summary>
internal static class ListCommand
{
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

    private static void WriteTable(ModelCatalog catalog, Terminal terminal)
    {
        var table = ConsoleTables.Create("Model", "Description", "Input", ">Params (M)", ">GMACs");
        foreach (var model in catalog.Models)
        {
            table.Row(
                model.Name, model.Description, string.Join(" ", model.Inputs.Select(i => i.Text)),
                Numbers.Millions(model.Parameters), Numbers.Billions(model.Macs.Total));
        }
        terminal.WriteTable(table);
    }
}
