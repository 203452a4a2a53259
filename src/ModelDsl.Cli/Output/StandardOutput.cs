using System.Text;

namespace ModelDsl.Cli.Output;

/// <summary>Standard output, which may lead to a full disk: that is a line for the person who typed the command.</summary>
/// <param name="output">Where it leads.</param>
internal sealed class StandardOutput(TextWriter output) : TextWriter
{
    public override Encoding Encoding => output.Encoding;

    public override void Write(char value) => Try(() => output.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => output.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => output.Write(value));

    public override void WriteLine(string? value) => Try(() => output.WriteLine(value));

    public override void Flush() => Try(output.Flush);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException e)
        {
            throw new UserException($"standard output cannot be written: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
