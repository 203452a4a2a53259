namespace ModelDsl.Generators.Tests.Review;

/// <summary>What is said about models that take nothing, and about attributes that prepare other images than the model takes.</summary>
public sealed class InputReviewTests
{
    [Theory]
    [InlineData("Mean = [0.5, 0.5], StandardDeviation = [0.5]", "3", "[0.5, 0.5]", "there are 2 means and 1 deviations; give three of each, one for each colour")]
    [InlineData("Mean = [0.5]", "1", "[0.5]", "there are 1 means and 3 deviations; give one of each, the image is grey")]
    [InlineData("Mean = [0.5], StandardDeviation = [0.5]", "3", "[0.5]", "there are 1 means and deviations, but the input [N, 3, 8, 8] has 3 channels; give three of each, one for each colour")]
    [InlineData("StandardDeviation = [1, 0, 1]", "3", "[1, 0, 1]", "a standard deviation is 0, and images are divided by it; give positive numbers")]
    [InlineData("CropFraction = 0", "3", "0", "CropFraction is 0; give the share of the resized image that is kept, for instance 0.875")]
    public void Preprocessing_that_contradicts_itself_or_the_input(string arguments, string channels, string place, string message) =>
        Assert.Equal([$"MDSL7010 '{place}': [Preprocessing] does not fit: {message}"], Run($"[Preprocessing({arguments})]", $"s.Input(\"image\", Dim.Batch, {channels}, 8, 8).Mean(2, 3)"));

    [Theory]
    [InlineData("[Preprocessing]", "s.Input(\"image\", Dim.Batch, 3, 8, 8).Mean(2, 3)")]
    [InlineData("[Preprocessing(Mean = [0.5], StandardDeviation = [0.5])]", "s.Input(\"image\", Dim.Batch, 1, 8, 8).Mean(2, 3)")]
    [InlineData("", "s.Input(\"words\", Dim.Batch, 8)")]
    public void What_fits_is_no_news(string attribute, string body) => Assert.Empty(Run(attribute, body));

    [Fact]
    public void Preprocessing_of_a_model_without_an_image() =>
        Assert.Equal(["MDSL7010 'Preprocessing': [Preprocessing] does not fit: the model takes no image [N, C, H, W], but [N, 8]; remove the attribute"], Run("[Preprocessing]", "s.Input(\"words\", Dim.Batch, 8)"));

    [Fact]
    public void A_model_that_takes_nothing() =>
        Assert.Equal(["MDSL7002 'M': no output depends on an input; 'M' declares none, as s.Input(\"image\", Dim.Batch, 3, 224, 224) does"], Run("", "s.Parameter(\"table\", [8], Init.Zeros)"));

    private static string[] Run(string attribute, string body)
    {
        Generation.Generation.Driver().RunGeneratorsAndUpdateCompilation(Generation.Generation.Project($$"""
            [Model("m")]
            {{attribute}}
            public partial class M
            {
                static Sym Define(Scope s) => {{body}};
            }
            """), out _, out var diagnostics);
        return [.. diagnostics.Select(d => $"{d.Id} '{d.Location.SourceTree!.ToString().Substring(d.Location.SourceSpan.Start, d.Location.SourceSpan.Length)}': {d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}")];
    }
}
