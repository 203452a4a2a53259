using System.CommandLine;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl weights</c>: what weight files hold. Nothing in a file is ever run.</summary>
internal static class WeightsCommand
{
    private const string Formats = "A safetensors, PyTorch (.pt, .pth, .pth.tar) or TorchSharp (.dat) file, or the index of several (.json)";

    public static Command Create(Terminal terminal) => new("weights", "Look into weight files, convert and compare them")
    {
        Inspect(terminal),
        Manifest(terminal),
        Convert(terminal),
        Diff(terminal),
    };

    private static Command Inspect(Terminal terminal)
    {
        var (path, mapping, json) = (File("FILE"), WeightParameters.Mapping(), Parameters.Json());
        var command = new Command("inspect", "List a file's tensors") { path, mapping, json };
        command.SetAction(parsed =>
        {
            using var file = WeightFile.Open(parsed.GetRequiredValue(path), parsed.GetValue(mapping));
            if (parsed.GetValue(json)) terminal.WriteJson(WeightFileDocument.Of(file));
            else WriteTable(file, terminal);
            return CommandLine.Success;
        });
        return command;
    }

    private static Command Manifest(Terminal terminal)
    {
        var (path, mapping) = (File("FILE"), WeightParameters.Mapping());
        var command = new Command("manifest", "Print the names, types and shapes of a file's tensors and its hash as JSON, for a build to check against") { path, mapping };
        command.SetAction(parsed =>
        {
            var name = parsed.GetRequiredValue(path);
            using var file = WeightFile.Open(name, parsed.GetValue(mapping));
            terminal.WriteLine(WeightFiles.Manifest(WeightFileDocument.Of(file, WeightFile.Checksum(name))));
            return CommandLine.Success;
        });
        return command;
    }

    private static Command Convert(Terminal terminal)
    {
        var (from, mapping, json) = (File("FROM"), WeightParameters.Mapping(), Parameters.Json());
        var to = new Argument<string>("TO") { Description = "The file to write; its name ends in .safetensors or .dat" };
        var under = WeightParameters.Under();
        var command = new Command("convert", "Write a file's tensors in another format") { from, to, mapping, under, json };
        command.SetAction(parsed =>
        {
            using var file = WeightFile.Open(parsed.GetRequiredValue(from), parsed.GetValue(mapping));
            var target = parsed.GetRequiredValue(to);
            var tensors = Weights.Convert(file, target, parsed.GetValue(under) ?? "");
            var bytes = FilePlace.LengthOf(target);
            if (parsed.GetValue(json)) terminal.WriteJson(new ConversionDocument(file.Path, target, tensors, bytes));
            else terminal.WriteLine($"{target}: {Numbers.Whole(tensors)} tensors, {Numbers.Whole(bytes)} bytes");
            return CommandLine.Success;
        });
        return command;
    }

    private static Command Diff(Terminal terminal)
    {
        var (first, second, json) = (File("FIRST"), File("SECOND"), Parameters.Json());
        var command = new Command("diff", "Compare two files' keys, shapes, types and values; the wrappers of training in front of keys do not count") { first, second, json };
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                using var a = WeightFile.Open(parsed.GetRequiredValue(first));
                using var b = WeightFile.Open(parsed.GetRequiredValue(second));
                var document = WeightComparison.Compare(a, b, cancellation);
                if (parsed.GetValue(json)) terminal.WriteJson(document);
                else WriteDifferences(document, terminal);
                return document.Equal ? CommandLine.Success : CommandLine.Mismatch;
            },
            cancellation));
        return command;
    }

    private static void WriteTable(WeightFile file, Terminal terminal)
    {
        terminal.WriteLine($"{file.Path}: {file.Format}{(file.Mapping is { } mapping ? $", '{mapping}'" : "")}, {Numbers.Whole(file.Entries.Count)} tensors, {Numbers.Whole(WeightFiles.Elements(file))} values");
        if (file.Wrappers.Length > 0) terminal.WriteLine($"every key begins with '{file.Wrappers}'");
        foreach (var line in WeightFiles.Describe(file)) terminal.WriteLine(line);
        var table = ConsoleTables.Create("Name", "Type", "Shape");
        foreach (var entry in file.Entries) table.Row(entry.Name, entry.Type.Name(), Numbers.Shape(entry.Shape));
        terminal.WriteTable(table);
    }

    private static void WriteDifferences(WeightDiffDocument document, Terminal terminal)
    {
        if (document.Differences.Count > 0)
        {
            var table = ConsoleTables.Create("Name", "Differs in", "First, second");
            foreach (var difference in document.Differences) table.Row(difference.Name, difference.Kind, difference.Detail);
            terminal.WriteTable(table);
        }
        terminal.WriteLine($"{Numbers.Whole(document.Compared)} keys compared, {Numbers.Whole(document.Differences.Count)} differ");
    }

    private static Argument<string> File(string name) => new(name) { Description = Formats };
}
