using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>The members of strings, never by the rules of a language.</summary>
internal static class TextLibrary
{
    public static LibraryMethod? Find(IMethodSymbol method) => Find(method.Name, method);

    /// <summary>What a member of strings does; another type may have the same under another name.</summary>
    public static LibraryMethod? Find(string name, IMethodSymbol method)
    {
        switch (name)
        {
            case "Join":
                return (interpreter, call) => Known(call, string.Join(
                    Text.Of(call.Arguments[0]),
                    Pieces(interpreter, call.Arguments.Length == 2 ? interpreter.Items(call.Arguments[1]) : call.Arguments.Skip(1), call, Text.Of(call.Arguments[0]).Length)));
            case "Concat":
                return (interpreter, call) => Known(call, string.Concat(
                    Pieces(interpreter, call.Arguments is [{ Data: not string and not null } only] ? interpreter.Items(only) : call.Arguments, call)));
            case "Format" when method.Parameters is [{ Type.SpecialType: SpecialType.System_String }, ..]:
                return (interpreter, call) => Known(call, string.Format(
                    CultureInfo.InvariantCulture, Text.Of(call.Arguments[0]),
                    [.. (call.Arguments is [_, { Data: ListValue list }] ? list.Items : call.Arguments.Skip(1)).Select(i => Numbers.IsNumber(i.Data) ? i.Data : Piece(interpreter, i, call))]));
            case "ToUpper" or "ToUpperInvariant":
                return (_, call) => Known(call, Text.Of(call.Receiver).ToUpperInvariant());
            case "ToLower" or "ToLowerInvariant":
                return (_, call) => Known(call, Text.Of(call.Receiver).ToLowerInvariant());
            case "StartsWith" when IsCultural(method):
                return (_, call) => Value.Of(Text.Of(call.Receiver).StartsWith(Text.Of(call.Arguments[0]), StringComparison.Ordinal), call.Origin);
            case "EndsWith" when IsCultural(method):
                return (_, call) => Value.Of(Text.Of(call.Receiver).EndsWith(Text.Of(call.Arguments[0]), StringComparison.Ordinal), call.Origin);
            case "IndexOf" when IsCultural(method):
                return (_, call) => Value.Of(Text.Of(call.Receiver).IndexOf(Text.Of(call.Arguments[0]), StringComparison.Ordinal), call.Origin);
            case "CompareTo" when IsCultural(method):
                return (_, call) => Value.Of(ValueComparer.Default.Compare(call.Receiver, call.Arguments[0]), call.Origin);
            case "Compare" when method.Parameters.Length == 2:
                return (_, call) => Value.Of(ValueComparer.Default.Compare(call.Arguments[0], call.Arguments[1]), call.Origin);
            case "Split":
                return Split;
            case "Contains" when method.Parameters.Length == 1:
                return (_, call) => Value.Of(Text.Of(call.Receiver).Contains(Text.Of(call.Arguments[0])), call.Origin);
            case "Trim" or "TrimStart" or "TrimEnd" when method.Parameters is [{ IsParams: true }]:
                return (interpreter, call) => Known(call, Trim(method.Name, Text.Of(call.Receiver), [.. interpreter.Items(call.Arguments[0]).Select(c => (char)c.Data!)]));
            case "LastIndexOf" when IsCultural(method):
                return (_, call) => Value.Of(Text.Of(call.Receiver).LastIndexOf(Text.Of(call.Arguments[0]), StringComparison.Ordinal), call.Origin);
            case "ToCharArray" when method.Parameters.Length == 0:
                return (interpreter, call) => new Value(interpreter.MakeList(interpreter.Items(call.Receiver), isArray: true));
            case "GetEnumerator":
                return (interpreter, call) => new Value(new EnumeratorValue(interpreter.Items(call.Receiver).GetEnumerator()));
            case "Equals" or "op_Equality" when method.Parameters.All(p => p.Type.SpecialType is SpecialType.System_String or SpecialType.System_Object):
                return (_, call) => Value.Of(ValueComparer.Default.Equals(call.Arguments.Length == 1 ? call.Receiver : call.Arguments[0], call.Arguments[call.Arguments.Length - 1]), call.Origin);
            case "GetHashCode":
                return (_, _) => throw new NotSupportedException("hash codes differ from run to run");
            case ".ctor" when method.Parameters is [{ Type: IArrayTypeSymbol or { Name: "ReadOnlySpan" } }]:
                return (interpreter, call) => Known(call, string.Concat(interpreter.Items(call.Arguments[0]).Select(c => Text.Of(c))));
            case ".ctor" when method.Parameters.Length == 2:
                return (interpreter, call) =>
                {
                    interpreter.Budget.CheckText((int)call.Arguments[1].Data!);
                    return Known(call, new string((char)call.Arguments[0].Data!, (int)call.Arguments[1].Data!));
                };
        }
        return NativeMethod.Of(method, t => t) is not { } native
            ? null
            : (interpreter, call) =>
            {
                if (call.Arguments.Any(a => a.Data is EnumValue { Type.Name: nameof(StringComparison) } how && Numbers.ToLong(how.Number) < 2))
                    throw new NotSupportedException("the language of the machine decides it; use StringComparison.Ordinal");
                if (method.Name is "PadLeft" or "PadRight") interpreter.Budget.CheckText((int)call.Arguments[0].Data!);
                if (method.Name == "Replace" && call.Arguments[1].Data is string by) interpreter.Budget.CheckText((long)Text.Of(call.Receiver).Length * by.Length / 64);
                var result = native.Invoke(interpreter, call);
                if (result is string text) interpreter.Budget.CheckText(text.Length);
                return NativeValues.FromNative(result, call.Origin);
            };
    }

