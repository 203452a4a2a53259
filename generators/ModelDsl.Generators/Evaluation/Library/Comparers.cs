using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>An order or an equality that a specification passes to a collection or to LINQ.</summary>
internal interface IValueComparer : IComparer<Value>, IEqualityComparer<Value>;

/// <summary>Compares texts as <c>StringComparer</c> does.</summary>
internal sealed class TextComparer(StringComparer comparer) : IValueComparer
{
    public int Compare(Value x, Value y) => comparer.Compare(x.Data as string, y.Data as string);

    public bool Equals(Value x, Value y) => comparer.Equals(x.Data as string, y.Data as string);

    public int GetHashCode(Value value) => value.Data is string text ? comparer.GetHashCode(text) : 0;
}

/// <summary>Compares by a function or by an object of the specification.</summary>
internal sealed class AskedComparer(Func<Value, Value, Value>? order, Func<Value, Value, Value>? equality) : IValueComparer
{
    public int Compare(Value x, Value y) => order is null ? throw new NotSupportedException("this object has no order") : order(x, y).Data as int? ?? throw new UnknownException();

    public bool Equals(Value x, Value y) => equality is null ? throw new NotSupportedException("this object compares no equality") : equality(x, y).Data as bool? ?? throw new UnknownException();

    // Which bucket a value lies in is seen by nobody.
    public int GetHashCode(Value value) => 0;
}

/// <summary>The framework's comparers: <c>StringComparer.Ordinal</c>, <c>Comparer&lt;T&gt;.Create</c> and the like.</summary>
internal static class Comparers
{
    public static LibraryMethod? Find(IMethodSymbol method) => method.Name switch
    {
        "get_Ordinal" => (_, _) => new Value(new TextComparer(StringComparer.Ordinal)),
        "get_OrdinalIgnoreCase" => (_, _) => new Value(new TextComparer(StringComparer.OrdinalIgnoreCase)),
        "get_Default" => (_, _) => new Value(ValueComparer.Default),
        "Create" when method.Parameters.Length == 1 => (interpreter, call) => new Value(new AskedComparer(
            (x, y) => interpreter.CallFunction((FunctionValue)call.Arguments[0].Data!, [x, y], call.Syntax, call.Frame), null)),
        "Compare" when method.Parameters.Length == 2 => (_, call) => Value.Of(((IComparer<Value>)call.Receiver.Data!).Compare(call.Arguments[0], call.Arguments[1])),
        "Equals" when method.Parameters.Length == 2 => (_, call) => Value.Of(((IEqualityComparer<Value>)call.Receiver.Data!).Equals(call.Arguments[0], call.Arguments[1])),
        _ => null,
    };

    /// <summary>Whether a parameter takes an order or an equality.</summary>
    public static bool IsComparer(IParameterSymbol parameter) => parameter.Type.Name is "IComparer" or "IEqualityComparer";

    /// <summary>What a value is as a comparer; null where it is none.</summary>
    public static object? Of(Value value, Interpreter interpreter, CallSite call) => value.Data switch
    {
        null => ValueComparer.Default,
        IComparer<Value> or IEqualityComparer<Value> => value.Data,
        Instance instance => Of(instance, interpreter, call),
        _ => null,
    };

    private static AskedComparer Of(Instance instance, Interpreter interpreter, CallSite call)
    {
        Func<Value, Value, Value>? By(string name) => instance.Type.Symbol.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(m => m.Parameters.Length == 2 && !m.IsStatic) is { } method
            ? (x, y) => interpreter.Call(new CallSite(call.Syntax, call.Frame, method, new Value(instance), [x, y]))
            : null;
        return new AskedComparer(By("Compare"), By("Equals"));
    }
}
