using System.Text;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Cli.Verification;

/// <summary>
/// Weights and inputs that any program can make without a file: each value follows from the entry's key and its place.
/// The golden files were computed with the same ones.
/// </summary>
internal static class FormulaWeights
{
    private const ulong FnvOffset = 0xCBF29CE484222325;
    private const ulong FnvPrime = 0x100000001B3;
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>FNV-1a, 64 bits, over the text's UTF-8 bytes.</summary>
    public static ulong Hash(string text)
    {
        var hash = FnvOffset;
        foreach (var value in Encoding.UTF8.GetBytes(text)) hash = (hash ^ value) * FnvPrime;
        return hash;
    }

    /// <summary>The i-th of a name's numbers in [0, 1): multiples of 2⁻²⁴.</summary>
    public static double Uniform(ulong hash, long index)
    {
        var z = unchecked(hash + (ulong)(index + 1) * Golden);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return (z >> 40) * (1.0 / (1 << 24));
    }

    /// <summary>The values of a state_dict entry; null for tables and counters, which stay as the model computes them.</summary>
    /// <param name="key">The entry's key; its last part decides on the distribution.</param>
    /// <param name="shape">The entry's sizes.</param>
    /// <param name="kind">Whether it is trained.</param>
    public static float[]? Values(string key, IReadOnlyList<long> shape, StateKind kind)
    {
        var last = key[(key.LastIndexOf('.') + 1)..];
        if (kind != StateKind.Parameter && last is not ("running_var" or "running_mean")) return null;
        var (offset, scale) = last switch
        {
            "running_var" => (1.0, 0.25),
            "running_mean" => (0.0, 0.25),
            _ when last.StartsWith("gamma", StringComparison.Ordinal) => (0.75, 0.25),
            _ when shape.Count >= 2 => (0.0, Math.Sqrt(3.0 / shape.Skip(1).Aggregate(1L, (product, size) => product * size))),
            "weight" => (1.0, 0.25),
            _ => (0.0, 0.25),
        };
        return Fill(key, shape, offset, scale);
    }

    /// <summary>An input, values in [−2, 2).</summary>
    public static TensorRecord Input(GoldenInput input) => new(input.Shape, Fill(input.Name, input.Shape, 0.0, 2.0));

    /// <summary>What an output is multiplied with to make the loss, values in [−1, 1).</summary>
    public static float[] Cotangent(string output, IReadOnlyList<long> shape) => Fill("cotangent." + output, shape, 0.0, 1.0);

    /// <summary>Fills a module's state.</summary>
    public static void Apply(torch.nn.Module module)
    {
        using (torch.no_grad())
        {
            // In order: of a tensor with two keys the later one decides.
            foreach (var slot in StateLayout.Of(module))
            {
                if (slot.Tensor is not { } target || Values(slot.Key, slot.Shape, slot.Kind) is not { } values) continue;
                using var source = torch.tensor(values, target.shape, dtype: torch.ScalarType.Float32);
                target.copy_(source);
            }
        }
        WeightState.Changed(module);
    }

    private static float[] Fill(string name, IReadOnlyList<long> shape, double offset, double scale)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => checked(product * size))];
        var hash = Hash(name);
        for (long i = 0; i < values.LongLength; i++)
            values[i] = (float)(offset + scale * (2.0 * Uniform(hash, i) - 1.0));
        return values;
    }
}
