using ModelDsl.Cli.Output;
using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Cli.Commands;

/// <summary>Compares two weight files, key by key.</summary>
internal static class WeightComparison
{
    public static WeightDiffDocument Compare(WeightFile first, WeightFile second, CancellationToken cancellation)
    {
        var (a, b) = (ByPlainName(first), ByPlainName(second));
        var differences = new List<WeightDifference>();
        foreach (var (name, entry) in a)
        {
            cancellation.ThrowIfCancellationRequested();
            var difference = b.TryGetValue(name, out var other)
                ? Compare(name, first, entry, second, other)
                : new WeightDifference(name, "onlyInFirst", Numbers.Shape(entry.Shape));
            if (difference is not null) differences.Add(difference);
        }
        differences.AddRange(b.Where(e => !a.ContainsKey(e.Key)).Select(e => new WeightDifference(e.Key, "onlyInSecond", Numbers.Shape(e.Value.Shape))));
        return new WeightDiffDocument(first.Path, second.Path, differences.Count == 0, a.Count + b.Keys.Count(k => !a.ContainsKey(k)), differences);
    }

    /// <summary>The entries without the wrappers that every key of the file has.</summary>
    private static Dictionary<string, WeightEntry> ByPlainName(WeightFile file)
    {
        var length = file.Wrappers.Length;
        return file.Entries.ToDictionary(e => e.Name[length..], StringComparer.Ordinal);
    }

    private static WeightDifference? Compare(string name, WeightFile first, WeightEntry a, WeightFile second, WeightEntry b)
    {
        if (!a.Shape.SequenceEqual(b.Shape)) return new WeightDifference(name, "shape", $"{Numbers.Shape(a.Shape)}, {Numbers.Shape(b.Shape)}");
        if (a.Type != b.Type) return new WeightDifference(name, "dtype", $"{a.Type.Name()}, {b.Type.Name()}", Largest(first, a, second, b));
        using var x = first.Read(a.Name);
        using var y = second.Read(b.Name);
        if (SameBytes(x, y)) return null;
        var largest = Largest(x, y);
        return new WeightDifference(name, "values", FormattableString.Invariant($"by up to {largest:g4}"), largest);
    }

    private static double Largest(WeightFile first, WeightEntry a, WeightFile second, WeightEntry b)
    {
        using var x = first.Read(a.Name);
        using var y = second.Read(b.Name);
        return Largest(x, y);
    }

    private static bool SameBytes(torch.Tensor x, torch.Tensor y)
    {
        const long partSize = 1L << 26;
        using var a = x.view(-1);
        using var b = y.view(-1);
        for (var start = 0L; start < a.NumberOfElements; start += partSize)
        {
            var length = Math.Min(partSize, a.NumberOfElements - start);
            using var p = a.narrow(0, start, length);
            using var q = b.narrow(0, start, length);
            if (!p.bytes.SequenceEqual(q.bytes)) return false;
        }
        return true;
    }

    private static double Largest(torch.Tensor x, torch.Tensor y)
    {
        if (x.NumberOfElements == 0) return 0;
        using var a = x.to(torch.ScalarType.Float64);
        using var b = y.to(torch.ScalarType.Float64);
        using var difference = a.sub(b);
        using var size = difference.abs();
        using var largest = size.max();
        return largest.item<double>();
    }
}
