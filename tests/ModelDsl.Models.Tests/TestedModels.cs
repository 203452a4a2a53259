namespace ModelDsl.Models.Tests;

/// <summary>The published models that a test computes with.</summary>
public static class TestedModels
{
    /// <summary>The largest ones, in values.</summary>
    private const long Largest = 100_000_000;

    /// <summary>Some with the tests; all of them, which takes minutes, with <c>MODELDSL_MODELS=all</c>.</summary>
    /// <param name="usual">Those with the tests.</param>
    public static TheoryData<string> Or(params string[] usual) => new(
        Environment.GetEnvironmentVariable("MODELDSL_MODELS") == "all" ? ModelDsl.Models.Models.All.Where(m => m.Parameters <= Largest).Select(m => m.Name) : usual);
}
