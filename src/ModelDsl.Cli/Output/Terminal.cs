using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ModelDsl.Cli.Output;

/// <summary>Where a command's output goes: a person's terminal or a pipe.</summary>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
/// <param name="interactive">Whether a person looks on: colours, and lines no wider than the window.</param>
/// <param name="width">How wide the window is; null to ask the system.</param>
internal sealed class Terminal(TextWriter output, TextWriter error, bool interactive, int? width = null)
{
    // Of a window that does not say how wide it is.
    private const int UsualWidth = 80;

    // A pipe has no width; tables take what they need of this.
    private const int Unlimited = 10_000;

    private static readonly JsonSerializerOptions JsonOptions = new(JsonDocuments.Default.Options)
    {
        // The output is not a web page: ' and × may stay what they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public TextWriter Out => output;

    public TextWriter Error => error;

    public bool Interactive => interactive;

    /// <summary>How many characters a line of a person's window has; null where no one looks on.</summary>
    public int? Width => !interactive ? null : (width ?? Console.WindowWidth) is > 0 and var columns ? columns : UsualWidth;

    /// <summary>The process's own streams.</summary>
    public static Terminal OfProcess() => new(new StandardOutput(Console.Out), Console.Error, !Console.IsOutputRedirected);

    /// <summary>A console of Spectre's on standard output. Made only where it is needed: it takes time.</summary>
    public IAnsiConsole CreateConsole() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });

    /// <summary>A bar with the percentage and the time that is left, which goes when the work is done.</summary>
    /// <param name="console">Where it is drawn; see <see cref="CreateConsole"/>.</param>
    public static Progress CreateBar(IAnsiConsole console) =>
        console.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());

    /// <summary>Does long work, and shows how far it is where a person looks on.</summary>
    /// <param name="name">What is worked on.</param>
    /// <param name="isQuiet">Whether nothing but the result may be written.</param>
    /// <param name="work">The work, which reports the step at hand and the share that is done.</param>
    public void Follow(string name, bool isQuiet, Action<IProgress<(string Step, double Share)>> work)
    {
        if (!interactive || isQuiet)
        {
            work(new Watcher(_ => { }));
            return;
        }
        CreateConsole().Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new RemainingTimeColumn()).Start(context =>
        {
            var task = context.AddTask(name, maxValue: 1);
            work(new Watcher(now => (task.Description, task.Value) = now));
        });
    }

    public void WriteLine(string text = "") => output.WriteLine(text);

    /// <summary>Writes one line to standard error, whatever the message holds.</summary>
    public void WriteError(string message)
    {
        var line = message.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        error.WriteLine($"modeldsl: {(end < 0 ? line : line[..end])}");
    }

    public void WriteJson<T>(T document) =>
        output.WriteLine(JsonSerializer.Serialize(document, (JsonTypeInfo<T>)JsonOptions.GetTypeInfo(typeof(T))));

    /// <summary>Writes a table: within a person's window, as wide as it needs to be elsewhere.</summary>
    public void WriteTable(IRenderable table)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(text),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = Width ?? Unlimited;
        console.Write(table);
        // Spectre pads cells to the column's width and tables with empty lines, which is noise in a file.
        var lines = text.ToString().ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd());
        output.WriteLine(string.Join(output.NewLine, lines).Trim('\r', '\n'));
    }

    private sealed class Watcher(Action<(string, double)> show) : IProgress<(string Step, double Share)>
    {
        public void Report((string Step, double Share) value) => show(value);
    }
}
