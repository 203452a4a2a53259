namespace ModelDsl.Generators.Targets.TorchSharp.Planning;

/// <summary>A private method that computes a buffer or a cached value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">The path of the table's place.</param>
/// <param name="IsCached">Whether it depends on weights; else it is static.</param>
/// <param name="Table">The C# expression of the table.</param>
/// <param name="Weight">The C# expression of a weight that it depends on; empty for none.</param>
/// <param name="Sizes">The sizes that it gets from its caller.</param>
/// <param name="Constants">The numbers of the class that it gets besides where it is static, with their types.</param>
/// <param name="Steps">Its body.</param>
/// <param name="Result">The value it yields.</param>
/// <param name="Shape">Its shape.</param>
internal sealed record MethodPlan(
    string Name, string Path, bool IsCached, string Table, string Weight, ValueList<SizeParameter> Sizes, ValueList<(string Type, string Name)> Constants, ValueList<Statement> Steps, Value Result, Shape Shape)
{
    /// <summary>The last part of the path.</summary>
    public string StateName => Path.Substring(Path.LastIndexOf('.') + 1);
}

/// <summary>One statement of a body: what it computes, and what is no longer needed after it.</summary>
/// <param name="Results">The local variables it assigns; several when a block yields a tuple.</param>
/// <param name="Arguments">The tensors that it works on; none for a statement that binds a size.</param>
/// <param name="Expression">The C# expression.</param>
/// <param name="Comment">The shape it yields where that changes, or the pattern of a rearrangement; empty for none.</param>
/// <param name="Disposals">Local variables whose last use this is.</param>
internal sealed record Statement(ValueList<string> Results, ValueList<Value> Arguments, string Expression, string Comment, ValueList<string> Disposals)
{
    /// <summary>Whether it binds a size, which is a number and needs no freeing: <c>var n = image.shape[0];</c>.</summary>
    public bool IsSize { get; init; }

    /// <summary>What it repeats; null for a statement that runs once.</summary>
    public Loop? Loop { get; init; }

    /// <summary>The parameter of the class that it takes as a rate or another number; null for none.</summary>
    public string? Number { get; init; }
}

/// <summary>The modules of a list behind the first one, each called with what the one before it yields.</summary>
/// <param name="Index">The variable that counts them.</param>
/// <param name="Count">The C# expression of how many modules there are.</param>
/// <param name="Carried">The local variables that hold what the last call yielded.</param>
/// <param name="Next">Those for what the next one yields.</param>
internal sealed record Loop(string Index, string Count, ValueList<string> Carried, ValueList<string> Next);

/// <summary>An operand: a C# expression, and whether the body owns it (a local) or only reads it (a parameter, a weight).</summary>
internal sealed record Value(string Expression, bool IsOwned);
