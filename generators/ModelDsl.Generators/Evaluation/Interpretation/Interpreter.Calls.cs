using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Calls: what is of the vocabulary is invoked, what has source is interpreted, what is of the framework is looked up.</summary>
internal sealed partial class Interpreter
{
    private readonly Dictionary<IMethodSymbol, NativeMethod?> _natives = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<IMethodSymbol, LibraryMethod?> _library = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<IParameterSymbol, Provenance?> _defaultOrigins = new(SymbolEqualityComparer.Default);

    private Value Invoke(IInvocationOperation operation, Frame frame)
    {
        var method = operation.TargetMethod;
        var (receiver, holder) = operation.Instance is null ? default : LocateHolder(operation.Instance, frame);
        if (frame.Aborted) return Value.Unknown;
        var call = MakeCall(operation.Syntax, frame, method, receiver, operation.Arguments);
        if (frame.Aborted) return Value.Unknown;
        // A struct in a variable is there by reference: its method sees what the arguments have changed.
        if (holder is not null) call = call with { Receiver = receiver = holder.Value };
        switch (method.MethodKind)
        {
            case MethodKind.LocalFunction:
                return CallLocalFunction(method, call);
            case MethodKind.DelegateInvoke:
                if (receiver.IsUnknown) return receiver;
                return receiver.Data is FunctionValue function
                    ? CallFunction(function, call.Arguments, operation.Syntax, frame, call.Shared)
                    : NullReceiver(operation, operation.Instance, frame);
        }
        if (operation.Instance is null) return Call(call with { Method = Constrained(method, operation.ConstrainedToType, frame) });
        if (receiver.IsUnknown) return receiver;
        if (receiver.Data is null && !Library.IsNullable(method.ContainingType)) return NullReceiver(operation, operation.Instance, frame);
        return CallOn(call, holder, operation.IsVirtual);
    }

    /// <summary>The arguments of a call in the order of the parameters.</summary>
    private CallSite MakeCall(
        SyntaxNode syntax, Frame frame, IMethodSymbol method, Value receiver, ImmutableArray<IArgumentOperation> arguments)
    {
        var count = method.Parameters.Length;
        if (count == 0) return new CallSite(syntax, frame, method, receiver, []);
        var values = new Value[count];
        var written = new SyntaxNode?[count];
        Cell?[]? shared = null;
        var isMissing = false;
        foreach (var argument in arguments)
        {
            if (argument.Parameter is not { } parameter || parameter.Ordinal >= count) continue;
            var index = parameter.Ordinal;
            if (parameter.RefKind is RefKind.Ref or RefKind.Out && argument.Value is not IInterpolatedStringHandlerCreationOperation)
            {
                shared ??= new Cell?[count];
                shared[index] = Locate(argument.Value, frame);
                values[index] = shared[index]!.Value;
                continue;
            }
            var value = Evaluate(argument.Value, frame);
            if (argument.ArgumentKind == ArgumentKind.DefaultValue)
            {
                if (value.Data is not null && value.Origin is null && !value.IsUnknown) value = value.From(DefaultOrigin(parameter));
            }
            else
            {
                written[index] = argument.Value.Syntax;
                if (IsMissing(value, parameter))
                {
                    // One of several that are missing is enough to say.
                    if (!isMissing) reporter.Report(DiagnosticDescriptors.Arithmetic, argument.Value.Syntax, frame, $"'{argument.Value.Syntax}' is null; no tensor has been assigned to it");
                    (isMissing, value) = (true, Value.Unknown);
                }
            }
            values[index] = value;
        }
        return new CallSite(syntax, frame, method, receiver, values, written, shared);
    }

    /// <summary>Whether a tensor is null where there has to be one: an element of an array that nothing was assigned to.</summary>
    private static bool IsMissing(Value value, IParameterSymbol parameter) => value.Data is null && parameter.NullableAnnotation == NullableAnnotation.NotAnnotated && TypeNames.IsVocabulary(parameter.Type, nameof(Sym));

    /// <summary>A default was written with the parameter.</summary>
    private Provenance? DefaultOrigin(IParameterSymbol parameter)
    {
        if (_defaultOrigins.TryGetValue(parameter, out var known)) return known;
        Provenance? origin = null;
        if (!TypeNames.IsVocabulary(parameter) && parameter.ContainingSymbol is IMethodSymbol method && sources.MethodOf(method) is { } source
            && source.Symbol.Parameters[parameter.Ordinal].DeclaringSyntaxReferences is [var reference, ..]
            && reference.GetSyntax() is ParameterSyntax { Default.Value: { } value })
        {
            origin = Origins.Of(value);
        }
        _defaultOrigins.Add(parameter, origin);
        return origin;
    }

