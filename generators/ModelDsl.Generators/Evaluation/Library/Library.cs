using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>A member of the framework, over values of the interpreter.</summary>
internal delegate Value LibraryMethod(Interpreter interpreter, CallSite call);

/// <summary>
/// The members of the framework that a specification may use. All are pure: the same specification gives the same
/// model wherever and whenever it is compiled.
/// </summary>
internal static class Library
{
    private static readonly HashSet<string> s_takeUnknown = ["Add", "Insert", "Append", "Prepend", "set_Item", "TryAdd", "Repeat", "Fill"];

    private static readonly HashSet<string> s_uncertainTypes =
        ["DateTime", "DateTimeOffset", "DateOnly", "TimeOnly", "TimeProvider", "Random", "RandomNumberGenerator", "Guid", "Environment", "Stopwatch", "AppContext", "Console"];

    private static readonly string[] s_uncertainNamespaces =
        ["System.IO", "System.Net", "System.Reflection", "System.Threading", "System.Diagnostics", "System.Runtime", "System.Security", "Microsoft.Win32"];

    /// <summary>Whether a member may change what it is called on: all of a collection's but those that read a property.</summary>
    public static bool MayWrite(IMethodSymbol method) =>
        method.MethodKind is not (MethodKind.PropertyGet or MethodKind.Constructor)
        && (method.ContainingType.Name == "Array" || method.ContainingType.ContainingNamespace.ToDisplayString().StartsWith("System.Collections", StringComparison.Ordinal));

    /// <summary>What evaluates a member of the framework, or null where a specification may not use it.</summary>
    public static LibraryMethod? Find(IMethodSymbol method)
    {
        var type = method.ContainingType;
        if (type is null) return null;
        var name = TypeNames.Full(type);
        switch (name)
        {
            case "System.String" or "string":
                return TextLibrary.Find(method);
            case "System.Text.StringBuilder":
                return TextBuilderLibrary.Find(method);
            case "System.Type" or "System.Reflection.MemberInfo":
                return TypeLibrary.Find(method);
            case "System.StringComparer" or "System.Collections.Generic.Comparer`1" or "System.Collections.Generic.EqualityComparer`1"
                or "System.Collections.Generic.IComparer`1" or "System.Collections.Generic.IEqualityComparer`1":
                return Comparers.Find(method);
            case "System.Math" or "System.MathF" or "System.Convert" or "System.Numerics.BitOperations":
                return NumberLibrary.Find(method);
            case "System.Linq.Enumerable" or "System.Linq.ImmutableArrayExtensions":
                return SequenceLibrary.Find(method);
            case "System.Enum" when EnumLibrary.Find(method) is { } found:
                return found;
            case "System.Object" or "object" or "System.ValueType" or "System.Enum" or "System.IEquatable`1" or "System.IComparable`1":
                return ObjectMember(method);
            case "System.Collections.Generic.KeyValuePair`2":
                return method.Name switch
                {
                    "get_Key" => (_, call) => ((PairValue)call.Receiver.Data!).Key,
                    "get_Value" => (_, call) => ((PairValue)call.Receiver.Data!).Value,
                    ".ctor" => (_, call) => call.Arguments.Length == 0 ? new Value(new PairValue(default, default)) : new Value(new PairValue(call.Arguments[0], call.Arguments[1])),
                    _ => ObjectMember(method),
                };
            case "System.Collections.Generic.IEnumerable`1" or "System.Collections.IEnumerable" when method.Name == "GetEnumerator":
                return (interpreter, call) => new Value(new EnumeratorValue(interpreter.Items(call.Receiver).GetEnumerator()));
            case "System.Collections.Generic.IEnumerator`1" or "System.Collections.IEnumerator" or "System.IDisposable":
                return EnumeratorMember(method);
            case "System.Index" or "System.Range":
                return IndexLibrary.Find(method);
            case "System.Linq.IGrouping`2" when method.Name == "get_Key":
                return (_, call) => ((GroupValue)call.Receiver.Data!).Key;
            case "System.Globalization.CultureInfo" when method.Name == "get_InvariantCulture":
                return (_, _) => new Value(CultureInfo.InvariantCulture);
            case "System.ArgumentException" or "System.ArgumentNullException" or "System.ArgumentOutOfRangeException" when method is { IsStatic: true }:
                return GuardLibrary.Find(method);
        }
        if (IsNullable(type)) return NullableMember(method);
        if (type.IsTupleType) return method.MethodKind == MethodKind.Constructor ? (_, call) => new Value(new TupleValue(call.Arguments)) : ObjectMember(method);
        if (type.IsAnonymousType) return ObjectMember(method);
        if (IsException(type)) return ExceptionMember(method);
        if (type.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_Double) return NumberLibrary.Find(method);
        return CollectionLibrary.Find(method, name);
    }

    private static LibraryMethod? EnumeratorMember(IMethodSymbol method) => method.Name switch
    {
        "MoveNext" => (_, call) => Value.Of(((EnumeratorValue)call.Receiver.Data!).Items.MoveNext()),
        "get_Current" => (_, call) => ((EnumeratorValue)call.Receiver.Data!).Items.Current,
        "Dispose" => (_, call) =>
        {
            ((EnumeratorValue)call.Receiver.Data!).Items.Dispose();
            return default;
        },
        _ => null,
    };

