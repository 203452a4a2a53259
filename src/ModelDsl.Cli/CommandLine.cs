using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using ModelDsl.Cli.Commands;
using ModelDsl.Cli.Output;
using ModelDsl.Onnx;
using ModelDsl.PyTorch;
using ModelDsl.Runtime;
using ModelDsl.Training;

namespace ModelDsl.Cli;

/// <summary>The command <c>modeldsl</c>: from arguments to an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Exit code: done, and nothing was found wrong.</summary>
    public const int Success = 0;

    /// <summary>Exit code: done, and the model is not what it should be.</summary>
    public const int Mismatch = 1;

    /// <summary>Exit code: not done; one line on standard error says why.</summary>
    public const int Failure = 2;

    /// <summary>Exit code: stopped by Ctrl-C.</summary>
    public const int Interrupted = 130;

    private static readonly TimeSpan PatienceAfterInterrupt = TimeSpan.FromSeconds(2);

    // A training ends its step and saves before it goes.
    private static readonly TimeSpan PatienceWhileSaving = TimeSpan.FromMinutes(2);

    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="catalog">The models it can name.</param>
    /// <param name="terminal">Where output goes.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, ModelCatalog catalog, Terminal terminal)
    {
        // Flows to everything below, and ends with this method.
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;

        var debug = new Option<bool>("--debug") { Description = "Print the stack trace of an error (also MODELDSL_DEBUG=1)", Recursive = true };
        // Not a RootCommand, which goes by the name of the program's file.
        var root = new Command("modeldsl", "Vision backbones written in ModelDsl: list, describe, run, train, verify, time and export them; look into weight files, data sets, and into what this machine computes.")
        {
            debug,
            new HelpOption(),
            new VersionOption(),
            ListCommand.Create(catalog, terminal),
            SummaryCommand.Create(catalog, terminal),
            ReportCommand.Create(catalog, terminal),
            NewCommand.Create(terminal),
            DemoCommand.Create(terminal),
            RunCommand.Create(catalog, terminal),
            TrainCommand.Create(catalog, terminal),
            EvalCommand.Create(catalog, terminal),
            VerifyCommand.Create(catalog, terminal),
            BenchCommand.Create(catalog, terminal),
            ExportCommand.Create(catalog, terminal),
            QuantizeCommand.Create(catalog, terminal),
            WeightsCommand.Create(terminal),
            DataCommand.Create(terminal),
            DoctorCommand.Create(terminal),
        };
        // A file may well be called @something.
        var parsed = root.Parse(args.Length == 0 ? ["--help"] : args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is not HelpAction && Usage.Mistake(parsed) is { } mistake)
        {
            terminal.WriteError(mistake);
            return Failure;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = parsed.CommandResult.Command.Name is TrainCommand.Name or DemoCommand.Name ? PatienceWhileSaving : PatienceAfterInterrupt,
            });
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (Exception e)
        {
            var fitting = e is WeightsException weights && FittingModels.Of(weights, catalog) is { } models ? "; " + models : "";
            terminal.WriteError(Describe(e) + fitting);
            if (parsed.GetValue(debug) || Environment.GetEnvironmentVariable("MODELDSL_DEBUG") == "1")
                terminal.Error.WriteLine(e.ToString());
            return Failure;
        }
    }

    private static string Describe(Exception e) => e switch
    {
        // The hyper-parameters in which a model and a file differ are lines of their own elsewhere.
        WeightsException { Causes.Count: > 0 } => string.Join("; ", e.Message.Split('\n', StringSplitOptions.TrimEntries)),
        UserException or ImageException or WeightsException or TrainingException or OnnxException or PyTorchException => e.Message,
        // A native library that is not there hides behind the type that wanted it.
        TypeInitializationException { InnerException: { } inner } => Describe(inner),
        OutOfMemoryException => "out of memory",
        _ => $"unexpected error: {e.Message} (--debug tells more)",
    };
}
