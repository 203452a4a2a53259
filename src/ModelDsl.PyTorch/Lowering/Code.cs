namespace ModelDsl.PyTorch.Lowering;

/// <summary>How tightly an expression's outermost operator binds; higher levels stand unbracketed inside lower ones.</summary>
internal enum Level
{
    /// <summary><c>a &lt; b</c>.</summary>
    Comparison,

    /// <summary><c>a | b</c>.</summary>
    Or,

    /// <summary><c>a &amp; b</c>.</summary>
    And,

    /// <summary><c>a + b</c>.</summary>
    Sum,

    /// <summary><c>a * b</c>, <c>a @ b</c>.</summary>
    Product,

    /// <summary><c>-a</c>.</summary>
    Unary,

    /// <summary>A name, a call, an element.</summary>
    Atom,
}

/// <summary>A Python expression.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Level">How tightly it binds.</param>
internal sealed record Code(string Text, Level Level = Level.Atom)
{
    /// <summary>What stands behind a statement that assigns it; empty for nothing.</summary>
    public string Comment { get; init; } = "";

    public static implicit operator Code(string text) => new(text);

    /// <summary>Its text where something of a level is needed.</summary>
    public string At(Level level) => Level >= level ? Text : $"({Text})";

    /// <inheritdoc/>
    public override string ToString() => At(Level.Atom);
}