    private static Value Known(CallSite call, string text) => new(text, call.Origin);

    private static bool IsCultural(IMethodSymbol method) => method.Parameters is [{ Type.SpecialType: SpecialType.System_String }];

    private static IEnumerable<string> Pieces(Interpreter interpreter, IEnumerable<Value> items, CallSite call, int between = 0)
    {
        var length = 0L;
        foreach (var item in items)
        {
            var piece = Piece(interpreter, item, call);
            interpreter.Budget.CheckText(length += piece.Length + between);
            yield return piece;
        }
    }

    private static string Piece(Interpreter interpreter, Value value, CallSite call)
    {
        if (value.IsUnknown) throw new UnknownException();
        return interpreter.TextOf(value, null, call.Syntax, call.Frame) ?? throw new UnknownException();
    }

    private static string Trim(string how, string text, char[] characters) => how switch
    {
        "TrimStart" => text.TrimStart(characters),
        "TrimEnd" => text.TrimEnd(characters),
        _ => text.Trim(characters),
    };

    private static Value Split(Interpreter interpreter, CallSite call)
    {
        var options = StringSplitOptions.None;
        var count = int.MaxValue;
        for (var i = 1; i < call.Arguments.Length; i++)
        {
            if (call.Method.Parameters[i].Type.TypeKind == TypeKind.Enum) options = (StringSplitOptions)Numbers.ToLong(((EnumValue)call.Arguments[i].Data!).Number);
            else if (call.Arguments[i].Data is int number) count = number;
        }
        string[] separators = call.Arguments[0].Data is ListValue list ? [.. list.Items.Select(s => Text.Of(s))] : [Text.Of(call.Arguments[0])];
        if (separators.Length == 0 || (separators.Length == 1 && separators[0].Length == 0)) separators = [" ", "\t", "\n", "\r"];
        // TrimEntries (2) is newer than what the generator is compiled against.
        var parts = Text.Of(call.Receiver).Split(separators, count, (int)options == 2 ? StringSplitOptions.None : (StringSplitOptions)((int)options & 1));
        if (((int)options & 2) != 0) parts = [.. parts.Select(p => p.Trim()).Where(p => p.Length > 0 || ((int)options & 1) == 0)];
        return new Value(interpreter.MakeList(parts.Select(p => new Value(p, call.Receiver.Origin)), isArray: true));
    }
}
