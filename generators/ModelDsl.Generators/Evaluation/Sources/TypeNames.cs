using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Names by which a type is known in every compilation, because symbols of two compilations are never equal.</summary>
internal static class TypeNames
{
    public const string Vocabulary = "ModelDsl";

    private static readonly ConditionalWeakTable<INamedTypeSymbol, string> s_full = new();

    /// <summary>Namespace, outer types and name, and the number of type parameters: <c>System.Collections.Generic.List`1</c>.</summary>
    public static string Full(INamedTypeSymbol type) => s_full.GetValue(type.OriginalDefinition, static definition =>
    {
        var name = definition.Name;
        for (ISymbol? outer = definition.ContainingSymbol; outer is INamedTypeSymbol or INamespaceSymbol { IsGlobalNamespace: false }; outer = outer.ContainingSymbol)
            name = outer.Name + "." + name;
        return definition.Arity == 0 ? name : name + "`" + definition.Arity.ToString(System.Globalization.CultureInfo.InvariantCulture);
    });

    /// <summary>The name as .NET's reflection takes it.</summary>
    public static string Metadata(INamedTypeSymbol type) => type.ContainingType is { } outer
        ? Metadata(outer) + "+" + type.MetadataName
        : type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() + "." + type.MetadataName : type.MetadataName;

    /// <summary>Whether a type or member is part of the vocabulary, which is invoked and not interpreted.</summary>
    public static bool IsVocabulary(ISymbol symbol) => symbol.ContainingAssembly?.Name == Vocabulary;

    /// <summary>Whether a type is the one of the vocabulary with a name.</summary>
    public static bool IsVocabulary(ITypeSymbol? type, string name) => type is INamedTypeSymbol named && named.Name == name && IsVocabulary(named);

    /// <summary>Whether a method is marked as a block.</summary>
    public static bool IsBlock(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (IsVocabulary(attribute.AttributeClass, nameof(BlockAttribute))) return true;
        }
        return false;
    }

    /// <summary>A type or member as a message names it.</summary>
    public static string Short(ISymbol symbol) => symbol switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => "new " + constructor.ContainingType.Name,
        IMethodSymbol { AssociatedSymbol: { } member } => Short(member),
        INamedTypeSymbol or ITypeParameterSymbol or IArrayTypeSymbol => symbol.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
        { ContainingType: { } type } => type.Name + "." + symbol.Name,
        _ => symbol.Name,
    };
}
