using System.CommandLine;
using ModelDsl.Cli.Engines;
using ModelDsl.Cli.Output;
using ModelDsl.Cli.Verification;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl verify</c>: whether a model computes what the published code computes.</summary>
internal static class VerifyCommand
{
    private const int GradientsShown = 5;

    public static Command Create(ModelCatalog catalog, Terminal terminal)
    {
        var name = Parameters.ModelOrFile();
        var engine = new EngineParameters(EngineName.Torch, EngineName.Onnx);
        var file = new Argument<string>("GOLDEN") { Description = "A golden file (JSON)" };
        var weights = new WeightParameters(new Option<string?>("--weights")
        {
            Description = "A file with the weights that the values were computed on; where not given, those of the golden files' formula",
            HelpName = "FILE",
        });
        var assembly = Parameters.Assembly();
        var json = Parameters.Json();
        var command = new Command("verify", "Compare a model with values of the published code") { name, file, assembly, json };
        foreach (var option in (IEnumerable<Option>)[.. engine.WithoutDevice, .. weights.All]) command.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            var source = weights.Read(parsed);
            var (model, all) = (parsed.GetRequiredValue(name), catalog.With(parsed.GetValue(assembly)));
            // The golden files' own weights are a formula, which needs no file.
            var onnx = engine.IsOnnx(parsed, model) ? engine.Read(parsed, model, all, source ?? (EngineParameters.IsFile(model) ? null : OnnxExport.FormulaWeights)) : null;
            var info = onnx is null ? engine.Read(parsed, model, all, source).Model! : null;
            var golden = GoldenFile.Read(parsed.GetRequiredValue(file));
            var (asJson, threads) = (parsed.GetValue(json), parsed.GetValue(engine.Threads));
            return Task.Run(
                () =>
                {
                    if (info is not null && threads is { } count) TorchSharp.torch.set_num_threads(count);
                    var report = info is not null ? Verifier.Run(info, golden, source, cancellation) : OnnxVerifier.Run(onnx!, golden, cancellation);
                    if (asJson) terminal.WriteJson(Document(report));
                    else Write(report, terminal);
                    return report.Passed ? CommandLine.Success : CommandLine.Mismatch;
                },
                cancellation);
        });
        return command;
    }

    private static VerifyDocument Document(VerificationReport report) => new(
        report.Model, report.Golden, report.Passed, report.StateEntries, report.Problems,
        [.. report.Checks.Select(c => new CheckDocument(c.Kind.ToString(), c.Name, c.Deviation, c.Tolerance, c.Passed, c.Where))]);

    private static void Write(VerificationReport report, Terminal terminal)
    {
        terminal.WriteLine($"{report.Model} against {report.Golden}");
        if (report.Checks.Count > 0)
        {
            var table = ConsoleTables.Create("What", "Name", ">Worst deviation", ">Tolerance", "", "Where");
            var gradients = report.Checks.Where(c => c.Kind == CheckKind.Gradient).OrderByDescending(c => double.IsNaN(c.Deviation) ? double.MaxValue : c.Deviation).ToList();
            // Every one that fails is listed, and always the worst few.
            var shown = Math.Max(GradientsShown, gradients.Count(c => !c.Passed));
            foreach (var check in report.Checks.Where(c => c.Kind != CheckKind.Gradient).Concat(gradients.Take(shown)))
            {
                table.Row(
                    check.Kind.ToString().ToLowerInvariant(), check.Name, Numbers.Ratio(check.Deviation), Numbers.Ratio(check.Tolerance),
                    check.Passed ? "ok" : "FAILED", check.Where);
            }
            terminal.WriteLine();
            terminal.WriteTable(table);
            terminal.WriteLine();
            if (gradients.Count > shown)
                terminal.WriteLine($"{gradients.Count - shown} more gradients deviate by {Numbers.Ratio(gradients[shown].Deviation)} at most.");
        }
        terminal.WriteLine(report.StateEntries is { } entries
            ? $"{entries} state entries compared."
            : "Outputs alone are compared in ONNX Runtime; --engine torch compares state entries, taps and gradients too.");
        foreach (var problem in report.Problems) terminal.WriteLine($"FAILED {problem}");
        terminal.WriteLine(report.Passed ? "ok" : "FAILED");
    }
}
