using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>The static members of arrays, which spans share.</summary>
internal static class ArrayLibrary
{
    public static LibraryMethod? Find(IMethodSymbol method) => method.Name switch
    {
        "Empty" => (_, call) => new Value(new ListValue([], isArray: true, call.Frame.Resolve(method.ReturnType))),
        "Fill" when method.Parameters.Length == 2 => (_, call) => Fill(call, 0, Items(call, 0).Count, call.Arguments[1]),
        "Clear" when method.Parameters[0].Type is { Name: "Array" } => (interpreter, call) => call.Arguments.Length == 1
            ? Fill(call, 0, Items(call, 0).Count, Default(interpreter, call))
            : Fill(call, Number(call, 1), Number(call, 2), Default(interpreter, call)),
        "Copy" => (_, call) => call.Arguments.Length == 3
            ? Copy(Items(call, 0), 0, Items(call, 1), 0, Number(call, 2))
            : Copy(Items(call, 0), Number(call, 1), Items(call, 2), Number(call, 3), Number(call, 4)),
        "Resize" => Resize,
        "IndexOf" or "Contains" when method.Parameters.Length == 2 => (interpreter, call) =>
        {
            var index = interpreter.Items(call.Arguments[0]).ToList().FindIndex(i => ValueComparer.Default.Equals(i, call.Arguments[1]));
            return method.Name == "Contains" ? Value.Of(index >= 0) : Value.Of(index);
        },
        "SequenceEqual" when method.Parameters.Length == 2 => (interpreter, call) => Value.Of(interpreter.Items(call.Arguments[0]).SequenceEqual(interpreter.Items(call.Arguments[1]), ValueComparer.Default)),
        "Reverse" when method.Parameters.Length == 1 => (_, call) =>
        {
            Items(call, 0).Reverse();
            return default;
        },
        "Sort" when method.Parameters.Length == 1 => (_, call) =>
        {
            CollectionLibrary.Sort(Items(call, 0));
            return default;
        },
        "AsSpan" when method.Parameters.Length == 1 => (_, call) => call.Arguments[0],
        "ConvertAll" => (interpreter, call) => new Value(new ListValue(
            interpreter.MakeList(interpreter.Items(call.Arguments[0]).Select(i => interpreter.CallFunction((FunctionValue)call.Arguments[1].Data!, [i], call.Syntax, call.Frame)), true).Items,
            true, call.Frame.Resolve(method.ReturnType))),
        _ => null,
    };

    private static List<Value> Items(CallSite call, int argument) => call.Arguments[argument].Data switch
    {
        ListValue list => list.Items,
        null => throw new ArgumentNullException(null, "the array is null"),
        _ => throw new NotSupportedException("arrays with several dimensions are not supported here"),
    };

    private static int Number(CallSite call, int argument) => (int)Numbers.ToLong(call.Arguments[argument].Data!);

    private static Value Default(Interpreter interpreter, CallSite call) => call.Arguments[0].Data is ListValue { Type: IArrayTypeSymbol type }
        ? interpreter.DefaultOf(type.ElementType)
        : throw new NotSupportedException("the type of the array is not known");

    private static Value Fill(CallSite call, int start, int count, Value value)
    {
        var items = Items(call, 0);
        if (start < 0 || count < 0 || start > items.Count - count) throw new ArgumentException($"{Numbers.Text(count)} elements from {Numbers.Text(start)} on lie outside of the array");
        for (var i = start; i < start + count; i++) items[i] = value;
        return default;
    }

    private static Value Copy(List<Value> from, int start, List<Value> to, int target, int count)
    {
        if (start < 0 || target < 0 || count < 0 || start > from.Count - count || target > to.Count - count) throw new ArgumentException($"{Numbers.Text(count)} elements do not fit");
        var copied = from.GetRange(start, count);
        for (var i = 0; i < count; i++) to[target + i] = copied[i];
        return default;
    }

    private static Value Resize(Interpreter interpreter, CallSite call)
    {
        var count = Number(call, 1);
        if (count < 0) throw new ArgumentException($"an array cannot have {Numbers.Text(count)} elements");
        interpreter.Budget.CheckElements(count);
        var type = (IArrayTypeSymbol)call.Frame.Resolve(call.Method.Parameters[0].Type);
        var items = call.Arguments[0].Data is ListValue old ? old.Items.Take(count).ToList() : [];
        while (items.Count < count) items.Add(interpreter.DefaultOf(type.ElementType));
        call.Shared![0]!.Value = new Value(new ListValue(items, isArray: true, type));
        return default;
    }
}
