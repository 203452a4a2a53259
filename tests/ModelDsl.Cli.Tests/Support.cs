using System.Text.Json;
using ModelDsl.Cli.Output;

// Threads of libtorch are a setting of the whole process, and so is what a test of `bench` counts.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace ModelDsl.Cli.Tests;

/// <summary>What a call of the command came to.</summary>
internal sealed record Outcome(int Code, string Out, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    /// <summary>Nothing but one line on standard error, and the exit code for a mistake of the caller's.</summary>
    public string Failure
    {
        get
        {
            Assert.Equal(2, Code);
            Assert.Equal("", Out);
            Assert.StartsWith("modeldsl: ", Error);
            Assert.EndsWith("\n", Error);
            var line = Error["modeldsl: ".Length..].TrimEnd('\n');
            Assert.DoesNotContain('\n', line);
            return line;
        }
    }
}

/// <summary>Calls of the command in this process.</summary>
internal static class Command
{
    public static readonly ModelCatalog TestCatalog = new([TinyModels.Classifier, TinyModels.Backbone]);

    public static Task<Outcome> Run(params string[] args) => Run(TestCatalog, args);

    public static async Task<Outcome> Run(ModelCatalog catalog, params string[] args)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var code = await CommandLine.RunAsync(args, catalog, new Terminal(output, error, interactive: false));
        return new Outcome(code, output.ToString(), error.ToString());
    }
}

/// <summary>A folder of a test's own, gone with it.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("modeldsl-");

    public string Path(string name) => System.IO.Path.Combine(folder.FullName, name);

    public string Write(string name, string content)
    {
        File.WriteAllText(Path(name), content);
        return Path(name);
    }

    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(Path(name), content);
        return Path(name);
    }

    public void Dispose() => folder.Delete(recursive: true);

    public static string Fixture(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", name);
}
