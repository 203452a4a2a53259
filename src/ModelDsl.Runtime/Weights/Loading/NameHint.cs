namespace ModelDsl.Runtime;

/// <summary>What to say of a name that does not exist: the nearest one, or which there are.</summary>
internal static class NameHint
{
    private const int Shown = 4;

    /// <summary>What the key of a layer's weight ends in.</summary>
    public const string Weight = ".weight";

    /// <summary>The layers that have a weight.</summary>
    public static IReadOnlyList<string> Layers(IEnumerable<string> keys) =>
        [.. keys.Where(k => k.EndsWith(Weight, StringComparison.Ordinal)).Select(k => k[..^Weight.Length]).Distinct()];

    /// <summary>As in <c>did you mean 'head'?</c>.</summary>
    /// <param name="name">The name that does not exist.</param>
    /// <param name="names">Those that do.</param>
    public static string For(string name, IReadOnlyList<string> names) =>
        names.FirstOrDefault(n => n == name + Weight) is { } whole ? $"did you mean '{whole}'?"
        : names.MinBy(n => EditDistance.Between(name, n)) is { } nearest && EditDistance.Between(name, nearest) <= Math.Max(2, name.Length / 3) ? $"did you mean '{nearest}'?"
        : names.Count > Shown ? $"there are {string.Join(", ", names.Take(Shown))}, … and {names[^1]}"
        : $"there are {string.Join(", ", names)}";
}
