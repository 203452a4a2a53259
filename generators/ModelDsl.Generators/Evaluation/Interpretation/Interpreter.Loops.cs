using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Loops, and what becomes of code that is not run because its condition is not known.</summary>
internal sealed partial class Interpreter
{
    private Completion Loop(ILoopOperation loop, Frame frame)
    {
        switch (loop)
        {
            case IForLoopOperation counting:
                foreach (var before in counting.Before) Execute(before, frame);
                return frame.Aborted ? Completion.Return : Repeat(loop, counting.Condition, counting.Body, counting.AtLoopBottom, true, false, frame);
            case IWhileLoopOperation whileLoop:
                return Repeat(loop, whileLoop.Condition, whileLoop.Body, [], whileLoop.ConditionIsTop, whileLoop.ConditionIsUntil, frame);
            case IForEachLoopOperation { IsAsynchronous: false } each:
                return ForEach(each, frame);
            default:
                Unsupported(loop, frame);
                frame.Aborted = true;
                return Completion.Return;
        }
    }

    private Completion Repeat(
        ILoopOperation loop, IOperation? condition, IOperation body, IReadOnlyList<IOperation> atBottom, bool conditionIsTop, bool conditionIsUntil, Frame frame)
    {
        var first = Decisions.Position;
        for (var round = 0; ; round++)
        {
            budget.Step();
            if (condition is not null && (conditionIsTop || round > 0))
            {
                var decision = Evaluate(condition, frame);
                var goOn = Truth(decision);
                if (frame.Aborted) return Completion.Return;
                if (goOn is null) return Skip(loop, frame, ownsBreak: true);
                if (goOn.Value == conditionIsUntil)
                {
                    Decisions.AddLoop(decision.Origin, round, first);
                    return Completion.Normal;
                }
            }
            var completion = Execute(body, frame);
            if (completion is Completion.Return or Completion.GoTo) return completion;
            if (completion == Completion.Break) return Completion.Normal;
            foreach (var step in atBottom) Execute(step, frame);
            if (frame.Aborted) return Completion.Return;
        }
    }

    private Completion ForEach(IForEachLoopOperation loop, Frame frame)
    {
        var collection = Evaluate(loop.Collection, frame);
        if (frame.Aborted) return Completion.Return;
        if (collection.IsUnknown) return Skip(loop, frame, ownsBreak: true);
        if (collection.Data is null)
        {
            reporter.Report(DiagnosticDescriptors.Arithmetic, loop.Collection.Syntax, frame, $"'{loop.Collection.Syntax}' is null, so there is nothing to go through");
            return Skip(loop, frame, ownsBreak: true);
        }
        using var items = Items(collection).GetEnumerator();
        var first = Decisions.Position;
        for (var round = 0; ; round++)
        {
            budget.Step();
            if (!TryMoveNext(items, loop.Collection, frame, out var isKnown))
            {
                if (isKnown) Decisions.AddLoop(collection.Origin, round, first);
                return isKnown ? Completion.Normal : Skip(loop, frame, ownsBreak: true);
            }
            DeclareItem(loop, items.Current, frame);
            var completion = Execute(loop.Body, frame);
            if (completion is Completion.Return or Completion.GoTo) return completion;
            if (completion == Completion.Break) return Completion.Normal;
        }
    }

    private void DeclareItem(IForEachLoopOperation loop, Value item, Frame frame)
    {
        if (loop.LoopControlVariable is not IVariableDeclaratorOperation { Symbol: var variable })
        {
            var parts = loop.SemanticModel is { } model && loop.Syntax is ForEachVariableStatementSyntax syntax ? model.GetDeconstructionInfo(syntax) : default;
            AssignParts(loop.LoopControlVariable, item, ElementType(Unconverted(loop.Collection).Type), parts, [], frame);
            return;
        }
        if (variable.RefKind == RefKind.Ref)
        {
            reporter.Report(DiagnosticDescriptors.Unsupported, loop.LoopControlVariable.Syntax, frame, "'foreach' by reference", "use 'for' and an index");
            item = Value.Unknown;
        }
        var source = ElementType(Unconverted(loop.Collection).Type);
        frame.Declare(variable, source is null || SymbolEqualityComparer.Default.Equals(source, variable.Type) ? item : ConvertTo(item, source, variable.Type, loop.Collection, frame));
    }

