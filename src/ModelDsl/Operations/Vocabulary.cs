namespace ModelDsl;

/// <summary>
/// The operations that specifications are written with: extension methods of <see cref="Sym"/>, and of
/// <see cref="Scope"/> for what has no operand. Each is in its own file, with the record that describes it.
/// </summary>
public static partial class Vocabulary;
