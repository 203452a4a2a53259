using System;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Math and the members of numbers: the framework's own, called on the numbers.</summary>
internal static class NumberLibrary
{
    public static LibraryMethod? Find(IMethodSymbol method)
    {
        switch (method.Name)
        {
            case "ToString" when !method.IsStatic:
                return (_, call) => new Value(Text.Of(call.Receiver, FormatIn(call)), call.Receiver.Origin);
            case "Parse" when method.Parameters.Length <= 2:
                return (_, call) => Parsed(method.ContainingType.SpecialType, (string)call.Arguments[0].Data!, call);
            case "TryParse" when method.Parameters is [{ Type.SpecialType: SpecialType.System_String }, { RefKind: RefKind.Out }]:
                return TryParse;
            case "Clamp" when method.ContainingType.Name is "Math":
                return (_, call) => ValueComparer.Default.Compare(call.Arguments[1], call.Arguments[2]) > 0
                    ? throw new ArgumentException($"{Text.Of(call.Arguments[1])} is greater than {Text.Of(call.Arguments[2])}")
                    : ValueComparer.Default.Compare(call.Arguments[0], call.Arguments[1]) < 0 ? call.Arguments[1]
                    : ValueComparer.Default.Compare(call.Arguments[0], call.Arguments[2]) > 0 ? call.Arguments[2] : call.Arguments[0];
            case "ToUpper" or "ToLower" when method is { IsStatic: true, Parameters.Length: 1, ContainingType.SpecialType: SpecialType.System_Char }:
                return (_, call) => new Value(method.Name == "ToUpper" ? char.ToUpperInvariant((char)call.Arguments[0].Data!) : char.ToLowerInvariant((char)call.Arguments[0].Data!), call.Origin);
            case "op_Implicit" or "op_Explicit":
                return null;
        }
        return NativeMethod.Of(method, t => t) is not { } native
            ? null
            : (interpreter, call) => NativeValues.FromNative(native.Invoke(interpreter, call), call.Origin, method.ReturnType);
    }

    private static string? FormatIn(CallSite call)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Data is string format) return format;
        }
        return null;
    }

    private static Value TryParse(Interpreter interpreter, CallSite call)
    {
        try
        {
            var value = Parsed(call.Method.ContainingType.SpecialType, call.Arguments[0].Data as string ?? "", call);
            if (call.Shared?[1] is { } cell) cell.Value = value;
            return Value.Of(true, value.Origin);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            if (call.Shared?[1] is { } cell) cell.Value = interpreter.DefaultOf(call.Method.ContainingType);
            return Value.Of(false, call.Arguments[0].Origin);
        }
    }

    private static Value Parsed(SpecialType type, string text, CallSite call)
    {
        object value = type switch
        {
            SpecialType.System_Double => double.Parse(text, CultureInfo.InvariantCulture),
            SpecialType.System_Single => float.Parse(text, CultureInfo.InvariantCulture),
            SpecialType.System_Boolean => bool.Parse(text),
            SpecialType.System_Char => char.Parse(text),
            SpecialType.System_UInt64 => ulong.Parse(text, CultureInfo.InvariantCulture),
            _ => Numbers.Convert(long.Parse(text, CultureInfo.InvariantCulture), type, true) ?? throw new NotSupportedException($"numbers of '{type}' are not supported"),
        };
        return new Value(value, call.Arguments[0].Origin);
    }
}
