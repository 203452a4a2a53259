using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace ModelDsl.SnapshotDiff;

/// <summary>Builds the generator of a folder and runs it.</summary>
internal static class GeneratorBuild
{
    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Preview);

    /// <summary>
    /// Builds the generator of one folder and runs it on the models of another; returns the files that it writes, but for the
    /// sources that an assembly carries along. A generator understands the vocabulary of its own version only.
    /// </summary>
    /// <param name="root">The repository of the generator.</param>
    /// <param name="who">What to call it in a message.</param>
    /// <param name="models">The repository of the models.</param>
    public static List<GeneratedText> Run(string root, string who, string models)
    {
        Build(root, who, Path.Combine("generators", "ModelDsl.Generators"));
        Build(root, who, Path.Combine("src", "ModelDsl"), "-f", "net10.0");
        var project = Models(models, Path.Combine(root, "src", "ModelDsl", "bin", "Release", "net10.0", "ModelDsl.dll"));
        if (project.GetDiagnostics().FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error) is { } mistake) throw new InputException($"the models are not C# to the vocabulary of {who}: {mistake}");
        // A context of its own, in which Roslyn is this program's: two generators of one name live side by side.
        var context = new AssemblyLoadContext(root);
        var assembly = context.LoadFromAssemblyPath(Path.Combine(root, "generators", "ModelDsl.Generators", "bin", "Release", "netstandard2.0", "ModelDsl.Generators.dll"));
        var type = assembly.GetTypes().Single(t => t.GetCustomAttribute<GeneratorAttribute>() is not null);
        var generator = (IIncrementalGenerator)Activator.CreateInstance(type)!;
        var result = CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: s_options).RunGenerators(project).GetRunResult();
        if (result.Results.Single().Exception is { } exception) throw new InputException($"the generator of {who} fails: {exception.Message}");
        if (result.Diagnostics.FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error) is { } error) throw new InputException($"the generator of {who} refuses these models: {error}");
        return [.. result.Results.Single().GeneratedSources.Where(s => s.HintName != "SpecificationSources.g.cs").Select(s => new GeneratedText(s.HintName, s.SourceText.ToString()))];
    }

    /// <summary>Runs a program and returns its exit code and what it said.</summary>
    public static (int Code, string Output) Start(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // What the MSBuild that started this program left behind concerns another build.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(name);
        // Nodes that stay would keep the pipes open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start) ?? throw new InputException($"{program} does not start");
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    private static void Build(string root, string who, params string[] arguments)
    {
        var (code, output) = Start(root, "dotnet", ["build", .. arguments, "-c", "Release", "-v", "q", "--nologo"]);
        if (code == 0) return;
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        throw new InputException($"the generator of {who} does not build: {lines.FirstOrDefault(l => l.Contains(": error ", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? "no message"}");
    }

    /// <summary>The sources of the models, compiled as their project does.</summary>
    private static CSharpCompilation Models(string root, string vocabulary)
    {
        var folder = Path.Combine(root, "models", "ModelDsl.Models");
        var files = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj")).Order(StringComparer.Ordinal);
        var framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "netstandard.dll" or "mscorlib.dll");
        return CSharpCompilation.Create(
            "ModelDsl.Models",
            files.Select(path => Parse(File.ReadAllText(path), path)).Append(Parse("global using System; global using System.Collections.Generic; global using System.Linq; global using ModelDsl;", "Usings.cs")),
            framework.Append(vocabulary).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(SourceText.From(text, System.Text.Encoding.UTF8), s_options, path);
}

/// <summary>What the user can put right, in one line.</summary>
/// <param name="message">The line.</param>
internal sealed class InputException(string message) : Exception(message);
