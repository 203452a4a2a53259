using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>Tells whether a weight file is one of a module's.</summary>
internal static class StateComparison
{
    private const int Shown = 3;

    /// <summary>Compares keys, shapes and element types.</summary>
    /// <exception cref="WeightsException">They differ; the message counts the differences and names the first few.</exception>
    public static void Check(IReadOnlyDictionary<string, torch.Tensor> state, SafetensorsFile file)
    {
        var missing = new List<string>();
        var reshaped = new List<string>();
        var retyped = new List<string>();
        // A tensor with two keys is there when one of them is.
        var present = state.Where(s => file.Find(s.Key) is not null).Select(s => s.Value.Handle).ToHashSet();
        foreach (var (name, tensor) in state)
        {
            var entry = file.Find(name);
            if (entry is null)
            {
                if (!present.Contains(tensor.Handle)) missing.Add(name);
            }
            else if (!entry.Shape.SequenceEqual(tensor.shape))
            {
                reshaped.Add($"{name} (file {Text(entry.Shape)}, model {Text(tensor.shape)})");
            }
            else if (!Fits(entry.Type, tensor.dtype))
            {
                retyped.Add($"{name} (file {entry.Type.Name()}, model {SafetensorsTypes.FromScalarType(tensor.dtype)?.Name() ?? tensor.dtype.ToString()})");
            }
        }
        var unexpected = file.Entries.Where(e => !state.ContainsKey(e.Name)).Select(e => e.Name).ToList();

        string[] parts =
        [
            .. Part("missing from the file", missing), .. Part("unknown to the model", unexpected),
            .. Part("of another shape", reshaped), .. Part("of another type", retyped),
        ];
        if (parts.Length > 0)
        {
            throw new WeightsException(file.Path,
                $"not weights of this model (nothing was loaded): of {state.Count} entries in the model and {file.Entries.Count} in the file, {string.Join("; ", parts)}");
        }
    }

    /// <summary>Floats are converted on loading; anything else must be the same.</summary>
    private static bool Fits(SafetensorsType file, torch.ScalarType model) =>
        file.ToScalarType() == model || (file.IsFloat() && SafetensorsTypes.FromScalarType(model) is { } type && type.IsFloat());

    private static IEnumerable<string> Part(string what, List<string> names)
    {
        if (names.Count == 0) yield break;
        var more = names.Count > Shown ? ", …" : "";
        yield return $"{names.Count} {what}: {string.Join(", ", names.Take(Shown).Select(n => n.ReplaceLineEndings(" ")))}{more}";
    }

    private static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
