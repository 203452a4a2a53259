using System.Text.RegularExpressions;

namespace ModelDsl.Packages.Tests;

/// <summary>What is in the packages, and what they say about themselves.</summary>
[Collection(Packed.Name)]
public sealed class PackageTests(Feed feed)
{
    private static readonly string[] All = ["ModelDsl", "ModelDsl.Cli", "ModelDsl.Files", "ModelDsl.Models", "ModelDsl.Onnx", "ModelDsl.PyTorch", "ModelDsl.Runtime", "ModelDsl.Training"];

    private const string Templates = "ModelDsl.Templates";

    /// <summary>The packages of assemblies made here.</summary>
    public static TheoryData<string> Ids { get; } = [.. All];

    [Fact]
    public void These_packages_and_no_others()
    {
        var expected = from id in All
                       from extension in (string[])["nupkg", "snupkg"]
                       select $"{id}.{Repository.Version}.{extension}";
        Assert.Equal(expected.Append($"{Templates}.{Repository.Version}.nupkg").Order(StringComparer.Ordinal), Directory.GetFiles(feed.Packages).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Ids)), InlineData(Templates)]
    public void Every_package_says_what_it_is(string id)
    {
        using var package = feed.Open(id);
        Assert.Equal(id, package.Value("id"));
        Assert.Equal(Repository.Version, package.Value("version"));
        Assert.Equal("The ModelDsl authors", package.Value("authors"));
        Assert.Equal("MIT", package.Value("license"));
        Assert.Equal("expression", (string?)package.Element("license")!.Attribute("type"));
        Assert.Equal("README.md", package.Value("readme"));
        Assert.Equal(File.ReadAllText(Repository.Path("README.md")), package.Text("README.md"));
        Assert.True(package.Value("description")!.Length > 60);
        Assert.Contains("torchsharp", package.Value("tags")!.Split(' '));

        var repository = package.Element("repository")!;
        Assert.Equal("git", (string?)repository.Attribute("type"));
        Assert.StartsWith("https://", (string?)repository.Attribute("url"));
        if (Repository.IsClone) Assert.Matches(new Regex("^[0-9a-f]{40}$"), (string?)repository.Attribute("commit"));
    }

    [Fact]
    public void The_vocabulary_and_what_works_in_the_compiler()
    {
        using var package = feed.Open("ModelDsl");
        var (analyzers, others) = (package.Files.Where(IsAnalyzer).ToList(), package.Files.Where(f => !IsAnalyzer(f)));
        Assert.Equal(
            ["ModelDsl.nuspec", "README.md", "lib/net10.0/ModelDsl.dll", "lib/net10.0/ModelDsl.xml", "lib/netstandard2.0/ModelDsl.dll", "lib/netstandard2.0/ModelDsl.xml"],
            others);
        Assert.Contains("analyzers/dotnet/cs/ModelDsl.Generators.dll", analyzers);
        // The compiler brings Roslyn itself: a copy of ours would be another Roslyn.
        Assert.All(analyzers, file => Assert.Matches(@"^analyzers/dotnet/cs/ModelDsl\.\w+\.dll$", file));
        Assert.Equal([".NETStandard2.0: System.Memory 4.5.5"], package.Dependencies);

        static bool IsAnalyzer(string file) => file.StartsWith("analyzers/", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ModelDsl.Files", "T:ModelDsl.Runtime.WeightFile", "buildTransitive/ModelDsl.Files.targets")]
    [InlineData("ModelDsl.Runtime", "T:ModelDsl.Runtime.Weights", "buildTransitive/LoadOnOlderLinux.cs", "buildTransitive/ModelDsl.Runtime.targets")]
    [InlineData("ModelDsl.Onnx", "T:ModelDsl.Onnx.OnnxModel", "buildTransitive/ModelDsl.Onnx.targets")]
    [InlineData("ModelDsl.PyTorch", "T:ModelDsl.PyTorch.PyTorchModel")]
    [InlineData("ModelDsl.Training", "T:ModelDsl.Training.Trainer")]
    [InlineData("ModelDsl.Models", "P:ModelDsl.Models.FasterVit.B0")]
    public void Libraries_are_an_assembly_with_documentation(string id, string documented, params string[] build)
    {
        using var package = feed.Open(id);
        Assert.Equal([$"{id}.nuspec", "README.md", .. build, $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml"], package.Files);
        Assert.Contains($"<member name=\"{documented}\">", package.Text($"lib/net10.0/{id}.xml"));
    }

    [Fact]
    public void The_generator_comes_with_whatever_package_is_referenced()
    {
        var torch = $"net10.0: TorchSharp {Repository.TorchSharpVersion}";
        var vocabulary = $"net10.0: ModelDsl {Repository.Version} +generator";
        var common = $"net10.0: ModelDsl.Files {Repository.Version} +generator";
        var hashing = $"net10.0: System.IO.Hashing {Repository.HashingVersion}";
        using var files = feed.Open("ModelDsl.Files");
        using var runtime = feed.Open("ModelDsl.Runtime");
        using var models = feed.Open("ModelDsl.Models");
        using var onnx = feed.Open("ModelDsl.Onnx");
        string[] pictures = [.. new[] { "SkiaSharp", "SkiaSharp.NativeAssets.Linux.NoDependencies" }.Select(id => $"net10.0: {id} {Repository.SkiaSharpVersion}")];
        Assert.Equal([vocabulary, .. pictures, hashing], files.Dependencies.Order(StringComparer.Ordinal));
        Assert.Equal([vocabulary, common, hashing, torch], runtime.Dependencies.Order(StringComparer.Ordinal));
        Assert.Equal([vocabulary, $"net10.0: ModelDsl.Runtime {Repository.Version} +generator", torch], models.Dependencies.Order(StringComparer.Ordinal));
        Assert.Equal([vocabulary, common], onnx.Dependencies.Where(d => d.Contains("ModelDsl", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(onnx.Dependencies, d => d.Contains("TorchSharp", StringComparison.Ordinal));
    }

    [Fact]
    public void Templates_are_sources_and_no_dependency()
    {
        using var package = feed.Open(Templates);
        Assert.Equal(["Template"], package.Element("packageTypes")!.Elements().Select(e => (string?)e.Attribute("name")));
        var sources = Directory.EnumerateFiles(Repository.Path("templates/modeldsl"), "*", new EnumerationOptions { AttributesToSkip = 0 }).Select(f => "content/modeldsl/" + Path.GetFileName(f));
        Assert.Equal(
            new[] { "README.md", "ModelDsl.Templates.nuspec", "content/modeldsl/.template.config/template.json" }.Concat(sources).Order(StringComparer.Ordinal), package.Files);
        Assert.Empty(package.Dependencies);
    }

    [Fact]
    public void The_tool_is_a_program_and_nothing_for_compilers()
    {
        using var package = feed.Open("ModelDsl.Cli");
        Assert.Equal(["DotnetTool"], package.Element("packageTypes")!.Elements().Select(e => (string?)e.Attribute("name")));
        Assert.Contains("<Command Name=\"modeldsl\" EntryPoint=\"ModelDsl.Cli.dll\"", package.Text("tools/net10.0/any/DotnetToolSettings.xml"));
        Assert.Contains("tools/net10.0/any/ModelDsl.Models.dll", package.Files);
        Assert.Contains("tools/net10.0/any/TorchSharp.dll", package.Files);
        Assert.DoesNotContain(package.Files, f => f.Contains("Generators", StringComparison.Ordinal) || f.Contains("CodeAnalysis", StringComparison.Ordinal));
        Assert.DoesNotContain(package.Files, f => f.EndsWith(".xml", StringComparison.Ordinal) && !f.EndsWith("DotnetToolSettings.xml", StringComparison.Ordinal));
    }
}