    /// <summary>A static field of the framework.</summary>
    public static Value? StaticField(IFieldSymbol field) => TypeNames.Full(field.ContainingType) switch
    {
        "System.String" or "string" when field.Name == "Empty" => new Value(""),
        "System.Boolean" or "bool" => new Value(field.Name == "TrueString" ? bool.TrueString : bool.FalseString),
        _ => null,
    };

    /// <summary>Whether a method stores an argument away, so that an unknown one does not keep it from running.</summary>
    public static bool TakesUnknown(IMethodSymbol method) => s_takeUnknown.Contains(method.Name);

    /// <summary>Whether a member depends on the machine, the time or chance.</summary>
    public static bool IsUncertain(ISymbol member) => member.ContainingType is { } type
        && (s_uncertainTypes.Contains(type.Name) || s_uncertainNamespaces.Any(n => type.ContainingNamespace?.ToDisplayString().StartsWith(n, StringComparison.Ordinal) == true));

    public static bool IsNullable(INamedTypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    /// <summary>Spans are only another way to look at an array or a string.</summary>
    public static bool IsPassedThrough(IMethodSymbol conversion) =>
        conversion.ContainingType.Name is "Span" or "ReadOnlySpan" or "ImmutableArray" || (conversion.ContainingType.SpecialType == SpecialType.System_String);

    public static bool IsIndexConversion(IMethodSymbol conversion) => conversion.ContainingType is { Name: "Index", ContainingNamespace.Name: "System" };

    private static bool IsException(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current is { Name: "Exception", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }) return true;
        }
        return false;
    }

    private static LibraryMethod? ObjectMember(IMethodSymbol method) => method.Name switch
    {
        "ToString" when method.Parameters.Length == 0 => (interpreter, call) => new Value(interpreter.TextOf(call.Receiver, null, call.Syntax, call.Frame) ?? throw new UnknownException(), call.Receiver.Origin),
        "ReferenceEquals" => (_, call) => call.Arguments.All(a => a.Data is null or Instance { Symbol.IsValueType: false } or ListValue or MapValue or SetValue)
            ? Value.Of(ReferenceEquals(call.Arguments[0].Data, call.Arguments[1].Data))
            : throw new NotSupportedException("only objects of the specification and collections can be compared by reference"),
        "Equals" or "op_Equality" when method.Parameters.Length == 2 => (_, call) => Value.Of(ValueComparer.Default.Equals(call.Arguments[0], call.Arguments[1])),
        "op_Inequality" when method.Parameters.Length == 2 => (_, call) => Value.Of(!ValueComparer.Default.Equals(call.Arguments[0], call.Arguments[1])),
        "Equals" when method.Parameters.Length == 1 => (_, call) => Value.Of(ValueComparer.Default.Equals(call.Receiver, call.Arguments[0])),
        "CompareTo" when method.Parameters.Length == 1 => (_, call) => Value.Of(ValueComparer.Default.Compare(call.Receiver, call.Arguments[0])),
        "GetHashCode" => (_, call) => Value.Of((call.Receiver.Data is EnumValue named ? named.Number : call.Receiver.Data) is IConvertible and not string and var plain
            ? plain.GetHashCode()
            : throw new NotSupportedException("hash codes differ from run to run")),
        "GetType" => (interpreter, call) => new Value(new TypeValue(interpreter.TypeOfValue(call.Receiver) ?? throw new NotSupportedException("the type of this value is not known"))),
        ".ctor" => (_, _) => new Value(new object()),
        _ => null,
    };

    private static LibraryMethod? NullableMember(IMethodSymbol method) => method.Name switch
    {
        "get_HasValue" => (_, call) => Value.Of(call.Receiver.Data is not null, call.Receiver.Origin),
        "get_Value" => (_, call) => call.Receiver.Data is null ? throw new InvalidOperationException("it has no value") : call.Receiver,
        "GetValueOrDefault" => (interpreter, call) =>
            call.Receiver.Data is not null ? call.Receiver : call.Arguments.Length == 1 ? call.Arguments[0] : interpreter.DefaultOf(call.Frame.Resolve(method.ContainingType.TypeArguments[0])),
        ".ctor" => (_, call) => call.Arguments.Length == 0 ? default : call.Arguments[0],
        _ => ObjectMember(method),
    };

    private static LibraryMethod? ExceptionMember(IMethodSymbol method)
    {
        if (method.Name is "get_Message") return (_, call) => new Value(((ExceptionValue)call.Receiver.Data!).Message);
        if (method.MethodKind != MethodKind.Constructor) return null;
        return (_, call) =>
        {
            string? message = null;
            string? parameter = null;
            for (var i = 0; i < method.Parameters.Length; i++)
            {
                if (method.Parameters[i].Name == "paramName") parameter = call.Arguments[i].Data as string;
                else if (method.Parameters[i].Name == "message") message = call.Arguments[i].Data as string;
            }
            message ??= parameter is null ? $"'{method.ContainingType.Name}' is thrown" : $"the value of '{parameter}' is not allowed";
            return new Value(new ExceptionValue(TypeNames.Full(method.ContainingType), message, parameter));
        };
    }
}
