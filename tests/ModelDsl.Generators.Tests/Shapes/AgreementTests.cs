using System.Runtime.InteropServices;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace ModelDsl.Generators.Tests.Shapes;

/// <summary>Random graphs: the vocabulary infers the shapes that libtorch computes, and refuses what libtorch refuses.</summary>
public sealed class AgreementTests(ITestOutputHelper output)
{
    private const int Graphs = 1000;
    private const int Attempts = 12;

    [Fact]
    public void Inferred_shapes_are_the_shapes_of_libtorch()
    {
        var random = new Random(2306);
        var (accepted, refused, open) = (0, 0, 0);
        for (var graph = 0; graph < Graphs; graph++)
        {
            using var scope = NewDisposeScope();
            var isFixed = random.Next(3) > 0;
            var (height, width) = (random.Next(1, 14), random.Next(1, 14));
            var root = new Graph().Root;
            var x = root.Input(
                "x", Dim.Batch, random.Next(1, 9), isFixed ? height : Dim.Symbol("H", multipleOf: 4, minimum: 8), isFixed ? width : Dim.Symbol("W", minimum: 6));
            // Three values for each symbol, the smallest among them: what is refused is refused for the sake of some value.
            var values = Enumerable.Range(0, 3).Select(_ => new Dictionary<string, long> { ["N"] = random.Next(5, 9), ["H"] = 4 * random.Next(2, 5), ["W"] = random.Next(6, 15) }).ToArray();
            values[0] = new() { ["N"] = 1, ["H"] = 8, ["W"] = 6 };
            var tensors = values.Select(v => zeros(Sizes(x, v))).ToArray();
            for (var i = 0; i < Attempts && x.Rank > 0; i++)
            {
                var attempt = Attempt.Random(random, x.Rank, i);
                var inferred = Infer(attempt, root, x);
                var ran = tensors.Select(t => Run(attempt, t)).ToArray();
                var before = $"{attempt.Name} of {x.Shape} at {string.Join(" ", tensors.Select(t => $"[{string.Join(",", t.shape)}]"))}";
                var isConstant = x.Shape.Skip(1).All(d => d.IsConstant);
                if (inferred is null)
                {
                    // With sizes that are fixed only at run time a refusal may mean: not for every value.
                    if (x.Shape.Skip(1).Append(x.Shape[-1]).All(d => d.IsConstant)) Assert.True(ran.Any(r => r is null), $"only the vocabulary refuses {before}");
                    else open++;
                    refused++;
                    continue;
                }
                for (var v = 0; v < values.Length; v++)
                {
                    // A size that is fixed only at run time may be too small for some value; no form of it need tell.
                    if (ran[v] is null) Assert.False(isConstant, $"only libtorch refuses {before}, where {inferred.Shape} was inferred");
                    else Assert.True(Sizes(inferred, values[v]).SequenceEqual(ran[v]!.shape), $"{before} is {inferred.Shape}, but [{string.Join(",", ran[v]!.shape)}]");
                }
                if (ran.Any(r => r is null))
                {
                    open++;
                    refused++;
                    continue;
                }
                accepted++;
                if (tensors.Max(t => t.numel()) > 10_000) break;
                x = inferred;
                tensors = ran!;
            }
        }
        output.WriteLine($"{Graphs} graphs: {accepted} operations agree in shape for 3 values of each symbol, {refused} are refused, {open} of them with symbols");
        Assert.True(accepted > 3000 && refused - open > 1000, $"{accepted} accepted, {refused} refused");
    }

    private static long[] Sizes(Sym x, Dictionary<string, long> values) => [.. x.Shape.Select(d => d.Evaluate(n => values[n]))];

    private static Sym? Infer(Attempt attempt, Scope root, Sym x)
    {
        try
        {
            return attempt.Infer(root, x);
        }
        catch (SpecException)
        {
            return null;
        }
    }

    private static Tensor? Run(Attempt attempt, Tensor x)
    {
        try
        {
            return attempt.Run(x);
        }
        catch (Exception e) when (e is ExternalException or ArgumentException or IndexOutOfRangeException or DivideByZeroException)
        {
            return null;
        }
    }
}
