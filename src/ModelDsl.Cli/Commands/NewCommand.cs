using System.CommandLine;
using System.Text.RegularExpressions;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Commands;

/// <summary><c>modeldsl new</c>: the project that <c>dotnet new modeldsl</c> makes, where its package is not installed.</summary>
internal static partial class NewCommand
{
    // What the template calls itself: as a name, and as a part of C# code.
    private const string TemplateName = "Template.1";
    private const string TemplateNamespace = "Template._1";
    private const string Resources = "template/";

    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("NAME") { Description = "What the project is called: a capital letter, then letters, digits and _" };
        var output = new Option<string?>("--out", "-o") { Description = "The folder, new or empty; default: one called NAME", HelpName = "FOLDER" };
        var json = Parameters.Json();
        var command = new Command("new", "Begin a project: a model, its tests, and a program that trains it and classifies images") { name, output, json };
        command.SetAction(parsed =>
        {
            var project = parsed.GetRequiredValue(name);
            var folder = parsed.GetValue(output) ?? project;
            var files = Write(project, folder);
            if (parsed.GetValue(json)) terminal.WriteJson(new NewDocument(project, folder, files));
            else terminal.WriteLine($"{folder} has the project; dotnet run and dotnet test in it, and its README.md, say what there is");
            return CommandLine.Success;
        });
        return command;
    }

    private static IReadOnlyList<ExportedFile> Write(string project, string folder)
    {
        var files = Files();
        if (!NamePattern().IsMatch(project)) throw new UserException($"'{project}' cannot be the name of a project: it is a capital letter, then letters, digits and _");
        // A namespace hides the types and packages that are called like it.
        if (files.Any(f => Regex.IsMatch(f.Text, $@"\b{project}\b"))) throw new UserException($"'{project}' cannot be the name of a project: its code uses that name for something else");
        if (File.Exists(folder)) throw new UserException($"{folder}: is a file, not a folder");
        WrittenFile.Of(folder, () => FilePlace.MakeFolder(folder));
        if (Directory.EnumerateFileSystemEntries(folder).Any()) throw new UserException($"{folder}: the folder is not empty");
        return [.. files.Select(f => ExportedFile.Of(WrittenFile.Of(Path.Combine(folder, Renamed(f.Name, project)), Renamed(f.Text, project))))];
    }

    private static string Renamed(string text, string project) =>
        text.Replace(TemplateNamespace, project, StringComparison.Ordinal).Replace(TemplateName, project, StringComparison.Ordinal);

    private static List<(string Name, string Text)> Files()
    {
        var assembly = typeof(NewCommand).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(n => n.StartsWith(Resources, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return (name[Resources.Length..], reader.ReadToEnd());
        })];
    }

    [GeneratedRegex(@"^[A-Z][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
