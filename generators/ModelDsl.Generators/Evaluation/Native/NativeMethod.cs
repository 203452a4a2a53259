using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>A compiled method, ready to be called with values of the interpreter.</summary>
internal sealed class NativeMethod
{
    private static readonly ConcurrentDictionary<MethodBase, NativeMethod> s_known = new();

    private readonly MethodBase _method;
    private readonly Type[] _parameters;
    private readonly bool _isConstructor;

    private NativeMethod(MethodBase method)
    {
        _method = method;
        _parameters = [.. method.GetParameters().Select(p => p.ParameterType)];
        _isConstructor = method.IsConstructor;
        RateParameter = Array.FindIndex(method.GetParameters(), p => p.IsDefined(typeof(RateAttribute), false));
        ReturnsValue = method is not MethodInfo { ReturnType: var type } || type != typeof(void);
    }

    public bool ReturnsValue { get; }

    /// <summary>The position of the parameter that only becomes a rate, or -1.</summary>
    public int RateParameter { get; }

    /// <summary>The compiled counterpart of a method with its type arguments filled in, or null.</summary>
    public static NativeMethod? Of(IMethodSymbol method, Func<ITypeSymbol, ITypeSymbol> resolve)
    {
        var found = NativeMembers.MethodOf(method);
        if (found is null) return null;
        if (found.DeclaringType is { IsGenericTypeDefinition: true } generic)
        {
            var closed = NativeValues.TypeOf(method.ContainingType, resolve);
            if (closed is null) return null;
            found = MethodBase.GetMethodFromHandle(found.MethodHandle, closed.TypeHandle) ?? found;
        }
        if (found is MethodInfo { IsGenericMethodDefinition: true } definition)
            found = definition.MakeGenericMethod([.. method.TypeArguments.Select(t => NativeValues.TypeOf(t, resolve) ?? typeof(object))]);
        return s_known.GetOrAdd(found, m => new NativeMethod(m));
    }

    /// <summary>Calls the method. What it throws comes out as it was thrown.</summary>
    public object? Invoke(Interpreter interpreter, CallSite call)
    {
        var arguments = new object?[_parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            // A query is run here; what it yielded is what messages speak of.
            if (call.Arguments[i] is { Data: SequenceValue } query) call.Arguments[i] = new Value(interpreter.MakeList(interpreter.Items(query), isArray: false), query.Origin);
            arguments[i] = NativeValues.ToNative(interpreter, call, call.Arguments[i], _parameters[i]);
        }
        try
        {
            if (_isConstructor) return ((ConstructorInfo)_method).Invoke(arguments);
            var receiver = _method.IsStatic ? null : NativeValues.ToNative(interpreter, call, call.Receiver, _method.DeclaringType!);
            var result = _method.Invoke(receiver, arguments);
            for (var i = 0; i < arguments.Length; i++)
            {
                if (_parameters[i].IsByRef && call.Shared?[i] is { } cell) cell.Value = NativeValues.FromNative(arguments[i], call.Origin, call.Method.Parameters[i].Type);
            }
            return result;
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            ExceptionDispatchInfo.Capture(e.InnerException).Throw();
            throw;
        }
    }
}
