using System.ComponentModel;

namespace ModelDsl.Runtime;

/// <summary>
/// Says what a generated block class of the assembly computes and what the numbers of its constructor stand for, so that a
/// project which references the assembly constructs this class in place of a copy. Written by the generator.
/// </summary>
/// <param name="type">The class.</param>
/// <param name="block">The full name of the specification's method, or that of a group of the state_dict.</param>
/// <param name="text">A hash of the class's text.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class BlockStructureAttribute(Type type, string block, string text) : Attribute
{
    /// <summary>The class.</summary>
    public Type Type { get; } = type;

    /// <summary>The full name of the specification's method, or that of a group of the state_dict.</summary>
    public string Block { get; } = block;

    /// <summary>A hash of the class's text, which covers its structure, its parameters and the generator's version.</summary>
    public string Text { get; } = text;

    /// <summary>The interface that it has in common with others of its lists; null for none.</summary>
    public Type? View { get; init; }

    /// <summary>The names of the sizes in which its instances differ; one that is fixed only at run time has a <c>~</c>.</summary>
    public string Sizes { get; init; } = "";

    /// <summary>What each number of its body is, in their order: a constant, a parameter, or an expression of some.</summary>
    public string Numbers { get; init; } = "";

    /// <summary>What each rate is, in their order: a constant, or a parameter.</summary>
    public string Rates { get; init; } = "";
}
