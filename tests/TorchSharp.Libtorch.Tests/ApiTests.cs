namespace TorchSharp.Libtorch.Tests;

/// <summary>
/// torchsharp-api.txt holds the lines of TorchSharp 0.105.1's own listing that this repository relies on.
/// The stand-in offers these and no other; TorchSharp itself, where it is the backend, offers these among others.
/// </summary>
public class ApiTests
{
    [Fact]
    public void The_backend_offers_what_is_relied_on_and_the_stand_in_nothing_else()
    {
        var relied = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "torchsharp-api.txt")).ToHashSet();
        var offered = ApiListing.Of(typeof(torch).Assembly.Location);

        var wrong = relied.Except(offered).Select(line => $"- {line}").ToList();
#if TORCHSHARP_STAND_IN
        wrong.AddRange(offered.Where(line => !relied.Contains(line)).Select(line => $"+ {line}"));
#endif
        Assert.True(wrong.Count == 0,
            $"{wrong.Count} lines differ from torchsharp-api.txt (- missing in the backend, + not in TorchSharp 0.105.1 or not recorded):\n" + string.Join('\n', wrong));
    }
}
