using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// The framework's own generic code, run on values of the interpreter: whatever its type parameters stand for is a
/// <see cref="Value"/> there. So <c>Stack&lt;int&gt;</c> is a <c>Stack&lt;Value&gt;</c>, and <c>Enumerable.Join</c> is what it is.
/// </summary>
internal static class OverValues
{
    private static readonly ConcurrentDictionary<MethodBase, MethodBase> s_closed = new();

    private static readonly HashSet<string> s_types =
    [
        "System.Collections.Generic.Stack`1", "System.Collections.Generic.Queue`1", "System.Collections.Generic.LinkedList`1", "System.Collections.Generic.LinkedListNode`1",
        "System.Collections.Generic.SortedSet`1", "System.Collections.Generic.SortedDictionary`2", "System.Collections.Generic.SortedList`2", "System.Collections.Generic.PriorityQueue`2",
        "System.Collections.Generic.OrderedDictionary`2", "System.Linq.ILookup`2",
    ];

    /// <summary>Whether objects of a type are the framework's own over values.</summary>
    public static bool Holds(string type) => s_types.Contains(type);

    /// <summary>A new collection of a type, or null where it is none of these.</summary>
    public static object? New(INamedTypeSymbol type)
    {
        if (!Holds(TypeNames.Full(type)) || NativeMembers.TypeOf(type) is not { IsGenericTypeDefinition: true } definition) return null;
        return Activator.CreateInstance(Close(definition));
    }

    /// <summary>What adds an element to a collection; null where it takes none.</summary>
    public static Action<Value>? Adder(object collection) => collection is ICollection<Value> items ? items.Add : null;

    /// <summary>A member of the framework over values, or null where it has no compiled counterpart.</summary>
    public static LibraryMethod? Find(IMethodSymbol method)
    {
        if (NativeMembers.MethodOf(method) is not { } open || open.GetParameters().Any(p => p.ParameterType.IsPointer || IsByRefLike(p.ParameterType))) return null;
        var closed = s_closed.GetOrAdd(open, CloseMethod);
        return (interpreter, call) => Invoke(closed, interpreter, call);
    }

    private static bool IsByRefLike(Type type) => type.Name is "Span`1" or "ReadOnlySpan`1" || (type.HasElementType && IsByRefLike(type.GetElementType()!));

    private static Type Close(Type definition) => definition.MakeGenericType([.. definition.GetGenericArguments().Select(_ => typeof(Value))]);

    private static MethodBase CloseMethod(MethodBase open)
    {
        if (open.DeclaringType is { IsGenericTypeDefinition: true } definition) open = MethodBase.GetMethodFromHandle(open.MethodHandle, Close(definition).TypeHandle) ?? open;
        return open is MethodInfo { IsGenericMethodDefinition: true } generic ? generic.MakeGenericMethod([.. generic.GetGenericArguments().Select(_ => typeof(Value))]) : open;
    }

    private static Value Invoke(MethodBase method, Interpreter interpreter, CallSite call)
    {
        var parameters = method.GetParameters();
        var arguments = new object?[parameters.Length];
        // What takes room for so many elements takes it at once.
        if (method.IsConstructor || method.Name is "EnsureCapacity" or "Resize") foreach (var argument in call.Arguments) if (argument.Data is int room) interpreter.Budget.CheckElements(room);
        for (var i = 0; i < arguments.Length; i++) arguments[i] = Pass(call.Arguments[i], parameters[i].ParameterType, interpreter, call);
        try
        {
            var receiver = method.IsStatic || method.IsConstructor ? null : Pass(call.Receiver, method.DeclaringType!, interpreter, call);
            if (receiver is ICollection<Value> { Count: var count }) interpreter.Budget.CheckElements(count);
            var result = method is ConstructorInfo constructor ? constructor.Invoke(arguments) : method.Invoke(receiver, arguments);
            for (var i = 0; i < arguments.Length; i++)
            {
                if (parameters[i].ParameterType.IsByRef && call.Shared?[i] is { } cell) cell.Value = Received(arguments[i], call.Method.Parameters[i].Type, interpreter, call);
                else if (arguments[i] is Value[] changed && call.Arguments[i].Data is ListValue list) CopyBack(changed, list);
            }
            return method.IsConstructor ? ToValue(result, call.Frame.Resolve(call.Method.ContainingType)) : Received(result, call.Method.ReturnType, interpreter, call);
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            // A comparison that the framework makes inside of a sort comes out wrapped once more.
            var inner = e.InnerException is InvalidOperationException { InnerException: { } cause } ? cause : e.InnerException;
            ExceptionDispatchInfo.Capture(inner).Throw();
            throw;
        }
    }