    /// <summary>Calls a method whose arguments are there.</summary>
    public Value Call(CallSite call, bool isVirtual = true)
    {
        var method = call.Method;
        if (call.Receiver.IsUnknown) return Value.Unknown;
        if (call.Receiver.Data is Instance instance)
        {
            var reached = isVirtual ? instance.Type.Implementation(method) : method;
            if (reached is not null && sources.MethodOf(reached) is { IsSynthesized: false, Body: not null } own)
                return CallSource(own, ReferenceEquals(reached, method) ? call : call with { Method = reached });
            return CallInherited(instance, call);
        }
        if (TypeNames.IsVocabulary(method)) return CallNative(call);
        if (LibraryOf(method) is { } library) return CallLibrary(library, call);
        if (sources.MethodOf(method) is { Body: not null } source) return CallSource(source, call);
        // An argument from the same source is missing for the same reason, which has been said.
        return IsInvalid(call) || System.Array.Exists(call.Arguments, a => a.IsUnknown) ? Value.Unknown : NoSource(method, call.Syntax, call.Frame);
    }

    private Value CallNative(CallSite call)
    {
        if (NativeOf(call) is not { } native) return NoSource(call.Method, call.Syntax, call.Frame);
        foreach (var argument in call.Arguments)
        {
            if (NativeValues.HasUnknown(argument)) return Value.Unknown;
        }
        try
        {
            var result = InvokeNative(native, call);
            budget.CheckNodes(graph.Nodes.Count);
            if (TellsPlace(call, result)) _sideEffects++;
            return NativeValues.FromNative(result, call.Origin, call.Method.ReturnType);
        }
        catch (SpecException e)
        {
            Tell(e, call, goesOnAnyway: true);
        }
        catch (UnknownException)
        {
        }
        catch (Exception e) when (IsOrdinary(e))
        {
            reporter.Report(DiagnosticDescriptors.Arithmetic, call.Syntax, call.Frame, $"'{TypeNames.Short(call.Method)}' fails: {OneSentence(e.Message)}");
        }
        if (!native.ReturnsValue) call.Frame.Aborted = true;
        return Value.Unknown;
    }

    private NativeMethod? NativeOf(CallSite call)
    {
        var method = call.Method;
        if (_natives.TryGetValue(method, out var known)) return known;
        var native = NativeMethod.Of(method, call.Frame.Resolve);
        // What a type parameter stands for differs from call to call.
        if (!method.IsGenericMethod || call.Frame.TypeArguments is null) _natives.Add(method, native);
        return native;
    }

    private LibraryMethod? LibraryOf(IMethodSymbol method)
    {
        if (!_library.TryGetValue(method, out var known)) _library.Add(method, known = Library.Find(method));
        return known;
    }

    private Value CallLibrary(LibraryMethod method, CallSite call)
    {
        if (!Library.TakesUnknown(call.Method))
        {
            foreach (var argument in call.Arguments)
            {
                if (argument.IsUnknown) return Value.Unknown;
            }
        }
        if (Library.MayWrite(call.Method) || HoldsPlace(call.Receiver) || System.Array.Exists(call.Arguments, HoldsPlace)) _sideEffects++;
        try
        {
            return method(this, call);
        }
        catch (UnknownException)
        {
        }
        catch (Exception e) when (IsOrdinary(e))
        {
            reporter.ReportCall(
                DiagnosticDescriptors.Arithmetic, $"'{TypeNames.Short(call.Method)}' fails: {OneSentence(e.Message)}", [], null, call.Syntax, call.Frame);
            if (call.Method.ReturnsVoid) call.Frame.Aborted = true;
        }
        return Value.Unknown;
    }

    /// <summary>Whether an exception comes from what a specification does, not from the compiler or a budget.</summary>
    private static bool IsOrdinary(Exception e) => e is ArithmeticException or ArgumentException or InvalidOperationException or InvalidCastException
        or IndexOutOfRangeException or FormatException or KeyNotFoundException or NotSupportedException or NullReferenceException;

    // What a specification says of itself can be as long as it likes.
    private const int MostCharacters = 2000;

    private static string OneSentence(string message)
    {
        var end = message.IndexOfAny(['\r', '\n']);
        var sentence = (end < 0 ? message : message.Substring(0, end)).TrimEnd('.', ' ');
        return sentence.Length <= MostCharacters ? sentence : sentence.Substring(0, MostCharacters) + "…";
    }
}
