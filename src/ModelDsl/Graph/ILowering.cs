using System.Collections.Generic;

namespace ModelDsl;

/// <summary>
/// What a target makes of each operation. Every operation adds a method, in its own file, so that a target which lacks
/// one does not compile.
/// </summary>
/// <typeparam name="T">What the target computes with, for example the text of an expression.</typeparam>
public partial interface ILowering<T>;

/// <summary>What a target whose language has modules makes of each layer.</summary>
/// <typeparam name="T">What the target knows of a module.</typeparam>
public partial interface ILayers<T>;

/// <summary>What an operation works on, as a target sees it.</summary>
/// <typeparam name="T">What the target computes with.</typeparam>
/// <param name="Inputs">The operands.</param>
/// <param name="Weights">What the operation owns in the state_dict: each entry, or the module that holds them, as the target likes.</param>
public sealed record Operands<T>(IReadOnlyList<T> Inputs, IReadOnlyList<T> Weights);
