namespace ModelDsl.Generators.Diagnostics;

/// <summary>A change of one expression that mends a mistake.</summary>
/// <param name="Where">The expression.</param>
/// <param name="Text">What to write instead.</param>
/// <param name="Title">What an editor offers.</param>
internal sealed record Replacement(Place Where, string Text, string Title);
