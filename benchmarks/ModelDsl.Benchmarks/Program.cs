using System.Diagnostics;
using System.Globalization;
using ModelDsl.Benchmarks;
using ModelDsl.Models;
using static TorchSharp.torch;

// Overhead of a generated FasterViT-0 at batch 1 against the same operations written by hand. Both take turns in rounds,
// so that a machine whose speed drifts treats them alike; the ratios are of medians over all rounds. (Against PyTorch:
// `modeldsl bench --peer-torchscript`.)
//   dotnet run -c Release --project benchmarks/ModelDsl.Benchmarks [-- ROUNDS SECONDS THREADS]
// Or, for the time that weights take from a file:
//   dotnet run -c Release --project benchmarks/ModelDsl.Benchmarks -- load [ROUNDS]
if (args is ["load", ..])
{
    Loading.Run(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5);
    return;
}
var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5;
var seconds = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 4;
var threads = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : Environment.ProcessorCount;

set_num_threads(threads);
manual_seed(0);
using var net = new FasterVit0();
net.eval();
using var gradients = no_grad();
using var image = randn(1, 3, 224, 224);
using var expected = net.call(image);
var byHand = new HandWritten(net.state_dict());
using (var actual = byHand.Forward(image))
{
    if (!actual.allclose(expected, 1e-4, 1e-5)) throw new InvalidOperationException("the model written by hand computes something else");
}

var generated = new List<double>();
var hand = new List<double>();
for (var round = 0; round < rounds; round++)
{
    generated.AddRange(Time(() => net.call(image), seconds));
    hand.AddRange(Time(() => byHand.Forward(image), seconds));
    Console.Error.WriteLine($"round {round + 1} of {rounds}");
}
Report("generated", generated, generated);
Report("by hand", hand, generated);

static List<double> Time(Func<Tensor> forward, double seconds)
{
    for (var i = 0; i < 3; i++) forward().Dispose();
    var times = new List<double>();
    for (var all = Stopwatch.StartNew(); all.Elapsed.TotalSeconds < seconds;)
    {
        var one = Stopwatch.StartNew();
        forward().Dispose();
        times.Add(one.Elapsed.TotalMilliseconds);
    }
    return times;
}

static void Report(string name, List<double> times, List<double> generated) => Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{name,-10} {Quantile(times, 0.5),8:F2} ms  (p10 {Quantile(times, 0.1):F2}, p90 {Quantile(times, 0.9):F2}, {times.Count} runs)  generated/{name} {Quantile(generated, 0.5) / Quantile(times, 0.5):F3}"));

static double Quantile(List<double> times, double share) => times.Order().ElementAt((int)(share * (times.Count - 1)));
