using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Patterns and what chooses by them. A match is true, false or not known.</summary>
internal sealed partial class Interpreter
{
    private Value IsPattern(IIsPatternOperation operation, Frame frame)
    {
        var value = Evaluate(operation.Value, frame);
        return Match(operation.Pattern, value, frame) is { } matches ? Value.Of(matches, value.Origin) : Value.Unknown;
    }

    private Value IsType(IIsTypeOperation operation, Frame frame)
    {
        var value = Evaluate(operation.ValueOperand, frame);
        return value.IsUnknown ? value : Value.Of(IsInstanceOf(value, frame.Resolve(operation.TypeOperand)) != operation.IsNegated, value.Origin);
    }

    private Value Switch(ISwitchExpressionOperation operation, Frame frame)
    {
        var value = Evaluate(operation.Value, frame);
        foreach (var arm in operation.Arms)
        {
            var matches = Match(arm.Pattern, value, frame);
            if (matches == true && arm.Guard is not null) matches = Truth(Evaluate(arm.Guard, frame));
            if (matches is null) return Value.Unknown;
            if (matches.Value) return Evaluate(arm.Value, frame);
        }
        reporter.ReportCall(
            DiagnosticDescriptors.Arithmetic, $"no arm of the switch matches {(value.Data is null ? "null" : Text.Of(value))}; add an arm for it",
            CallSite.OriginsIn(value), operation.Value.Syntax, operation.Syntax, frame);
        return Value.Unknown;
    }

    private bool? Match(IPatternOperation pattern, Value value, Frame frame)
    {
        budget.Step();
        switch (pattern)
        {
            case IDiscardPatternOperation:
                return true;
            case IDeclarationPatternOperation { MatchesNull: true } var:
                if (var.DeclaredSymbol is { } all) frame.Declare(all, value);
                return true;
        }
        if (value.IsUnknown)
        {
            foreach (var part in pattern.DescendantsAndSelf())
            {
                if (DeclaredIn(part) is { } symbol) frame.Declare(symbol, Value.Unknown);
            }
            return null;
        }
        switch (pattern)
        {
            case IConstantPatternOperation constant:
                return Truth(AreEqual(value, Evaluate(constant.Value, frame)));
            case IDeclarationPatternOperation declaration:
                if (declaration.MatchedType is { } type && !IsInstanceOf(value, frame.Resolve(type))) return false;
                if (declaration.DeclaredSymbol is { } declared) frame.Declare(declared, value);
                return true;
            case ITypePatternOperation typed:
                return IsInstanceOf(value, frame.Resolve(typed.MatchedType));
            case INegatedPatternOperation negated:
                return !Match(negated.Pattern, value, frame);
            case IBinaryPatternOperation binary:
                var left = Match(binary.LeftPattern, value, frame);
                if (left is null || left.Value == (binary.OperatorKind == BinaryOperatorKind.Or)) return left;
                return Match(binary.RightPattern, value, frame);
            case IRelationalPatternOperation relational:
                if (value.Data is null) return false;
                var limit = Evaluate(relational.Value, frame);
                if (limit.IsUnknown) return null;
                // Of an object the type has to fit as well.
                return limit.Data is { } number && number.GetType() == value.Data.GetType()
                    && Numbers.Binary(relational.OperatorKind, NumberOf(value.Data), NumberOf(number), false) is true;
            case IRecursivePatternOperation recursive:
                return MatchRecursive(recursive, value, frame);
            case IListPatternOperation list:
                return MatchList(list, value, frame);
            default:
                Unsupported(pattern, frame);
                return null;
        }
    }

    private static ISymbol? DeclaredIn(IOperation pattern) => pattern switch
    {
        IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
        IRecursivePatternOperation recursive => recursive.DeclaredSymbol,
        IListPatternOperation list => list.DeclaredSymbol,
        _ => null,
    };

    private bool? MatchRecursive(IRecursivePatternOperation pattern, Value value, Frame frame)
    {
        if (value.Data is null || !IsInstanceOf(value, frame.Resolve(pattern.MatchedType))) return false;
        if (pattern.DeconstructionSubpatterns.Length > 0)
        {
            // An object is asked for System.Runtime.CompilerServices.ITuple, which tuples are, and never for its Deconstruct.
            if (pattern.DeconstructSymbol is INamedTypeSymbol tuple && value.Data is not TupleValue)
            {
                if (!(value.Data is Instance instance && instance.Type.Symbol.AllInterfaces.Contains(tuple, SymbolEqualityComparer.Default))) return false;
                Unsupported(pattern, frame);
                return null;
            }
            var parts = Deconstruct(value, pattern.DeconstructionSubpatterns.Length, pattern.DeconstructSymbol as IMethodSymbol, pattern.Syntax, frame);
            if (parts is null && pattern.DeconstructSymbol is not IMethodSymbol) return false;
            if (parts is null)
            {
                Unsupported(pattern, frame);
                return null;
            }
            for (var i = 0; i < parts.Length; i++)
            {
                if (Match(pattern.DeconstructionSubpatterns[i], parts[i], frame) is not true and var no) return no;
            }
        }
        foreach (var property in pattern.PropertySubpatterns)
        {
            var outer = frame.ImplicitReceiver;
            frame.ImplicitReceiver = value;
            var member = Evaluate(property.Member, frame);
            frame.ImplicitReceiver = outer;
            if (Match(property.Pattern, member, frame) is not true and var no) return no;
        }
        if (pattern.DeclaredSymbol is { } declared) frame.Declare(declared, value);
        return true;
    }

    private bool? MatchList(IListPatternOperation pattern, Value value, Frame frame)
    {
        if (value.Data is null) return false;
        if (value.Data is not (ListValue or string))
        {
            Unsupported(pattern, frame);
            return null;
        }
        List<Value> items = [.. Items(value)];
        var slice = -1;
        for (var i = 0; i < pattern.Patterns.Length; i++)
        {
            if (pattern.Patterns[i] is ISlicePatternOperation) slice = i;
        }
        if (slice < 0 ? items.Count != pattern.Patterns.Length : items.Count < pattern.Patterns.Length - 1) return false;
        for (var i = 0; i < pattern.Patterns.Length; i++)
        {
            bool? matches;
            if (i == slice)
            {
                if (((ISlicePatternOperation)pattern.Patterns[i]).Pattern is not { } inner) continue;
                var rest = items.GetRange(slice, items.Count - pattern.Patterns.Length + 1);
                matches = Match(inner, value.Data is ListValue list ? new Value(new ListValue(rest, list.IsArray, list.Type)) : new Value(string.Concat(rest.Select(c => Text.Of(c))), value.Origin), frame);
            }
            else
            {
                matches = Match(pattern.Patterns[i], items[slice >= 0 && i > slice ? items.Count - pattern.Patterns.Length + i : i], frame);
            }
            if (matches is not true) return matches;
        }
        if (pattern.DeclaredSymbol is { } declared) frame.Declare(declared, value);
        return true;
    }
}
