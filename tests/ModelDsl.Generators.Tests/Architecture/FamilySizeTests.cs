namespace ModelDsl.Generators.Tests.Architecture;

/// <summary>A family reads like its paper: its specification is short, and what others have too is in one place.</summary>
public sealed class FamilySizeTests
{
    private const int MostLines = 80;

    /// <summary>Tables of published variants.</summary>
    private static readonly string[] s_tables = ["Variants.cs", "Backbones.cs"];

    public static TheoryData<string> Families => ["ConvNext", "EfficientFormer", "MaxVit", "MobileNetV2", "PvtV2", "ResNet", "Swin", "Vit", "Volo"];

    [Theory]
    [MemberData(nameof(Families))]
    public void A_family_is_written_in_eighty_lines(string family)
    {
        var files = Files(family);
        Assert.True(files.Count >= 2);
        Assert.InRange(files.Sum(f => Lines(f.Text)), 10, MostLines);
    }

    [Theory]
    [InlineData("DinoNeck")]
    [InlineData("FeaturePyramid")]
    [InlineData("RegionCnn")]
    [InlineData("SegFormer")]
    [InlineData("UperNet")]
    public void A_head_is_written_in_sixty_lines(string head) =>
        Assert.InRange(Lines(SourceFiles.In("models/ModelDsl.Models").Single(f => f.Path == $"models/ModelDsl.Models/Heads/{head}.cs").Text), 10, 60);

    [Theory]
    [MemberData(nameof(Families))]
    public void No_family_needs_to_forget_names(string family) =>
        Assert.Equal([], Files(family).Where(f => f.Text.Contains("Unnamed()", StringComparison.Ordinal)).Select(f => f.Path));

    [Fact]
    public void Comments_and_empty_lines_and_usings_do_not_count() =>
        Assert.Equal(3, Lines("using System;\n\nnamespace A;\n/// <summary>B.</summary>\nclass B\n    // Nothing.\n    ;\n"));

    private static List<(string Path, string Text)> Files(string family) =>
        [.. SourceFiles.In("models/ModelDsl.Models").Where(f => f.Path.StartsWith($"models/ModelDsl.Models/{family}/", StringComparison.Ordinal) && !s_tables.Contains(Path.GetFileName(f.Path)))];

    private static int Lines(string text) => text.Split('\n').Select(line => line.Trim()).Count(line =>
        line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal) && !line.StartsWith("using ", StringComparison.Ordinal));
}
