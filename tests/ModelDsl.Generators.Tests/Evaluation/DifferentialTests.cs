namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>Random programs, evaluated and run. Alone, so that other tests do not wait for the cores.</summary>
public class DifferentialTests
{
    /// <summary>Some 1,000 programs a minute and core; <c>MODELDSL_PROGRAMS=5000</c> runs them in full.</summary>
    private static readonly int s_programs = int.TryParse(Environment.GetEnvironmentVariable("MODELDSL_PROGRAMS"), out var programs) ? programs : 1200;

    [Fact]
    public void What_a_program_computes_here_is_what_it_computes_in_NET()
    {
        var report = Differential.Run(seed: 1, s_programs);
        Assert.True(report.Programs >= s_programs * 19 / 20, $"{report.Programs} programs compile");
        Assert.True(report.Thrown < report.Programs / 3, $"{report.Thrown} programs end in an exception");
        Assert.True(report.Differences.Count == 0, $"{report.Differences.Count} differences, the shortest:\n{report.Differences.MinBy(d => d.Length)}");
    }
}
