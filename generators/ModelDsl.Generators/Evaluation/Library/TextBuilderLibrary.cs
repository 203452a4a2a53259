using System;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>The members of <c>StringBuilder</c>. What is added is made text here, by no language's rules.</summary>
internal static class TextBuilderLibrary
{
    public static LibraryMethod? Find(IMethodSymbol method) => method.Name switch
    {
        ".ctor" => (interpreter, call) => new Value(new StringBuilder(Grown(interpreter, call.Arguments.Select(a => a.Data).OfType<string>().FirstOrDefault() ?? ""))),
        "Append" => (interpreter, call) => Add(interpreter, call, Piece(interpreter, call, 0)),
        "AppendLine" => (interpreter, call) =>
        {
            var added = Add(interpreter, call, call.Arguments.Length == 0 ? "" : Piece(interpreter, call, 0));
            Builder(call).AppendLine();
            return added;
        },
        "AppendJoin" => (interpreter, call) => Add(interpreter, call, string.Join(
            Text.Of(call.Arguments[0]), interpreter.Items(call.Arguments[1]).Select(i => TextOf(interpreter, i, call)))),
        "AppendFormat" when method.Parameters[0].Type.SpecialType == SpecialType.System_String && TextLibrary.Find("Format", method) is { } format
            => (interpreter, call) => Add(interpreter, call, Text.Of(format(interpreter, call))),
        "Insert" when method.Parameters.Length == 2 => (interpreter, call) =>
        {
            var text = TextOf(interpreter, call.Arguments[1], call);
            interpreter.Budget.CheckText((long)Builder(call).Length + text.Length);
            Builder(call).Insert((int)call.Arguments[0].Data!, text);
            return call.Receiver;
        },
        "Remove" => (_, call) => Same(call, Builder(call).Remove((int)call.Arguments[0].Data!, (int)call.Arguments[1].Data!)),
        "Clear" => (_, call) => Same(call, Builder(call).Clear()),
        "Replace" when method.Parameters.Length == 2 => (interpreter, call) =>
        {
            interpreter.Budget.CheckText((long)Builder(call).Length * Math.Max(1, Text.Of(call.Arguments[1]).Length) / 64);
            var changed = Builder(call).Replace(Text.Of(call.Arguments[0]), Text.Of(call.Arguments[1]));
            interpreter.Budget.CheckText(changed.Length);
            return call.Receiver;
        },
        "ToString" => (_, call) => new Value(call.Arguments.Length == 0 ? Builder(call).ToString() : Builder(call).ToString((int)call.Arguments[0].Data!, (int)call.Arguments[1].Data!), call.Receiver.Origin),
        "get_Length" => (_, call) => Value.Of(Builder(call).Length),
        "set_Length" => (interpreter, call) =>
        {
            interpreter.Budget.CheckText((int)call.Arguments[0].Data!);
            Builder(call).Length = (int)call.Arguments[0].Data!;
            return default;
        },
        "get_Chars" => (_, call) => new Value(Builder(call)[(int)call.Arguments[0].Data!]),
        "set_Chars" => (_, call) =>
        {
            Builder(call)[(int)call.Arguments[0].Data!] = (char)call.Arguments[1].Data!;
            return default;
        },
        "Equals" when method.Parameters is [{ Type.Name: nameof(StringBuilder) }] => (_, call) => Value.Of(call.Arguments[0].Data is StringBuilder other && Builder(call).Equals(other)),
        _ => null,
    };

    private static StringBuilder Builder(CallSite call) => (StringBuilder)call.Receiver.Data!;

    private static Value Same(CallSite call, StringBuilder _) => call.Receiver;

    private static Value Add(Interpreter interpreter, CallSite call, string text)
    {
        interpreter.Budget.CheckText((long)Builder(call).Length + text.Length);
        Builder(call).Append(text);
        return call.Receiver;
    }

    private static string Grown(Interpreter interpreter, string text)
    {
        interpreter.Budget.CheckText(text.Length);
        return text;
    }

    /// <summary>What is added: a value, a character several times, a part of a text.</summary>
    private static string Piece(Interpreter interpreter, CallSite call, int at)
    {
        if (call.Method.Parameters[at].Type.Name == "IFormatProvider") at++;
        var value = call.Arguments[at];
        if (call.Arguments.Length == at + 2)
        {
            interpreter.Budget.CheckText((int)call.Arguments[at + 1].Data!);
            return new string((char)value.Data!, (int)call.Arguments[at + 1].Data!);
        }
        var text = value.Data is ListValue ? string.Concat(interpreter.Items(value).Select(c => Text.Of(c))) : TextOf(interpreter, value, call);
        return call.Arguments.Length == at + 3 ? text.Substring((int)call.Arguments[at + 1].Data!, (int)call.Arguments[at + 2].Data!) : text;
    }

    private static string TextOf(Interpreter interpreter, Value value, CallSite call) => interpreter.TextOf(value, null, call.Syntax, call.Frame) ?? throw new UnknownException();
}
