using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>The type that declares a block or a model.</summary>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="TypeName">Its name behind those of the types around it, without dots.</param>
/// <param name="IsForeign">Whether another assembly declares it.</param>
internal sealed record BlockHome(string Namespace, string TypeName, bool IsForeign)
{
    /// <summary>Namespace and name.</summary>
    public string FullName => Namespace.Length == 0 ? TypeName : Namespace + "." + TypeName;

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
