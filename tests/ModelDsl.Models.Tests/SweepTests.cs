using System.Diagnostics;
using System.Text.Json;

namespace ModelDsl.Models.Tests;

/// <summary>
/// The short form of benchmarks/ModelDsl.Sweep: whole models against float64. Each case has its own process, since
/// libtorch may end one where it meets a convolution that it cannot compute.
/// </summary>
[Collection(nameof(MemoryTests))]
public sealed class SweepTests
{
    [Theory]
    [InlineData("faster_vit_0_224")]
    [InlineData("lvt_cls")]
    public async Task Outputs_and_gradients_are_those_of_float64_whatever_the_threads_and_the_layout(string model)
    {
        var sweep = Path.Combine(AppContext.BaseDirectory, "ModelDsl.Sweep.dll");
        var start = new ProcessStartInfo("dotnet", [sweep, "--models", model, "--batch", "2", "--threads", "1,2,4", "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var json = process.StandardOutput.ReadToEndAsync();
        var table = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, table);
        using var results = JsonDocument.Parse(await json);
        Assert.Equal(12, results.RootElement.GetArrayLength());
        Assert.All(results.RootElement.EnumerateArray(), result => Assert.InRange(result.GetProperty("error").GetDouble(), 1e-9, 1e-4));
    }
}
