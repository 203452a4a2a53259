namespace ModelDsl.PyTorch.Writing;

/// <summary>What the text of a body refers to in the class around it.</summary>
internal sealed class ClassContext
{
    /// <summary>The body of the class, with parameters in the place of numbers.</summary>
    public required Body Body { get; init; }

    /// <summary>The same body with the numbers of one instance.</summary>
    public required Body Instance { get; init; }

    /// <summary>The expression of what lies at a path below the class; null where nothing does.</summary>
    public required Func<string, string?> ExpressionOf { get; init; }

    /// <summary>For each step, what its author calls the result; null for none.</summary>
    public required IReadOnlyList<string?> Names { get; init; }

    /// <summary>For each rate of the body's own steps the module that acts at it; null for none.</summary>
    public required IReadOnlyList<string?> Rates { get; init; }

    /// <summary>The sizes that the module at a path gets when it is called.</summary>
    public required Func<string, IReadOnlyList<Dim>> SizesOf { get; init; }

    /// <summary>The sizes that the table at a path gets.</summary>
    public Dictionary<string, IReadOnlyList<Dim>> Tables { get; } = [];

    /// <summary>The symbols of the model's inputs.</summary>
    public required IReadOnlyList<string> Axes { get; init; }

    /// <summary>The sizes in which instances of the class differ.</summary>
    public required ClassSizes Sizes { get; init; }

    /// <summary>The attribute or parameter for a number of the class.</summary>
    public required Func<string, string> NameOf { get; init; }

    /// <summary>The numbers that the bodies read, which an instance keeps.</summary>
    public HashSet<string> Kept { get; } = [];

    /// <summary>Notes that the file needs a part.</summary>
    public required Action<string> Needs { get; init; }

    /// <summary>The method that computes a table.</summary>
    public static string MethodOf(string path) => "compute_" + path.Replace('.', '_');
}
