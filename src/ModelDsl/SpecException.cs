using System;
using System.Collections.Generic;

namespace ModelDsl;

/// <summary>
/// A specification is wrong. Thrown by the vocabulary when a specification runs; the generator turns it into a
/// diagnostic on the argument that caused it.
/// </summary>
public sealed class SpecException : Exception
{
    internal SpecException(string id, string message, params string[] parameters) : base(message)
    {
        Id = id;
        Parameters = parameters;
    }

    /// <summary>Which rule is broken, for instance <c>MDSL3102</c>.</summary>
    public string Id { get; }

    /// <summary>The C# parameters of the failing call whose arguments are at fault, the most likely one first; "this" is the tensor itself.</summary>
    public IReadOnlyList<string> Parameters { get; }

    /// <summary>Where the numbers that a message names were written, when the failing call's own arguments do not tell.</summary>
    public Provenance? Provenance { get; init; }

    /// <summary>The numbers that break the rule, the one to change first, each with the nearest values with which the rule would hold.</summary>
    public IReadOnlyList<WrongNumber> Wrong { get; init; } = [];

    /// <summary>Texts that might do in place of the argument at fault, the likeliest first.</summary>
    public IReadOnlyList<string> BetterTexts { get; init; } = [];

    /// <summary>The name that a scope lacks to be a layer's own; null where it has one.</summary>
    public string? MissingName { get; init; }

    /// <summary>The name that is wrong where it is written: two things have it, or nothing has; null where a name is not the mistake.</summary>
    public string? TakenName { get; init; }

    /// <summary>Whether nothing tells what would be right, so that no change is looked for.</summary>
    internal bool IsOpen { get; init; }

    /// <summary>Earlier steps that the message speaks of, for instance the rearrangement that put an axis together.</summary>
    public IReadOnlyList<Node> Earlier { get; init; } = [];

    internal static SpecException Shape(string id, string message, params string[] parameters) => new(id, message, parameters);
}

/// <summary>A number that breaks a rule.</summary>
/// <param name="Value">The number.</param>
/// <param name="Better">Values with which the rule would hold if everything else stayed, the nearest first.</param>
public sealed record WrongNumber(Dim Value, ValueList<long> Better);

/// <summary>The rules that the vocabulary checks. The first digit is the category: 1 declaration, 2 language, 3 shape, 4 state_dict, 5 cost, 9 internal.</summary>
public static class SpecErrors
{
    /// <summary>A position or a name of what is not there.</summary>
    public const string NoSuchElement = "MDSL2004";

    /// <summary>A size, count or rate is outside its range.</summary>
    public const string NotPositive = "MDSL3001";

    /// <summary>A size is needed before run time.</summary>
    public const string NotConstant = "MDSL3002";

    /// <summary>A tensor has another number of axes than the operation takes.</summary>
    public const string WrongRank = "MDSL3003";

    /// <summary>Two tensors cannot be combined element by element.</summary>
    public const string ShapeMismatch = "MDSL3004";

    /// <summary>An axis has another size than the operation takes.</summary>
    public const string WrongSize = "MDSL3005";

    /// <summary>A kernel does not fit into the map it slides over.</summary>
    public const string KernelTooLarge = "MDSL3006";

    /// <summary>An axis number is outside the tensor.</summary>
    public const string NoSuchAxis = "MDSL3007";

    /// <summary>A size that is fixed only at run time has too many terms to compute with.</summary>
    public const string TooComplex = "MDSL3008";

    /// <summary>A tensor has elements of another type than the operation takes.</summary>
    public const string WrongType = "MDSL3009";

    /// <summary>A number does not divide another (heads and channels, groups and channels, window and map).</summary>
    public const string DoesNotDivide = "MDSL3102";

    /// <summary>A rearrangement's pattern does not describe the tensor.</summary>
    public const string BadPattern = "MDSL3201";

    /// <summary>A named axis is taken for another one.</summary>
    public const string AxisTakenForAnother = "MDSL3202";

    /// <summary>A rule that a family states for itself.</summary>
    public const string FamilyRule = "MDSL3301";

    /// <summary>One state_dict path is declared in two ways.</summary>
    public const string StateConflict = "MDSL4001";

    /// <summary>A name that cannot be a part of a state_dict key.</summary>
    public const string BadName = "MDSL4002";

    /// <summary>Two inputs or two outputs have one name.</summary>
    public const string NameTaken = "MDSL4004";

    /// <summary>A cached expression depends on the model's input.</summary>
    public const string CachedInput = "MDSL4003";
}
