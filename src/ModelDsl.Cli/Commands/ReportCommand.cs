using System.CommandLine;
using ModelDsl.Cli.Output;
using ModelDsl.Cli.Reports;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl report</c>: pages and drawings of models. Needs no libtorch.</summary>
internal static class ReportCommand
{
    public static Command Create(ModelCatalog catalog, Terminal terminal)
    {
        var names = new Argument<string[]>("MODEL") { Description = "The model's name (modeldsl list); two are set side by side", Arity = new ArgumentArity(1, 2) };
        var page = new Option<string?>("--out", "-o") { Description = "The HTML file", HelpName = "FILE" };
        var drawing = new Option<string?>("--svg") { Description = "Draw the stages of one model into an SVG file", HelpName = "FILE" };
        var assembly = Parameters.Assembly();
        var json = Parameters.Json();
        var command = new Command("report", "Write a page about a model: its tree, shapes and costs") { names, page, drawing, assembly, json };
        command.SetAction(parsed =>
        {
            var all = catalog.With(parsed.GetValue(assembly));
            ModelInfo[] models = [.. parsed.GetRequiredValue(names).Select(all.Find)];
            var document = Run(models, parsed.GetValue(page), parsed.GetValue(drawing));
            if (parsed.GetValue(json)) terminal.WriteJson(document);
            else foreach (var file in document.Files) terminal.WriteLine($"{file.Path}  {Numbers.Whole(file.Bytes)} bytes");
            return CommandLine.Success;
        });
        return command;
    }

    private static ReportDocument Run(ModelInfo[] models, string? page, string? drawing)
    {
        if (page is null && drawing is null) throw new UserException("nothing to write: --out FILE.html writes a page, --svg FILE.svg a drawing");
        if (drawing is not null && models.Length > 1) throw new UserException("--svg: a drawing is of one model");
        if (page is not null && drawing is not null && Path.GetFullPath(page) == Path.GetFullPath(drawing)) throw new UserException($"--svg: {drawing} is the file of the page");
        List<string> files = [];
        if (page is not null) files.Add(WrittenFile.Of(page, models is [var first, var second] ? ComparisonPage.Of(first, second) : ModelPage.Of(models[0]), "--out"));
        if (drawing is not null) files.Add(WrittenFile.Of(drawing, Html.TextOf(StageDrawing.Of(models[0])), "--svg"));
        return new([.. models.Select(m => m.Name)], [.. files.Select(ExportedFile.Of)]);
    }
}
