using ModelDsl.Fuzzing;
using Xunit.Abstractions;

namespace ModelDsl.Runtime.Tests.Weights;

/// <summary>A short run of what tests/ModelDsl.Fuzzing does for as long as one likes.</summary>
public sealed class FuzzingTests(ITestOutputHelper output)
{
    private static readonly string[] Seeds = ["dtypes.pt", "protocol4.pt", "views.pth", "training.pth.tar", "model.pth", "plain.pth", "dtypes.safetensors", "dtypes.dat"];

    [Fact]
    public void Damaged_files_are_read_or_refused()
    {
        var result = Fuzzer.Run(Contents(), seed: 1, first: 0, runs: 40_000, TimeSpan.FromSeconds(20));
        output.WriteLine(result.ToString());
        Assert.True(result.Failures.Count == 0, string.Join('\n', result.Failures));
        Assert.True(result.Runs >= 1000, $"{result}");
        // Damage that is never noticed, or always at once, would try little.
        Assert.InRange(result.Read, result.Runs / 100, result.Runs / 2);
        Assert.Equal(result.Runs, result.Read + result.Refused);
    }

    [Fact]
    public void Damaged_images_are_read_or_refused()
    {
        var images = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures")).Where(f => Fuzzer.ImageEndings.Contains(Path.GetExtension(f))).Order(StringComparer.Ordinal)
            .Select(f => (Path.GetFileName(f), File.ReadAllBytes(f))).ToList();
        var result = Fuzzer.Run(images, seed: 1, first: 0, runs: 10_000, TimeSpan.FromSeconds(15));
        output.WriteLine(result.ToString());
        Assert.True(images.Count > 10 && result.Failures.Count == 0, string.Join('\n', result.Failures));
        Assert.InRange(result.Refused, result.Runs / 20, result.Runs * 19 / 20);
        Assert.Equal(result.Runs, result.Read + result.Refused);
    }

    [Fact]
    public void The_same_seed_makes_the_same_damage()
    {
        var once = Fuzzer.Run(Contents(), seed: 5, first: 100, runs: 200, TimeSpan.FromMinutes(1));
        var again = Fuzzer.Run(Contents(), seed: 5, first: 100, runs: 200, TimeSpan.FromMinutes(1));
        Assert.Equal((once.Runs, once.Read, once.Refused), (again.Runs, again.Read, again.Refused));
    }

    private static List<(string, byte[])> Contents() => [.. Seeds.Select(s => (s, File.ReadAllBytes(CheckpointTests.File(s))))];
}
