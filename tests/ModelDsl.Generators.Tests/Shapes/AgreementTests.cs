using System.Runtime.InteropServices;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace ModelDsl.Generators.Tests.Shapes;

/// <summary>Random graphs: the vocabulary infers the shapes that libtorch computes, and refuses what libtorch refuses.</summary>
public sealed class AgreementTests(ITestOutputHelper output)
{
    /// <summary>Some 12 graphs a second; <c>MODELDSL_GRAPHS=10000</c> runs more of them.</summary>
    private static readonly int s_graphs = int.TryParse(Environment.GetEnvironmentVariable("MODELDSL_GRAPHS"), out var graphs) ? graphs : 400;
    private const int Attempts = 12;

    /// <summary>
    /// What the vocabulary refuses though libtorch takes it for every value of the symbols, each with its reason. Such
    /// refusals come with sizes only that are fixed at run time.
    /// </summary>
    private static readonly Dictionary<string, string> s_stricter = new()
    {
        [SpecErrors.NotConstant] = "weights, normalisations and parts of an axis have a size when the module is made, before an input is seen",
    };

    [Fact]
    public void Inferred_shapes_are_the_shapes_of_libtorch()
    {
        var random = new Random(2306);
        var (accepted, refused, withSymbols, stricter, unbounded) = (0, 0, 0, 0, 0);
        var astray = new List<string>();
        for (var graph = 0; graph < s_graphs; graph++)
        {
            using var scope = NewDisposeScope();
            var isFixed = random.Next(3) > 0;
            var (height, width) = (random.Next(1, 14), random.Next(1, 14));
            var root = new Graph().Root;
            var input = root.Input(
                "x", Dim.Batch, random.Next(1, 9), isFixed ? height : Dim.Symbol("H", multipleOf: 4, minimum: 8), isFixed ? width : Dim.Symbol("W", minimum: 6));
            var x = input;
            // Three values for each symbol, the smallest among them.
            var values = Enumerable.Range(0, 3).Select(_ => Values(random.Next(5, 9), 4 * random.Next(2, 5), random.Next(6, 15))).ToArray();
            values[0] = Values(1, 8, 6);
            var tensors = values.Select(v => zeros(Sizes(x, v))).ToArray();
            var path = new List<Attempt>();
            for (var i = 0; i < Attempts && x.Rank > 0; i++)
            {
                var attempt = Attempt.Random(random, x.Rank, i);
                var (inferred, rule) = Infer(attempt, root, x);
                var ran = tensors.Select(t => Run(attempt, t)).ToArray();
                var before = $"{attempt.Name} of {x.Shape} at {string.Join(" ", tensors.Select(t => $"[{string.Join(",", t.shape)}]"))}";
                if (inferred is null)
                {
                    refused++;
                    if (x.Shape.Skip(1).Append(x.Shape[-1]).Any(d => !d.IsConstant)) withSymbols++;
                    // What is refused is refused for the sake of some value: one of the three, or one that a search finds.
                    if (ran.Any(r => r is null) || Adversary(input, path, attempt)) continue;
                    if (s_stricter.ContainsKey(rule!)) stricter++;
                    else astray.Add($"only the vocabulary refuses {before}: {rule}");
                    continue;
                }
                for (var v = 0; v < values.Length; v++)
                {
                    // How small a difference of products can be, its form does not tell: the entry guard of the module does, and libtorch itself.
                    if (ran[v] is null && x.Shape.Any(d => d.Minimum() is null)) unbounded++;
                    else if (ran[v] is null) astray.Add($"only libtorch refuses {before}, where {inferred.Shape} was inferred");
                    else Assert.True(Sizes(inferred, values[v]).SequenceEqual(ran[v]!.shape), $"{before} is {inferred.Shape}, but [{string.Join(",", ran[v]!.shape)}]");
                }
                if (ran.Any(r => r is null)) continue;
                accepted++;
                if (tensors.Max(t => t.numel()) > 10_000) break;
                x = inferred;
                path.Add(attempt);
                tensors = ran!;
            }
        }
        output.WriteLine($"{s_graphs} graphs: {accepted} operations agree in shape for 3 values of each symbol, {refused} are refused, {withSymbols} of them of sizes that are fixed at run time, {stricter} of those by rules of the vocabulary's own; {unbounded} accepted ones that libtorch refuses have differences of products for sizes");
        foreach (var line in astray) output.WriteLine(line);
        Assert.Empty(astray);
        Assert.True(unbounded <= 3 + (s_graphs / 300), $"{unbounded}");
        Assert.True(accepted > 3 * s_graphs && refused - withSymbols > s_graphs && withSymbols > 0.3 * s_graphs, $"{accepted} accepted, {refused} refused, {withSymbols} with symbols");
    }

    /// <summary>Looks for values of the symbols, within what they declare, for which libtorch refuses an operation.</summary>
    private static bool Adversary(Sym input, IReadOnlyList<Attempt> path, Attempt attempt)
    {
        var isFixed = input.Shape.Skip(1).All(d => d.IsConstant);
        foreach (var batch in new[] { 1, 2, 3 })
        {
            for (var height = 8; height <= (isFixed ? 8 : 32); height += 4)
            {
                for (var width = 6; width <= (isFixed ? 6 : 17); width++)
                {
                    using var scope = NewDisposeScope();
                    Tensor? x = zeros(Sizes(input, Values(batch, height, width)));
                    foreach (var step in path) x = x is null ? null : Run(step, x);
                    if (x is null || Run(attempt, x) is null) return true;
                }
            }
        }
        return false;
    }

    private static Dictionary<string, long> Values(long batch, long height, long width) => new() { ["N"] = batch, ["H"] = height, ["W"] = width };

    private static long[] Sizes(Sym x, Dictionary<string, long> values) => [.. x.Shape.Select(d => d.Evaluate(n => values[n]))];

    private static (Sym? Result, string? Rule) Infer(Attempt attempt, Scope root, Sym x)
    {
        try
        {
            return (attempt.Infer(root, x), null);
        }
        catch (SpecException e)
        {
            return (null, e.Id);
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
