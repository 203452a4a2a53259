using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Bodies: methods, local functions and lambdas.</summary>
internal sealed partial class Interpreter
{
    /// <summary>Calls a method that is declared in source and returns its value.</summary>
    public Value CallSource(SourceMethod method, CallSite call)
    {
        if (method.Symbol.IsAsync)
            return reporter.Fail(DiagnosticDescriptors.Unsupported, call.Syntax, call.Frame, $"the async method '{method.Symbol.Name}'", "write a plain static method");
        if (method.Symbol.IsStatic) Initialize(call.Method.ContainingType, call.Syntax, call.Frame);
        if (method.IsIterator) return MakeIterator(method.Body!, method.Symbol, () => EnterOn(method, call));
        return method.IsBlock ? CallBlock(method, call) : RunSource(method, call);
    }

    private Value RunSource(SourceMethod method, CallSite call)
    {
        return Run(method.Body!, EnterOn(method, call), method.Symbol.ReturnsVoid, call.Frame);
    }

    private Frame EnterOn(SourceMethod method, CallSite call)
    {
        var frame = Enter(method, call);
        if (method.Symbol.ContainingType.ExtensionParameter is { } extended) frame.Declare(extended, call.Receiver);
        else frame.This = call.Receiver;
        return frame;
    }

    /// <summary>Calls a lambda, a method group or a local function that was made a value.</summary>
    public Value CallFunction(FunctionValue function, Value[] arguments, SyntaxNode site, Frame caller, Cell?[]? shared = null)
    {
        if (function.Before is { } first)
        {
            CallFunction(first, arguments, site, caller, shared);
            if (caller.Aborted) return Value.Unknown;
        }
        var call = new CallSite(site, caller, function.Method, function.Receiver, arguments, null, shared);
        if (function.Body is null) return Call(call);
        if (function.Method.MethodKind == MethodKind.LocalFunction && IsIterator(function.Body)) return MakeIterator(function.Body, function.Method, () => EnterLocal(function.Method, call, function.Captured!));
        var frame = new Frame(function.Method, caller, site, function.Captured);
        budget.CheckDepth(frame.Depth);
        Bind(function.Method.Parameters, call, frame);
        return Run(function.Body, frame, function.Method.ReturnsVoid, caller);
    }

    private Value CallLocalFunction(IMethodSymbol method, CallSite call)
    {
        var definition = method.OriginalDefinition;
        if (LocalFunctionOf(definition) is not { Body: { } body }) return NoSource(method, call.Syntax, call.Frame);
        if (definition.IsAsync)
            return reporter.Fail(DiagnosticDescriptors.Unsupported, call.Syntax, call.Frame, $"the async method '{definition.Name}'", "write a plain static method");
        var outer = OuterOf(definition, call.Frame);
        if (IsIterator(body)) return MakeIterator(body, definition, () => EnterLocal(method, call, outer.Capture()));
        return Run(body, EnterLocal(method, call, outer), definition.ReturnsVoid, call.Frame);
    }

    private Frame EnterLocal(IMethodSymbol method, CallSite call, Frame outer)
    {
        var definition = method.OriginalDefinition;
        var frame = new Frame(definition, call.Frame, call.Syntax, outer);
        budget.CheckDepth(frame.Depth);
        BindTypes(method, frame, call.Frame);
        Bind(definition.Parameters, call, frame);
        return frame;
    }

    private ILocalFunctionOperation? LocalFunctionOf(IMethodSymbol definition) =>
        sources.TryFind(definition, out var home, out var source) && source.DeclaringSyntaxReferences is [var reference, ..]
            ? sources.OperationAt(home, reference.GetSyntax()) as ILocalFunctionOperation
            : null;

    private static Frame OuterOf(IMethodSymbol localFunction, Frame frame)
    {
        for (Frame? outer = frame; outer is not null; outer = outer.Outer)
        {
            if (SymbolEqualityComparer.Default.Equals(outer.Method, localFunction.ContainingSymbol)) return outer;
        }
        return frame;
    }

    private Value Run(IBlockOperation body, Frame frame, bool returnsVoid, Frame caller)
    {
        Execute(body, frame);
        if (!frame.Aborted)
        {
            NoteRun(frame);
            return frame.Result;
        }
        // What fails inside a call with a value makes that value unknown. A call without one has nothing to become
        // unknown, so it takes its caller along: a check that failed is not followed by what it was to prevent.
        if (returnsVoid) caller.Aborted = true;
        return Value.Unknown;
    }

    private Frame Enter(SourceMethod method, CallSite call)
    {
        var frame = new Frame(method.Symbol, call.Frame, call.Syntax);
        budget.CheckDepth(frame.Depth);
        BindTypes(call.Method, frame, call.Frame);
        if (call.Receiver.Data is Instance instance) BindTypes(instance, method.Symbol.ContainingType, frame);
        Bind(method.Symbol.Parameters, call, frame);
        return frame;
    }

    private static void Bind(ImmutableArray<IParameterSymbol> parameters, CallSite call, Frame frame)
    {
        frame.Arguments = call.Arguments;
        for (var i = 0; i < parameters.Length; i++)
        {
            if (call.Shared is not null && i < call.Shared.Length && call.Shared[i] is { } cell) frame.Share(parameters[i], cell);
            else frame.Declare(parameters[i], i < call.Arguments.Length ? call.Arguments[i] : default);
        }
    }