    private bool TryMoveNext(IEnumerator<Value> items, IOperation collection, Frame frame, out bool isKnown)
    {
        isKnown = true;
        try
        {
            return items.MoveNext();
        }
        catch (UnknownException)
        {
            isKnown = false;
        }
        catch (Exception e) when (IsOrdinary(e))
        {
            isKnown = false;
            reporter.Report(DiagnosticDescriptors.Arithmetic, collection.Syntax, frame, $"going through '{collection.Syntax}' fails: {OneSentence(e.Message)}");
        }
        return false;
    }

    /// <summary>
    /// Leaves out code of which nobody can tell whether it runs: the variables that it may write are not known
    /// afterwards, and where it may leave a loop or the method, so does this.
    /// </summary>
    private static Completion Skip(IOperation code, Frame frame, bool ownsBreak = false)
    {
        var completion = Completion.Normal;
        foreach (var part in code.DescendantsAndSelf())
        {
            switch (part)
            {
                case IAssignmentOperation assignment:
                    Forget(assignment.Target, frame);
                    break;
                case IIncrementOrDecrementOperation increment:
                    Forget(increment.Target, frame);
                    break;
                case IVariableDeclaratorOperation declarator:
                    frame.Declare(declarator.Symbol, Value.Unknown);
                    break;
                case IPatternOperation pattern when DeclaredIn(pattern) is { } symbol:
                    frame.Declare(symbol, Value.Unknown);
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } argument:
                    Forget(argument.Value, frame);
                    break;
                case IInvocationOperation { Instance: { } receiver, TargetMethod.ReturnsVoid: true }:
                    Forget(receiver, frame);
                    break;
                case IReturnOperation when !IsInFunction(part, code):
                    frame.Result = Value.Unknown;
                    completion = Completion.Return;
                    break;
                case IBranchOperation { BranchKind: BranchKind.GoTo } when !IsInFunction(part, code):
                    frame.Result = Value.Unknown;
                    completion = Completion.Return;
                    break;
                case IBranchOperation { BranchKind: BranchKind.Break or BranchKind.Continue } when completion == Completion.Normal && !ownsBreak && !IsInLoop(part, code):
                    completion = Completion.Break;
                    break;
            }
        }
        return completion;
    }

    private static void Forget(IOperation target, Frame frame)
    {
        switch (target)
        {
            case ILocalReferenceOperation local:
                SetVariable(local.Local, Value.Unknown, frame);
                break;
            case IParameterReferenceOperation parameter:
                SetVariable(parameter.Parameter, Value.Unknown, frame);
                break;
            case IDeclarationExpressionOperation declaration:
                Forget(declaration.Expression, frame);
                break;
            case ITupleOperation tuple:
                foreach (var element in tuple.Elements) Forget(element, frame);
                break;
            case IArrayElementReferenceOperation element:
                Forget(element.ArrayReference, frame);
                break;
            case IMemberReferenceOperation { Instance: { } instance }:
                Forget(instance, frame);
                break;
        }
    }

    private static void SetVariable(ISymbol variable, Value value, Frame frame)
    {
        if (frame.Find(variable) is { } cell) cell.Value = value;
        else frame.Declare(variable, value);
    }

    private static bool IsInFunction(IOperation part, IOperation root)
    {
        for (var outer = part.Parent; outer is not null && outer != root; outer = outer.Parent)
        {
            if (outer is IAnonymousFunctionOperation or ILocalFunctionOperation) return true;
        }
        return false;
    }

    private static bool IsInLoop(IOperation part, IOperation root)
    {
        for (var outer = part.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is ILoopOperation or ISwitchOperation) return true;
            if (outer == root) break;
        }
        return false;
    }

    private static IOperation Unconverted(IOperation operation)
    {
        while (operation is IConversionOperation { OperatorMethod: null, IsImplicit: true } conversion) operation = conversion.Operand;
        return operation;
    }

    private static ITypeSymbol? ElementType(ITypeSymbol? type)
    {
        if (type is IArrayTypeSymbol array) return array.ElementType;
        if (type is not INamedTypeSymbol named) return null;
        if (named.SpecialType == SpecialType.System_String) return null;
        if (named is { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T }) return named.TypeArguments[0];
        foreach (var implemented in named.AllInterfaces)
        {
            if (implemented.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T) return implemented.TypeArguments[0];
        }
        return null;
    }
}
