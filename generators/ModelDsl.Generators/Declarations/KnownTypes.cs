using System.Linq;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Declarations;

/// <summary>The vocabulary's own types among the symbols of a compilation.</summary>
internal static class KnownTypes
{
    /// <summary>Whether a type is the vocabulary's of that name.</summary>
    public static bool Is(ITypeSymbol? type, string name) =>
        type is INamedTypeSymbol { ContainingNamespace: { Name: nameof(ModelDsl), ContainingNamespace.IsGlobalNamespace: true } } && type.Name == name;

    /// <summary>An attribute of the vocabulary's on a symbol; null where there is none.</summary>
    public static AttributeData? Attribute(ISymbol symbol, string name) => symbol.GetAttributes().FirstOrDefault(a => Is(a.AttributeClass, name));
}
