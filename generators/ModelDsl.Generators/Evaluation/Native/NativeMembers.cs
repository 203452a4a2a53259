using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// Finds the compiled counterpart of a symbol by its documentation id, which is the same for a symbol in metadata,
/// for a symbol in source and for what reflection shows.
/// </summary>
internal static class NativeMembers
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Assembly s_vocabulary = typeof(Sym).Assembly;
    private static readonly ConcurrentDictionary<Type, IReadOnlyDictionary<string, MethodBase>> s_methods = new();
    private static readonly ConcurrentDictionary<string, Type?> s_types = new();
    private static readonly ConditionalWeakTable<IMethodSymbol, StrongBox<MethodBase?>> s_found = new();

    /// <summary>The compiled method or constructor, or null.</summary>
    public static MethodBase? MethodOf(IMethodSymbol method) => s_found.GetValue(method.OriginalDefinition, static definition => new(Find(definition))).Value;

    private static MethodBase? Find(IMethodSymbol definition)
    {
        if (definition.GetDocumentationCommentId() is not { } id || TypeOf(definition.ContainingType) is not { } type) return null;
        return s_methods.GetOrAdd(type, MethodsOf).TryGetValue(id, out var found) ? found : null;
    }

    /// <summary>The compiled type of that definition: of the vocabulary, or of the framework.</summary>
    public static Type? TypeOf(INamedTypeSymbol type) => s_types.GetOrAdd(TypeNames.Metadata(type.OriginalDefinition), FindType);

    private static Type? FindType(string name)
    {
        if (name.StartsWith(TypeNames.Vocabulary + ".", StringComparison.Ordinal)) return s_vocabulary.GetType(name);
        return typeof(object).Assembly.GetType(name) ?? typeof(Enumerable).Assembly.GetType(name) ?? typeof(HashSet<>).Assembly.GetType(name) ?? typeof(SortedSet<>).Assembly.GetType(name);
    }

    private static IReadOnlyDictionary<string, MethodBase> MethodsOf(Type type)
    {
        var methods = new Dictionary<string, MethodBase>();
        foreach (var method in type.GetMethods(Declared)) methods[IdOf(method, method.ReturnType)] = method;
        foreach (var constructor in type.GetConstructors(Declared)) methods[IdOf(constructor, null)] = constructor;
        return methods;
    }

    private static string IdOf(MethodBase method, Type? returns)
    {
        var id = new StringBuilder("M:").Append(NameOf(method.DeclaringType!)).Append('.').Append(method.IsConstructor ? "#ctor" : method.Name.Replace('.', '#'));
        if (method.IsGenericMethod) id.Append("``").Append(method.GetGenericArguments().Length);
        var parameters = method.GetParameters();
        if (parameters.Length > 0) id.Append('(').Append(string.Join(",", parameters.Select(p => NameOf(p.ParameterType)))).Append(')');
        if (method.Name is "op_Implicit" or "op_Explicit") id.Append('~').Append(NameOf(returns!));
        return id.ToString();
    }

    private static string NameOf(Type type)
    {
        if (type.IsByRef) return NameOf(type.GetElementType()!) + "@";
        if (type.IsPointer) return NameOf(type.GetElementType()!) + "*";
        if (type.IsArray) return NameOf(type.GetElementType()!) + (type.GetArrayRank() == 1 ? "[]" : "[" + string.Join(",", Enumerable.Repeat("0:", type.GetArrayRank())) + "]");
        if (type.IsGenericParameter) return (type.DeclaringMethod is null ? "`" : "``") + type.GenericParameterPosition.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var name = type.DeclaringType is { } outer ? NameOf(outer) + "." + type.Name : type.Namespace + "." + type.Name;
        if (!type.IsGenericType || type.IsGenericTypeDefinition) return name;
        var tick = name.LastIndexOf('`');
        return (tick < 0 ? name : name.Substring(0, tick)) + "{" + string.Join(",", type.GetGenericArguments().Select(NameOf)) + "}";
    }
}
