namespace ModelDsl;

/// <summary>A place in the state_dict: <c>s / "blocks" / 0 / "conv1"</c> is the path <c>blocks.0.conv1</c>.</summary>
public sealed class Scope
{
    internal Scope(Graph graph, string path)
    {
        Graph = graph;
        Path = path;
    }

    /// <summary>The path, its parts joined by dots; empty at the root.</summary>
    public string Path { get; }

    /// <summary>The place of the whole model: inputs belong there, also where a part of a larger model declares them.</summary>
    public Scope Root => Graph.Root;

    internal Graph Graph { get; }

    /// <summary>Whether a path is this place or lies below it.</summary>
    internal bool Holds(string path) => Path.Length == 0 || path == Path || path.StartsWith(Path + ".", System.StringComparison.Ordinal);

    /// <summary>A place inside this one.</summary>
    /// <exception cref="SpecException">The name is empty or holds a character other than letters, digits and <c>_</c>.</exception>
    public static Scope operator /(Scope scope, string name)
    {
        if (string.IsNullOrEmpty(name) || !IsName(name))
        {
            Problem.Report(new SpecException(SpecErrors.BadName, $"\"{Shown(name)}\" cannot be a part of a state_dict key; use letters, digits and _", "name") { BetterTexts = [Clean(name)] });
            name = Clean(name);
        }
        return new Scope(scope.Graph, scope.Path.Length == 0 ? name : scope.Path + "." + name);
    }

    /// <summary>A numbered place inside this one, as in PyTorch's <c>ModuleList</c> and <c>Sequential</c>.</summary>
    /// <exception cref="SpecException">The index is negative.</exception>
    public static Scope operator /(Scope scope, int index) => index >= 0
        ? scope / Dim.Text(index)
        : throw new SpecException(SpecErrors.BadName, $"{Dim.Text(index)} cannot be an index in a state_dict key; it must be at least 0", "index") { Wrong = [new(index, [0])] };

    /// <inheritdoc/>
    public override string ToString() => Path;

    /// <summary>The nearest name without the characters that a key cannot hold.</summary>
    private static string Clean(string name)
    {
        var clean = "";
        foreach (var c in name ?? "") clean += IsName(c.ToString()) ? c : '_';
        return clean.Length > 0 ? clean : "unnamed";
    }

    /// <summary>The name with what is not visible spelled out.</summary>
    private static string Shown(string name)
    {
        var text = new System.Text.StringBuilder();
        foreach (var c in name ?? "")
        {
            if (char.IsControl(c) || char.IsSurrogate(c)) text.Append("\\u").Append(((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
            else text.Append(c);
        }
        return text.ToString();
    }

    private static bool IsName(string name)
    {
        foreach (var c in name)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_')) return false;
        }
        return true;
    }
}
