using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>What the type parameters of a generic method and of the types around it stand for in one call.</summary>
internal sealed class TypeArguments(Compilation compilation)
{
    private readonly Dictionary<string, ITypeSymbol> _types = [];

    /// <summary>The same and more.</summary>
    public TypeArguments Copy()
    {
        var copy = new TypeArguments(compilation);
        foreach (var pair in _types) copy._types.Add(pair.Key, pair.Value);
        return copy;
    }

    public void Add(ImmutableArray<ITypeParameterSymbol> parameters, IReadOnlyList<ITypeSymbol> arguments)
    {
        for (var i = 0; i < parameters.Length; i++) _types[parameters[i].Name] = arguments[i];
    }

    /// <summary>A type with all type parameters in it replaced.</summary>
    public ITypeSymbol Resolve(ITypeSymbol type)
    {
        switch (type)
        {
            case ITypeParameterSymbol parameter:
                return _types.TryGetValue(parameter.Name, out var argument) ? argument : type;
            case IArrayTypeSymbol array:
                var element = Resolve(array.ElementType);
                return ReferenceEquals(element, array.ElementType) ? type : compilation.CreateArrayTypeSymbol(element, array.Rank);
            case INamedTypeSymbol { IsGenericType: true } named:
                return Resolve(named);
            default:
                return type;
        }
    }

    private INamedTypeSymbol Resolve(INamedTypeSymbol type)
    {
        var definition = type.ConstructedFrom;
        if (type.ContainingType is { IsGenericType: true } outer)
        {
            var resolved = Resolve(outer);
            if (!ReferenceEquals(resolved, outer)) definition = resolved.GetTypeMembers(type.Name, type.Arity).Single();
        }
        if (type.Arity == 0) return definition;
        var arguments = type.TypeArguments.Select(Resolve).ToArray();
        var isSame = ReferenceEquals(definition, type.ConstructedFrom);
        for (var i = 0; i < arguments.Length; i++) isSame &= ReferenceEquals(arguments[i], type.TypeArguments[i]);
        return isSame ? type : definition.Construct(arguments);
    }
}