    /// <summary>An array's elements after a method that may have changed them.</summary>
    private static void CopyBack(Value[] changed, ListValue list)
    {
        for (var i = 0; i < changed.Length && i < list.Items.Count; i++) list.Items[i] = changed[i];
    }

    private static object? Pass(Value value, Type target, Interpreter interpreter, CallSite call)
    {
        if (target.IsByRef) target = target.GetElementType()!;
        if (target == typeof(Value)) return value;
        if (value.IsUnknown) throw new UnknownException();
        switch (value.Data)
        {
            case var _ when (target == typeof(IComparer<Value>) || target == typeof(IEqualityComparer<Value>)) && Comparers.Of(value, interpreter, call) is { } comparer:
                return comparer;
            case null:
                return null;
            case CollectionValue collection when target.IsInstanceOfType(collection.Items):
                return collection.Items;
            case MapValue map when target.IsInstanceOfType(map.Items):
                return map.Items;
            case SetValue set when target.IsInstanceOfType(set.Items):
                return set.Items;
            case ListValue { IsArray: false } list when target.IsInstanceOfType(list.Items):
                return list.Items;
            case FunctionValue function when typeof(Delegate).IsAssignableFrom(target):
                return NativeFunctions.Make(target, arguments => Return(function, arguments, target, interpreter, call));
        }
        if (target == typeof(Value[])) return interpreter.MakeList(interpreter.Items(value), true).Items.ToArray();
        if (target == typeof(IEnumerable<Value>) || target == typeof(IEnumerable)) return interpreter.Items(value);
        if (target.IsAssignableFrom(typeof(List<Value>))) return interpreter.MakeList(interpreter.Items(value), false).Items;
        if (target.IsAssignableFrom(typeof(KeyValuePair<Value, Value>)) && value.Data is PairValue pair) return new KeyValuePair<Value, Value>(pair.Key, pair.Value);
        var native = NativeValues.ToNative(interpreter, call, value, target);
        return target.IsInstanceOfType(native) ? native : throw new NotSupportedException($"this value cannot be passed as '{target.Name}'");
    }

    private static object? Return(FunctionValue function, object?[] arguments, Type target, Interpreter interpreter, CallSite call)
    {
        var result = interpreter.CallFunction(function, [.. arguments.Select(a => ToValue(a, null))], call.Syntax, call.Frame);
        var returns = target.GetMethod("Invoke")!.ReturnType;
        if (returns == typeof(void)) return call.Frame.Aborted ? throw new UnknownException() : null;
        return Pass(result, returns, interpreter, call);
    }

    private static Value Received(object? result, ITypeSymbol type, Interpreter interpreter, CallSite call)
    {
        type = call.Frame.Resolve(type);
        // A value that is missing is the default of what the type parameter stands for.
        if (result is Value { Data: null, Origin: null } && type.IsValueType) return interpreter.DefaultOf(type);
        return ToValue(result, type);
    }

    /// <summary>What the framework yields, as a value of the interpreter.</summary>
    /// <param name="result">What it yields.</param>
    /// <param name="type">Its type in the specification, where it is known.</param>
    public static Value ToValue(object? result, ITypeSymbol? type) => result switch
    {
        null => default,
        Value value => value,
        KeyValuePair<Value, Value> pair => new Value(new PairValue(pair.Key, pair.Value)),
        IGrouping<Value, Value> group => new Value(new GroupValue(group.Key, [.. group])),
        Value[] array => new Value(new ListValue([.. array], isArray: true, type)),
        List<Value> list => new Value(new ListValue(list, isArray: false, type)),
        HashSet<Value> set => new Value(new SetValue(set)),
        Dictionary<Value, Value> map => new Value(new MapValue(map)),
        _ when type is INamedTypeSymbol named && Holds(TypeNames.Full(named)) => new Value(new CollectionValue(result, named)),
        // An iterator of LINQ is both: nobody has begun to go through it.
        IEnumerable<Value> sequence => new Value(new SequenceValue(sequence)),
        IEnumerator<Value> enumerator => new Value(new EnumeratorValue(enumerator)),
        IEnumerable sequence when result.GetType() is { IsGenericType: true } => new Value(new SequenceValue(sequence.Cast<object?>().Select(i => ToValue(i, null)))),
        _ when result.GetType() is { IsGenericType: true } made && made.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal)
            => new Value(new TupleValue([.. made.GetFields().Select(f => ToValue(f.GetValue(result), null))])),
        _ => NativeValues.FromNative(result, null, type),
    };
}
