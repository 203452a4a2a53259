using System.CommandLine;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime;
using Spectre.Console;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl summary</c>. Needs no libtorch.</summary>
internal static class SummaryCommand
{
    private const int DefaultDepth = 2;

    public static Command Create(ModelCatalog catalog, Terminal terminal)
    {
        var name = Parameters.Model();
        var depth = Parameters.Whole("--depth", "Levels of the tree to show", 0, 100, DefaultDepth);
        var assembly = Parameters.Assembly();
        var json = Parameters.Json();
        var command = new Command("summary", "Show a model's layers, shapes and costs") { name, assembly, depth, json };
        command.SetAction(parsed =>
        {
            var model = catalog.With(parsed.GetValue(assembly)).Find(parsed.GetRequiredValue(name));
            if (parsed.GetValue(json)) terminal.WriteJson(Document(model));
            else Write(model, parsed.GetValue(depth) ?? DefaultDepth, terminal);
            return CommandLine.Success;
        });
        return command;
    }

    private static SummaryDocument Document(ModelInfo m) => new(
        m.Name, m.Description, m.Paper, TensorDocument.From(m.Inputs), TensorDocument.From(m.Outputs), m.Parameters, m.Buffers,
        new MacDocument(m.Macs.Total, m.Macs.Convolution, m.Macs.Linear, m.Macs.WeightsOnly, m.Macs.MatMul), m.ActivationBytes, m.Classes, m.Preprocessing, m.Published, m.Layers);

    private static void Write(ModelInfo model, int depth, Terminal terminal)
    {
        terminal.WriteLine(model.Description.Length > 0 ? $"{model.Name}: {model.Description}" : model.Name);
        if (model.Paper.Length > 0) terminal.WriteLine(model.Paper);
        terminal.WriteLine();

        var table = ConsoleTables.Create("Name", "Kind", "Output", ">Parameters", ">MMACs");
        AddRows(table, model.Layers, model.Name, 0, depth);
        terminal.WriteTable(table);

        terminal.WriteLine();
        foreach (var input in model.Inputs) terminal.WriteLine($"Input       {input.Name} {input.Text}");
        foreach (var output in model.Outputs) terminal.WriteLine($"Output      {output.Name} {output.Text}");
        terminal.WriteLine($"Parameters  {Numbers.Whole(model.Parameters)}");
        terminal.WriteLine($"Buffers     {Numbers.Whole(model.Buffers)}");
        var macs = model.Macs;
        terminal.WriteLine($"MACs        {Numbers.Whole(macs.Total)} {ModelText.OneImage(model)}");
        terminal.WriteLine($"            {Numbers.Whole(macs.Convolution)} in convolutions");
        terminal.WriteLine($"            {Numbers.Whole(macs.Linear)} in linear layers");
        terminal.WriteLine($"            {Numbers.Whole(macs.MatMul)} in products of activations");
        terminal.WriteLine($"            {Numbers.Whole(macs.WeightsOnly)} on weights only, once per weight state");
        terminal.WriteLine($"Activations {Numbers.Whole(model.ActivationBytes)} bytes at the most, {ModelText.OneImage(model)}");
        if (model.Published is not { } published) return;
        if (ModelText.Accuracy(published) is { Length: > 0 } accuracy) terminal.WriteLine($"Published   {accuracy}");
        if (published.Checkpoint.Length > 0) terminal.WriteLine($"Checkpoint  {published.Checkpoint}");
        if (published.License.Length > 0) terminal.WriteLine($"Licence     {published.License}");
    }

    private static void AddRows(Table table, LayerInfo layer, string name, int level, int depth)
    {
        table.Row(
            new string(' ', 2 * level) + name, layer.Kind, layer.Output,
            layer.Parameters > 0 ? Numbers.Whole(layer.Parameters) : "", layer.Macs > 0 ? Numbers.Millions(layer.Macs) : "");
        if (level == depth) return;
        foreach (var child in layer.Children) AddRows(table, child, child.Name, level + 1, depth);
    }
}
