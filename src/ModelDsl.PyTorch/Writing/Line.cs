namespace ModelDsl.PyTorch.Writing;

/// <summary>A line of a function.</summary>
/// <param name="Text">The statement.</param>
/// <param name="Comment">What stands behind it.</param>
/// <param name="Inner">The statement inside it, of a loop; null for others.</param>
internal sealed record Line(string Text, string Comment, string? Inner = null);

/// <summary>Where tensors that a function makes lie, and what their floating point numbers are, as expressions.</summary>
/// <param name="Device">The device.</param>
/// <param name="Type">The type.</param>
internal sealed record Likeness(string Device, string Type)
{
    /// <summary>As a tensor has them.</summary>
    public static Likeness Of(string tensor) => new(tensor + ".device", tensor + ".dtype");
}

/// <summary>What a function is for.</summary>
internal enum BodyKind
{
    /// <summary>The module's computation.</summary>
    Forward,

    /// <summary>A table of nothing but sizes.</summary>
    Table,

    /// <summary>A table that follows from weights.</summary>
    Cached,
}
