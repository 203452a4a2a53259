namespace ModelDsl.Cli.Tests;

/// <summary>Projects that `modeldsl new` begins. That they build and run is a test of the packages.</summary>
public sealed class NewTests : IDisposable
{
    private static readonly string s_template = Path.Combine(AppContext.BaseDirectory, "Template");

    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task The_files_are_those_of_the_template()
    {
        var folder = scratch.Path("some/where");
        var result = await Command.Run("new", "Flowers", "-o", folder);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Equal(Names(s_template).Select(n => n!.Replace("Template.1", "Flowers")).Order(StringComparer.Ordinal), Names(folder));
        foreach (var name in Names(s_template))
        {
            var expected = File.ReadAllText(Path.Combine(s_template, name!)).Replace("Template._1", "Flowers").Replace("Template.1", "Flowers");
            Assert.Equal(expected, File.ReadAllText(Path.Combine(folder, name!.Replace("Template.1", "Flowers"))));
        }
        Assert.Contains("namespace Flowers;", File.ReadAllText(Path.Combine(folder, "Net.cs")));

        static IEnumerable<string?> Names(string folder) =>
            Directory.EnumerateFiles(folder, "*", new EnumerationOptions { AttributesToSkip = 0 }).Select(Path.GetFileName).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_files_are_listed_as_JSON()
    {
        var folder = scratch.Path("json");
        var json = (await Command.Run("new", "Flowers", "-o", folder, "--json")).Json;
        Assert.Equal(("Flowers", folder), (json.GetProperty("name").GetString(), json.GetProperty("folder").GetString()));
        Assert.Equal(
            Directory.GetFiles(folder, "*", new EnumerationOptions { AttributesToSkip = 0 }).Order(StringComparer.Ordinal).Select(f => (f, new FileInfo(f).Length)),
            json.GetProperty("files").EnumerateArray().Select(f => (f.GetProperty("path").GetString()!, f.GetProperty("bytes").GetInt64())).OrderBy(f => f.Item1, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_folder_that_is_not_empty_stays_as_it_is()
    {
        Directory.CreateDirectory(scratch.Path("full"));
        var file = scratch.Write("full/mine.txt", "mine");
        Assert.Equal($"{scratch.Path("full")}: the folder is not empty", (await Command.Run("new", "Flowers", "-o", scratch.Path("full"))).Failure);
        Assert.Equal($"{file}: is a file, not a folder", (await Command.Run("new", "Flowers", "-o", file)).Failure);
        Assert.StartsWith($"{file}/below: cannot be written: ", (await Command.Run("new", "Flowers", "-o", file + "/below")).Failure);
        Assert.Equal([file], Directory.GetFiles(scratch.Path("full")));
        Directory.CreateDirectory(scratch.Path("empty"));
        Assert.Equal(0, (await Command.Run("new", "Flowers", "-o", scratch.Path("empty"))).Code);
    }

    [Theory]
    [InlineData("flowers", "it is a capital letter, then letters, digits and _")]
    [InlineData("My-Flowers", "it is a capital letter, then letters, digits and _")]
    [InlineData("../Up", "it is a capital letter, then letters, digits and _")]
    [InlineData("Flowers\n", "it is a capital letter, then letters, digits and _")]
    [InlineData("ModelDsl", "its code uses that name for something else")]
    [InlineData("Net", "its code uses that name for something else")]
    [InlineData("Weights", "its code uses that name for something else")]
    [InlineData("System", "its code uses that name for something else")]
    public async Task A_name_that_would_not_compile_is_refused(string name, string why)
    {
        var failure = (await Command.Run("new", name, "-o", scratch.Path("new"))).Failure;
        if (!name.Contains('\n')) Assert.Equal($"'{name}' cannot be the name of a project: {why}", failure);
        Assert.False(Directory.Exists(scratch.Path("new")));
    }
}
