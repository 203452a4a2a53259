namespace ModelDsl.Training;

/// <summary>Files or folders of a data set that are neither images nor classes, left out for one reason.</summary>
/// <param name="Reason">Why, as in <c>names that begin with a dot</c>.</param>
/// <param name="Count">How many.</param>
/// <param name="Examples">The first few, relative to the data set's folder.</param>
public sealed record LeftOutFiles(string Reason, int Count, IReadOnlyList<string> Examples)
{
    /// <summary>As in <c>2 names that begin with a dot (train/cat/._0.png, …)</c>.</summary>
    public override string ToString() => $"{Count} {Reason} ({string.Join(", ", Examples)}{(Count > Examples.Count ? ", …" : "")})";

    /// <summary>Those of several folders, a reason each once.</summary>
    internal static IEnumerable<LeftOutFiles> Together(IEnumerable<LeftOutFiles> parts) => parts.GroupBy(l => l.Reason).Select(g => new LeftOutFiles(g.Key, g.Sum(l => l.Count), g.First().Examples));
}
