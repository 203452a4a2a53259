using System.Xml.Linq;

namespace ModelDsl.Packages.Tests;

/// <summary>The project that `dotnet new modeldsl` and `modeldsl new` begin, on a machine that has nothing but the packages.</summary>
[Collection(Packed.Name)]
public sealed class TemplateTests(Feed feed)
{
    [Fact]
    public void The_template_references_what_this_repository_builds_with()
    {
        var versions = XDocument.Load(Repository.Path("Directory.Packages.props")).Descendants("PackageVersion").ToDictionary(p => (string)p.Attribute("Include")!, p => (string)p.Attribute("Version")!);
        var references = XDocument.Load(Repository.Path("templates/modeldsl/Template.1.csproj")).Descendants("PackageReference").ToDictionary(p => (string)p.Attribute("Include")!, p => (string)p.Attribute("Version")!);
        Assert.NotEmpty(references);
        foreach (var (name, version) in references)
        {
            var expected = name == "$(TorchLibrary)" ? Repository.TorchLibraryVersion : name.StartsWith("ModelDsl", StringComparison.Ordinal) ? Repository.Version : versions[name];
            Assert.True(version == expected, $"templates/modeldsl/Template.1.csproj references {name} {version}, but {expected} is built here");
        }
    }

    [Fact]
    public async Task A_new_project_runs_tests_trains_and_classifies()
    {
        using var scratch = new ScratchFolder();
        var flowers = Path.Combine(scratch.Path, "Flowers");
        File.WriteAllText(Path.Combine(scratch.Path, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="unpacked" /></config>
              <packageSources><clear /><add key="ModelDsl" value="{feed.Packages}" /></packageSources>
            </configuration>
            """);
        // A home of its own; what is not of this repository has been unpacked on this machine.
        var environment = new Dictionary<string, string>
        {
            ["DOTNET_CLI_HOME"] = Path.Combine(scratch.Path, "home"),
            ["RestoreFallbackFolders"] = Repository.NuGetFolder,
            ["CreateHardLinksForCopyLocalIfPossible"] = "true",
        };

        _ = await Dotnet(scratch.Path, "new", "install", Path.Combine(feed.Packages, $"ModelDsl.Templates.{Repository.Version}.nupkg"));
        _ = await Dotnet(scratch.Path, "new", "modeldsl", "-n", "Flowers");
        await IsWhatTheCommandWrites(flowers, Path.Combine(scratch.Path, "by-command"));

        Assert.Equal("Flowers: 2,507,397 parameters, 33,884,416 multiply-accumulates for an image", (await Dotnet(flowers, "run"))[0]);
        Assert.Contains(await Dotnet(flowers, "test"), line => line.Contains("Passed:     2", StringComparison.Ordinal));

        foreach (var name in from part in (string[])["train", "val"] from label in (string[])["a", "b", "c", "d", "e"] select Path.Combine(scratch.Path, "photos", part, label))
        {
            Directory.CreateDirectory(name);
            File.Copy(Repository.Path("tests/ModelDsl.Runtime.Tests/Fixtures/rgb.png"), Path.Combine(name, "1.png"));
        }
        var program = Path.Combine(flowers, "Program.cs");
        File.WriteAllText(program, File.ReadAllText(program).Replace("Epochs = 30", "Epochs = 2", StringComparison.Ordinal));
        var training = await Dotnet(flowers, "run", "--", "train", "../photos");
        Assert.Equal(["epoch 1", "epoch 2", "the weights are in run/weights.safetensors, the curves in run/curves.svg"], training.Select(line => line.Split(": loss")[0]));
        var classes = await Dotnet(flowers, "run", "--no-build", "--", "classify", "run/weights.safetensors", "../photos/val/a/1.png");
        Assert.Matches("^../photos/val/a/1.png: [a-e] [0-9]+ %, [a-e] [0-9]+ %, [a-e] [0-9]+ %$", Assert.Single(classes));

        var missing = await Processes.Run(flowers, "dotnet", ["run", "--no-build", "--", "classify", "none.safetensors", "x.png"], environment);
        Assert.Equal((2, "none.safetensors: no such file"), (missing.Code, missing.Error.Trim()));

        async Task<string[]> Dotnet(string folder, params string[] args) => (await Processes.Run(folder, "dotnet", args, environment)).Lines;
    }

    private static async Task IsWhatTheCommandWrites(string made, string folder)
    {
        _ = (await Processes.Dotnet(Repository.Root, Repository.Assembly("src/ModelDsl.Cli", "ModelDsl.Cli"), "new", "Flowers", "-o", folder)).Lines;
        Assert.Equal(Texts(made), Texts(folder));

        static IEnumerable<(string?, string)> Texts(string folder) =>
            [.. Directory.EnumerateFiles(folder, "*", new EnumerationOptions { AttributesToSkip = 0 }).Select(f => (Path.GetFileName(f), File.ReadAllText(f))).OrderBy(f => f.Item1, StringComparer.Ordinal)];
    }
}
