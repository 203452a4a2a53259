namespace ModelDsl.Packages.Tests;

/// <summary>The documentation as a site.</summary>
[Collection(Packed.Name)]
public sealed class SiteTests
{
    /// <summary>docfx ends with an error where a link leads nowhere or a comment names what is not there.</summary>
    [DocfxFact]
    public async Task The_site_is_made_without_a_warning()
    {
        var lines = (await Processes.Run(Repository.Root, "bash", "build/docs.sh")).Lines;
        Assert.Contains("    0 warning(s)", lines);
        var pages = Repository.Path("artifacts/site");
        Assert.All(["index.html", "docs/training.html", "api/ModelDsl.Training.Trainer.html"], page => Assert.True(File.Exists(Path.Combine(pages, page)), page));
    }
}

/// <summary>A test that makes the site, and is skipped with the reason where docfx or a shell for its script is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DocfxFactAttribute : FactAttribute
{
    public DocfxFactAttribute() => Skip = s_missing.Value;

    private static readonly Lazy<string?> s_missing = new(() =>
        OperatingSystem.IsWindows() ? "build/docs.sh needs bash"
        : Processes.Dotnet(Repository.Root, "tool", "restore").GetAwaiter().GetResult() is { Code: not 0 } failed ? $"docfx cannot be restored: {failed.Error}"
        : null);
}
