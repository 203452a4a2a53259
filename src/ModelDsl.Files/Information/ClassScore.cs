namespace ModelDsl.Runtime;

/// <summary>A class and how likely a model finds it.</summary>
/// <param name="Index">Its place in the logits.</param>
/// <param name="Name">Its name; null where the names are not known.</param>
/// <param name="Probability">From 0 to 1: the softmax of the logits.</param>
public sealed record ClassScore(int Index, string? Name, double Probability)
{
    /// <summary>The likeliest classes, the likeliest first.</summary>
    /// <param name="logits">What a classifier yields for one image: finite numbers.</param>
    /// <param name="names">The names of the classes, as many as there are logits; null where they are not known.</param>
    /// <param name="top">How many are wanted, at least 1.</param>
    public static IReadOnlyList<ClassScore> Of(IReadOnlyList<float> logits, IReadOnlyList<string>? names, int top)
    {
        ArgumentNullException.ThrowIfNull(logits);
        if (names is not null && names.Count != logits.Count) throw new ArgumentException($"{names.Count} names for {logits.Count} classes", nameof(names));
        if (top < 1) throw new ArgumentOutOfRangeException(nameof(top), top, "how many of the likeliest classes are wanted: at least 1");
        var largest = logits.Max();
        var sum = logits.Sum(v => Math.Exp(v - largest));
        return [.. logits.Index().OrderByDescending(v => v.Item).Take(top).Select(v => new ClassScore(v.Index, names?[v.Index], Math.Exp(v.Item - largest) / sum))];
    }
}
