using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>The members of enumerations.</summary>
internal static class EnumLibrary
{
    public static LibraryMethod? Find(IMethodSymbol method) => method.Name switch
    {
        "GetValues" => (_, call) => ListOf(EnumOf(call), MembersOf(EnumOf(call)).Select(m => ValueOf(m)), call),
        "GetNames" => (_, call) => ListOf(null, MembersOf(EnumOf(call)).Select(m => new Value(m.Name)), call),
        "GetName" => (_, call) => Number(call.Arguments[call.Arguments.Length - 1]) is var number && MembersOf(EnumOf(call)).FirstOrDefault(m => number.Equals(m.ConstantValue)) is { } member ? new Value(member.Name) : default,
        "IsDefined" => (_, call) => Value.Of(call.Arguments[call.Arguments.Length - 1].Data is string name
            ? MembersOf(EnumOf(call)).Any(m => m.Name == name)
            : Number(call.Arguments[call.Arguments.Length - 1]) is var number && MembersOf(EnumOf(call)).Any(m => number.Equals(m.ConstantValue))),
        "Parse" when TextAt(method) >= 0 => (_, call) => Parse(call, TextAt(method)) ?? throw new ArgumentException($"'{Text.Of(call.Arguments[TextAt(method)])}' is not a name of '{EnumOf(call).Name}'"),
        "TryParse" when TextAt(method) >= 0 => TryParse,
        "HasFlag" => (_, call) => Value.Of((Numbers.ToLong(Number(call.Receiver)) & Numbers.ToLong(Number(call.Arguments[0]))) == Numbers.ToLong(Number(call.Arguments[0])), call.Receiver.Origin),
        "CompareTo" => (_, call) => Value.Of(ValueComparer.Default.Compare(call.Receiver, call.Arguments[0])),
        "ToString" when method.Parameters is [{ Type.SpecialType: SpecialType.System_String }] => (_, call) => new Value(Text.Of(call.Receiver, call.Arguments[0].Data as string), call.Receiver.Origin),
        _ => null,
    };

    private static int TextAt(IMethodSymbol method)
    {
        for (var i = 0; i < method.Parameters.Length && i < 2; i++) if (method.Parameters[i].Type.SpecialType == SpecialType.System_String) return i;
        return -1;
    }

    private static INamedTypeSymbol EnumOf(CallSite call)
    {
        var type = call.Method.TypeArguments is [var argument] ? call.Frame.Resolve(argument) : (call.Arguments[0].Data as TypeValue)?.Type;
        return type is INamedTypeSymbol { TypeKind: TypeKind.Enum } named ? named : throw new ArgumentException($"'{type?.Name}' is not an enumeration");
    }

    private static object Number(Value value) => value.Data is EnumValue named ? named.Number : value.Data ?? throw new ArgumentNullException(null, "the value is null");

    /// <summary>In the order of their numbers, negative ones last.</summary>
    private static List<IFieldSymbol> MembersOf(INamedTypeSymbol type) =>
        [.. type.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue).OrderBy(f => unchecked((ulong)Numbers.ToLong(f.ConstantValue!)))];

    private static Value ValueOf(IFieldSymbol member) => new(new EnumValue(member.ConstantValue!, member.ContainingType));

    private static Value ListOf(INamedTypeSymbol? element, IEnumerable<Value> items, CallSite call) =>
        new(new ListValue([.. items], isArray: true, element is null || call.Method.ReturnType is not IArrayTypeSymbol array ? null : call.Frame.Resolve(array)));

    private static Value TryParse(Interpreter interpreter, CallSite call)
    {
        var parsed = Parse(call, TextAt(call.Method));
        if (call.Shared?[call.Arguments.Length - 1] is { } cell) cell.Value = parsed ?? interpreter.DefaultOf(EnumOf(call));
        return Value.Of(parsed is not null, call.Arguments[TextAt(call.Method)].Origin);
    }

    private static Value? Parse(CallSite call, int at)
    {
        if (call.Arguments[at].Data is not string text) return null;
        var type = EnumOf(call);
        var ignoreCase = call.Arguments.Any(a => a.Data is true);
        var sum = 0L;
        foreach (var part in text.Split(','))
        {
            var name = part.Trim();
            var member = MembersOf(type).Find(m => string.Equals(m.Name, name, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal));
            if (member is not null) sum |= Numbers.ToLong(member.ConstantValue!);
            else if (long.TryParse(name, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number)) sum |= number;
            else return null;
        }
        return new Value(new EnumValue(Numbers.Convert(sum, type.EnumUnderlyingType!.SpecialType, false)!, type), call.Arguments[at].Origin);
    }
}
