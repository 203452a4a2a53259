using System;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>What <c>typeof</c> and <c>GetType</c> tell: names and kinds.</summary>
internal static class TypeLibrary
{
    public static LibraryMethod? Find(IMethodSymbol method) => method.Name switch
    {
        "get_Name" => (_, call) => new Value(TextOfType.Name(TypeOf(call))),
        "get_FullName" => (_, call) => new Value(TypeOf(call) is INamedTypeSymbol { IsGenericType: true } ? throw new NotSupportedException("the full name of a generic type is not supported; use Name") : TextOfType.Of(TypeOf(call))),
        "get_Namespace" => (_, call) => new Value(TypeOf(call).ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() : null),
        "get_IsValueType" => (_, call) => Value.Of(TypeOf(call).IsValueType),
        "get_IsEnum" => (_, call) => Value.Of(TypeOf(call).TypeKind == TypeKind.Enum),
        "get_IsArray" => (_, call) => Value.Of(TypeOf(call).TypeKind == TypeKind.Array),
        "get_IsInterface" => (_, call) => Value.Of(TypeOf(call).TypeKind == TypeKind.Interface),
        "get_IsGenericType" => (_, call) => Value.Of(TypeOf(call) is INamedTypeSymbol { IsGenericType: true }),
        "get_BaseType" => (_, call) => TypeOf(call).BaseType is { } parent ? new Value(new TypeValue(parent)) : default,
        "GetElementType" => (_, call) => TypeOf(call) is IArrayTypeSymbol array ? new Value(new TypeValue(array.ElementType)) : default,
        "GetGenericArguments" => (_, call) => new Value(new ListValue([.. ((INamedTypeSymbol)TypeOf(call)).TypeArguments.Select(t => new Value(new TypeValue(t)))], isArray: true)),
        "op_Equality" => (_, call) => Value.Of(ValueComparer.Default.Equals(call.Arguments[0], call.Arguments[1])),
        "op_Inequality" => (_, call) => Value.Of(!ValueComparer.Default.Equals(call.Arguments[0], call.Arguments[1])),
        "Equals" when method.Parameters.Length == 1 => (_, call) => Value.Of(ValueComparer.Default.Equals(call.Receiver, call.Arguments[0])),
        "ToString" => (_, call) => new Value(TextOfType.Of(TypeOf(call))),
        _ => null,
    };

    private static ITypeSymbol TypeOf(CallSite call) => ((TypeValue)call.Receiver.Data!).Type;
}
