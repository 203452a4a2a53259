using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ModelDsl.Generators.Tests.Generation;

public sealed partial class IndependenceTests
{
    [Fact]
    public void Vocabulary_and_generator_know_no_model_family()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", ".."));
        var files = new[] { "generators", "src/ModelDsl" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal)).ToList();
        Assert.True(files.Count > 50);
        Assert.Equal([], files.Where(f => Families().IsMatch(File.ReadAllText(f))));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"faster_?vit|\blvt\b", RegexOptions.IgnoreCase)]
    private static partial Regex Families();
}
