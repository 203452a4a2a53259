using System.Linq;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Types as .NET names them: <c>System.Collections.Generic.List`1[System.Int32]</c>.</summary>
internal static class TextOfType
{
    /// <summary>What <c>ToString</c> of a type yields.</summary>
    public static string Of(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array) return Of(array.ElementType) + Brackets(array);
        var arguments = type is INamedTypeSymbol named ? ArgumentsOf(named) : [];
        return FullName(type) + (arguments.Length == 0 ? "" : "[" + string.Join(",", arguments.Select(Of)) + "]");
    }

    /// <summary>What <c>Name</c> of a type yields.</summary>
    public static string Name(ITypeSymbol type) => type is IArrayTypeSymbol array ? Name(array.ElementType) + Brackets(array) : type.MetadataName;

    /// <summary>Its namespace and outer types, without type arguments.</summary>
    public static string FullName(ITypeSymbol type) => type is INamedTypeSymbol named ? TypeNames.Metadata(named) : type.MetadataName;

    private static string Brackets(IArrayTypeSymbol array) => "[" + new string(',', array.Rank - 1) + "]";

    private static ITypeSymbol[] ArgumentsOf(INamedTypeSymbol type) => type.ContainingType is { } outer ? [.. ArgumentsOf(outer), .. type.TypeArguments] : [.. type.TypeArguments];
}
