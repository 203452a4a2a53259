using System.CommandLine;
using ModelDsl.Cli.Data;
using ModelDsl.Cli.Output;
using ModelDsl.Training;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl data</c>: what a data set holds.</summary>
internal static class DataCommand
{
    public static Command Create(Terminal terminal) => new("data", "Look into data sets") { Check(terminal) };

    private static Command Check(Terminal terminal)
    {
        var data = new Argument<string>("DATA") { Description = "As for train --data" };
        var workers = Parameters.Workers();
        var json = Parameters.Json();
        var ignore = SegmentationParameters.IgnoreLabel();
        var command = new Command("check", "Read every image of a data set, and the masks of a segmentation; say what is in it and what cannot be used") { data, ignore, workers, json };
        command.SetAction((parsed, cancellation) =>
        {
            var (source, threads, asJson) = (parsed.GetRequiredValue(data), parsed.GetValue(workers) ?? 1, parsed.GetValue(json));
            var ignored = parsed.GetValue(ignore);
            return Task.Run(
                () =>
                {
                    var images = DataSource.Open(source, SegmentationData.IsIn(source), ignored, terminal, cancellation);
                    var report = CheckedData.Check(images, null, threads, terminal, asJson, cancellation);
                    var document = DataDocument.Of(images, report);
                    if (asJson) terminal.WriteJson(document);
                    else Write(document, terminal);
                    return report.Damaged.Count == 0 ? CommandLine.Success : CommandLine.Mismatch;
                },
                cancellation);
        });
        return command;
    }

    private static void Write(DataDocument document, Terminal terminal)
    {
        terminal.WriteLine($"{document.Data}: {Numbers.Whole(document.Train)} images to train on, {Numbers.Whole(document.Test)} to test, {document.Classes.Count} classes");
        foreach (var kind in document.Kinds) terminal.WriteLine($"  {Numbers.Whole(kind.Images)} × {kind.Kind}");
        foreach (var part in document.LeftOut) terminal.WriteLine($"left out: {new LeftOutFiles(part.Reason, part.Count, part.Examples)}");
        terminal.WriteLine();
        var table = ConsoleTables.Create(">", "Class", ">Train", ">Test");
        foreach (var (index, (name, train, test)) in document.Classes.Index()) table.Row($"{index}", name, Numbers.Whole(train), Numbers.Whole(test));
        terminal.WriteTable(table);
        terminal.WriteLine();
        foreach (var damaged in document.Damaged) terminal.WriteLine(damaged.Reason);
        terminal.WriteLine(document.Damaged.Count == 0 ? "every image can be read" : $"{Numbers.Whole(document.Damaged.Count)} cannot be used");
    }
}
