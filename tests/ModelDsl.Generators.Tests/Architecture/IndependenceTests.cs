using System.Text.RegularExpressions;

namespace ModelDsl.Generators.Tests.Architecture;

public sealed partial class IndependenceTests
{
    [Fact]
    public void Vocabulary_and_generator_know_no_model_family()
    {
        var files = SourceFiles.In("generators", "src/ModelDsl");
        Assert.True(files.Count > 50);
        Assert.Equal([], files.Where(f => Families().IsMatch(f.Text)).Select(f => f.Path));
    }

    [GeneratedRegex(@"faster_?vit|\blvt\b", RegexOptions.IgnoreCase)]
    private static partial Regex Families();
}
