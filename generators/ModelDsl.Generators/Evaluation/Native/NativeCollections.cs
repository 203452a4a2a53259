using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Makes the vocabulary's own collections from collection expressions, which C# builds from spans that reflection cannot pass.</summary>
internal static class NativeCollections
{
    public static bool Make(Interpreter interpreter, INamedTypeSymbol type, List<Value> items, CallSite call, out object? made)
    {
        made = null;
        if (NativeValues.TypeOf(type, call.Frame.Resolve) is not { IsGenericType: true } native || native.GetGenericTypeDefinition() != typeof(ValueList<>)) return false;
        var element = native.GetGenericArguments()[0];
        var array = Array.CreateInstance(element, items.Count);
        for (var i = 0; i < items.Count; i++) array.SetValue(NativeValues.ToNative(interpreter, call, items[i], element), i);
        made = s_make.MakeGenericMethod(element).Invoke(null, [array]);
        return true;
    }

    private static readonly MethodInfo s_make = typeof(NativeCollections).GetMethod(nameof(MakeValueList), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static ValueList<T> MakeValueList<T>(T[] items) => items.AsEnumerable().ToValueList();
}
