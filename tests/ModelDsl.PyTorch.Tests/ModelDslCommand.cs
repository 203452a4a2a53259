using System.Globalization;
using ModelDsl.Cli;
using ModelDsl.Cli.Output;

namespace ModelDsl.PyTorch.Tests;

/// <summary>Runs the command in this process.</summary>
internal static class ModelDslCommand
{
    /// <summary>Its exit code and all that it wrote.</summary>
    public static async Task<(int Code, string Output)> Run(params string[] arguments)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var code = await CommandLine.RunAsync(arguments, ModelCatalog.BuiltIn, new Terminal(output, output, false));
        return (code, output.ToString());
    }
}
