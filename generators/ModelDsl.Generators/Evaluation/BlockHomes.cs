using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Finds the types that declare blocks.</summary>
internal static class BlockHomes
{
    /// <summary>That of a method.</summary>
    public static BlockHome Of(SourceMethod method, Compilation compilation)
    {
        var type = method.Symbol.ContainingType;
        var name = type.Name;
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType) name = outer.Name + name;
        var space = type.ContainingNamespace is { IsGlobalNamespace: false } named ? named.ToDisplayString() : "";
        return new BlockHome(space, name, method.Home.Compilation != compilation);
    }
}
