using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Turns values of the interpreter into objects for compiled methods, and back.</summary>
internal static class NativeValues
{
    private static readonly ConcurrentDictionary<Type, ConstructorInfo> s_tuples = new();

    /// <summary>The compiled counterpart of a type, or null.</summary>
    public static Type? TypeOf(ITypeSymbol type, Func<ITypeSymbol, ITypeSymbol> resolve)
    {
        switch (resolve(type))
        {
            case IArrayTypeSymbol array:
                return TypeOf(array.ElementType, resolve)?.MakeArrayType();
            case INamedTypeSymbol named:
                if (named.IsTupleType && named.TupleUnderlyingType is { } plain) named = plain;
                if (NativeMembers.TypeOf(named) is not { } definition) return null;
                if (!definition.IsGenericTypeDefinition) return definition;
                var arguments = new Type[named.TypeArguments.Length];
                for (var i = 0; i < arguments.Length; i++) arguments[i] = TypeOf(named.TypeArguments[i], resolve) ?? typeof(object);
                return definition.MakeGenericType(arguments);
            default:
                return null;
        }
    }

    public static object? ToNative(Interpreter interpreter, CallSite call, Value value, Type target)
    {
        var data = value.Data;
        if (data is null) return null;
        if (Nullable.GetUnderlyingType(target) is { } underlying) target = underlying;
        if (target.IsByRef) target = target.GetElementType()!;
        if (target == typeof(Value)) return value;
        if (data is EnumValue named) return target.IsEnum ? Enum.ToObject(target, named.Number) : target == typeof(object) ? named : throw new InvalidCastException($"a value of the specification cannot be passed as '{target.Name}'");
        if (target.IsEnum) return Enum.ToObject(target, data);
        if (data is not TupleValue && target.IsInstanceOfType(data) && target != typeof(object)) return data;
        switch (data)
        {
            case TupleValue tuple:
                return MakeTuple(interpreter, call, tuple, target);
            case FunctionValue function:
                return NativeFunctions.Make(target, arguments => ToNativeResult(interpreter, call, function, arguments, target));
            case IndexValue or RangeValue or Instance or ExceptionValue or AnonymousValue or TypeValue or GridValue:
                return target == typeof(object) ? data : throw new InvalidCastException($"a value of the specification cannot be passed as '{target.Name}'");
            case ListValue or SequenceValue or SetValue or CollectionValue when target != typeof(object):
                return MakeList(interpreter, call, interpreter.Items(value), target);
            default:
                return data;
        }
    }

    /// <summary>A result, with the origin that numbers carry themselves or that the arguments give.</summary>
    /// <param name="result">What a compiled method returned.</param>
    /// <param name="origin">The origin of a number that has none.</param>
    /// <param name="type">The type that the method states, where it is known: an enumeration is known by its symbol only.</param>
    public static Value FromNative(object? result, Provenance? origin, ITypeSymbol? type = null)
    {
        switch (result)
        {
            case Enum e when type is INamedTypeSymbol { TypeKind: TypeKind.Enum } named:
                return new Value(new EnumValue(Convert.ChangeType(e, Enum.GetUnderlyingType(e.GetType()), System.Globalization.CultureInfo.InvariantCulture), named), origin);
            case Value value:
                return value;
            case null:
                return default;
            case Dim dim:
                if (dim.Provenance is null && origin is not null) dim = dim.From(origin);
                return new Value(dim, dim.Provenance);
            case Extent extent:
                return new Value(origin is null ? extent : extent.From(origin), origin);
            case bool truth:
                return Value.Of(truth, origin);
            case int number:
                return Value.Of(number, origin);
            case string or long or double or float or char or byte or short or uint or ulong or sbyte or ushort:
                return new Value(result, origin);
            case Enum e:
                return new Value(Convert.ChangeType(e, Enum.GetUnderlyingType(e.GetType()), System.Globalization.CultureInfo.InvariantCulture), origin);
            case Array array:
                return new Value(new ListValue([.. array.Cast<object?>().Select(i => FromNative(i, null))], isArray: true));
        }
        var made = result.GetType();
        if (!made.IsGenericType) return new Value(result);
        if (made.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal))
            return new Value(new TupleValue([.. made.GetFields().Select(f => FromNative(f.GetValue(result), null))]));
        return made.GetGenericTypeDefinition() == typeof(List<>)
            ? new Value(new ListValue([.. ((IEnumerable)result).Cast<object?>().Select(i => FromNative(i, null))], isArray: false))
            : new Value(result);
    }

    /// <summary>Whether a value or a part of it is unknown, so that no compiled method can take it.</summary>
    public static bool HasUnknown(Value value)
    {
        if (value.IsUnknown) return true;
        switch (value.Data)
        {
            case ListValue list:
                foreach (var item in list.Items) if (HasUnknown(item)) return true;
                return false;
            case TupleValue tuple:
                foreach (var item in tuple.Items) if (HasUnknown(item)) return true;
                return false;
            default:
                return false;
        }
    }

    private static object MakeTuple(Interpreter interpreter, CallSite call, TupleValue tuple, Type target)
    {
        if (target == typeof(object)) return tuple;
        var constructor = s_tuples.GetOrAdd(target, t => t.GetConstructors()[0]);
        var parameters = constructor.GetParameters();
        return constructor.Invoke([.. parameters.Select((p, i) => ToNative(interpreter, call, tuple.Items[i], p.ParameterType))]);
    }

    private static object MakeList(Interpreter interpreter, CallSite call, IEnumerable<Value> items, Type target)
    {
        var element = target.IsArray ? target.GetElementType()! : target.IsGenericType ? target.GetGenericArguments()[0] : typeof(object);
        var values = new List<object?>();
        foreach (var item in items)
        {
            if (HasUnknown(item)) throw new UnknownException();
            values.Add(ToNative(interpreter, call, item, element));
        }
        var array = Array.CreateInstance(element, values.Count);
        for (var i = 0; i < values.Count; i++) array.SetValue(values[i], i);
        if (target.IsInstanceOfType(array)) return array;
        var list = typeof(List<>).MakeGenericType(element);
        if (target.IsAssignableFrom(list)) return Activator.CreateInstance(list, array)!;
        throw new InvalidCastException($"a list cannot be passed as '{target.Name}'");
    }

    private static object? ToNativeResult(Interpreter interpreter, CallSite call, FunctionValue function, object?[] arguments, Type target)
    {
        var result = interpreter.CallFunction(function, [.. arguments.Select(a => FromNative(a, null))], call.Syntax, call.Frame);
        if (result.IsUnknown) throw new UnknownException();
        var returns = target.GetMethod("Invoke")!.ReturnType;
        return returns == typeof(void) ? null : ToNative(interpreter, call, result, returns);
    }
}