    private void BindTypes(IMethodSymbol method, Frame frame, Frame caller)
    {
        BindTypes(method.ContainingType, frame, caller);
        if (method.IsGenericMethod) Add(method.OriginalDefinition.TypeParameters, [.. method.TypeArguments.Select(caller.Resolve)], frame);
    }

    private void BindTypes(INamedTypeSymbol? type, Frame frame, Frame caller)
    {
        for (; type is not null; type = type.ContainingType)
        {
            if (type.Arity > 0) Add(type.OriginalDefinition.TypeParameters, [.. type.TypeArguments.Select(caller.Resolve)], frame);
        }
    }

    /// <summary>What the type parameters of the type that declares a method are on an object, which knows them itself.</summary>
    private void BindTypes(Instance instance, INamedTypeSymbol declaring, Frame frame)
    {
        if (!IsGeneric(declaring)) return;
        var name = TypeNames.Full(declaring);
        for (INamedTypeSymbol? type = instance.Symbol; type is not null; type = type.BaseType)
        {
            if (TypeNames.Full(type) == name) BindTypes(type, frame, frame);
        }
        foreach (var type in instance.Symbol.AllInterfaces)
        {
            if (TypeNames.Full(type) == name) BindTypes(type, frame, frame);
        }
    }

    private void Add(ImmutableArray<ITypeParameterSymbol> parameters, ITypeSymbol[] arguments, Frame frame)
    {
        frame.TypeArguments = frame.TypeArguments?.Copy() ?? new TypeArguments(sources.Compilation);
        frame.TypeArguments.Add(parameters, arguments);
    }

    private Value MakeLambda(IAnonymousFunctionOperation operation, Frame frame)
    {
        if (operation.Symbol.IsAsync) return Unsupported(operation, frame);
        return new Value(new FunctionValue(operation.Symbol, operation.Body, frame.Capture(), default, operation));
    }

    private Value MakeFunction(IDelegateCreationOperation operation, Frame frame)
    {
        switch (operation.Target)
        {
            case IAnonymousFunctionOperation lambda:
                return MakeLambda(lambda, frame);
            case IMethodReferenceOperation { Method.MethodKind: MethodKind.LocalFunction } local:
                return LocalFunctionOf(local.Method.OriginalDefinition) is { Body: { } body }
                    ? new Value(new FunctionValue(local.Method.OriginalDefinition, body, OuterOf(local.Method.OriginalDefinition, frame).Capture(), default, operation))
                    : NoSource(local.Method, operation.Syntax, frame);
            case IMethodReferenceOperation reference:
                var receiver = reference.Instance is null ? default : Evaluate(reference.Instance, frame);
                if (receiver.Data is Instance { Symbol.IsValueType: true } original) receiver = new Value(original.Clone());
                return receiver.IsUnknown ? receiver : new Value(new FunctionValue(Constrained(reference.Method, reference.ConstrainedToType, frame), null, null, receiver, operation));
            default:
                return Evaluate(operation.Target, frame);
        }
    }

    /// <summary>Members that every object has, and those that the compiler writes for records.</summary>
    private Value CallInherited(Instance instance, CallSite call)
    {
        switch (call.Method.Name)
        {
            case "ToString":
                return TextOf(call.Receiver, null, call.Syntax, call.Frame) is { } text ? new Value(text) : Value.Unknown;
            case "Equals" or "op_Equality" when call.Arguments.Length > 0:
                return AreEqual(call.Arguments.Length == 1 ? call.Receiver : call.Arguments[0], call.Arguments[call.Arguments.Length - 1]);
            case "GetType":
                return new Value(new TypeValue(instance.Symbol));
            case "<Clone>$":
                return new Value(instance.Clone());
            default:
                return NoSource(call.Method, call.Syntax, call.Frame);
        }
    }

    /// <summary>Reports a broken guard on the guarded argument and ends the call that it guards.</summary>
    public Value BreakGuard(CallSite call, string message)
    {
        reporter.ReportCall(DiagnosticDescriptors.Thrown, message, CallSite.OriginsIn(call.Arguments[0]), null, call.Frame.CallSite ?? call.Syntax, call.Frame);
        call.Frame.Aborted = true;
        return Value.Unknown;
    }

    private Value Throw(IThrowOperation operation, Frame frame)
    {
        var value = operation.Exception is null ? Value.Unknown : Evaluate(operation.Exception, frame);
        if (value.Data is ExceptionValue exception)
        {
            // The message lands on the argument that the exception names, as written in the call that passed it.
            var origins = new List<Origin>();
            for (var f = frame; f is not null && origins.Count == 0 && exception.Parameter is not null; f = f.Outer)
            {
                if (f.Method?.Parameters.FirstOrDefault(p => p.Name == exception.Parameter) is { } parameter && f.Find(parameter) is { } cell)
                    origins.AddRange(CallSite.OriginsIn(cell.Value));
            }
            reporter.ReportCall(DiagnosticDescriptors.Thrown, OneSentence(exception.Message), origins, frame.CallSite, operation.Syntax, frame);
        }
        else if (!value.IsUnknown)
        {
            reporter.Report(DiagnosticDescriptors.Thrown, operation.Syntax, frame, $"'{operation.Syntax}' is thrown");
        }
        frame.Aborted = true;
        return Value.Unknown;
    }
}
