namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>Random programs, evaluated and run. Alone, so that other tests do not wait for the cores.</summary>
public class DifferentialTests
{
    /// <summary>5,000 programs in all; <c>MODELDSL_PROGRAMS=50000</c> runs more.</summary>
    private static readonly int s_programs = int.TryParse(Environment.GetEnvironmentVariable("MODELDSL_PROGRAMS"), out var programs) ? programs : 5000;

    [Fact]
    public void What_a_program_computes_here_is_what_it_computes_in_NET()
    {
        var report = Differential.Run(seed: 1, s_programs);
        Assert.True(report.Programs >= s_programs * 19 / 20, $"{report.Programs} programs compile");
        Assert.True(report.Thrown < report.Programs / 3, $"{report.Thrown} programs end in an exception");
        Assert.True(report.Differences.Count == 0, $"{report.Differences.Count} differences, the shortest:\n{report.Differences.MinBy(d => d.Length)}");
    }
}
