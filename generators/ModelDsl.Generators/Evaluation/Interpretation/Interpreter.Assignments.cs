using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Assignments in all their forms.</summary>
internal sealed partial class Interpreter
{
    private Value AssignSimple(ISimpleAssignmentOperation operation, Frame frame)
    {
        if (operation.IsRef) return AssignReference(operation, frame);
        // A new variable is not there while its value is evaluated; nothing else is evaluated for it.
        if (operation.Target is ILocalReferenceOperation local)
        {
            var assigned = Evaluate(operation.Value, frame);
            Name(local.Local, assigned);
            if (local.IsDeclaration) frame.Declare(local.Local, assigned);
            else SetVariable(local.Local, assigned, frame);
            return assigned;
        }
        var place = Locate(operation.Target, frame);
        var value = Evaluate(operation.Value, frame);
        place.Value = value;
        return value;
    }

    /// <summary>Lets a <c>ref</c> variable stand for another place.</summary>
    private Value AssignReference(ISimpleAssignmentOperation operation, Frame frame)
    {
        if (operation.Target is not ILocalReferenceOperation local) return Unsupported(operation, frame);
        var place = Locate(operation.Value, frame);
        frame.Share(local.Local, place);
        return place.Value;
    }

    private Value AssignCompound(ICompoundAssignmentOperation operation, Frame frame)
    {
        var place = Locate(operation.Target, frame);
        var left = place.Value;
        var right = Evaluate(operation.Value, frame);
        Value result;
        if (operation.OperatorMethod is { } method && !IsBuiltIn(method))
        {
            if (method.ReturnsVoid || method.Parameters.Length < 2) return Unsupported(operation, frame);
            if (!operation.InConversion.IsIdentity) left = ConvertTo(left, operation.Target.Type!, method.Parameters[0].Type, operation, frame);
            result = CallOperator(operation, Constrained(method, operation.ConstrainedToType, frame), operation.IsLifted, [left, right], [operation.Target.Syntax, operation.Value.Syntax], frame);
            if (!operation.OutConversion.IsIdentity) result = ConvertTo(result, method.ReturnType, operation.Target.Type!, operation, frame);
        }
        else
        {
            var type = NotNullable(frame.Resolve(operation.Target.Type!));
            var isShift = operation.OperatorKind is BinaryOperatorKind.LeftShift or BinaryOperatorKind.RightShift or BinaryOperatorKind.UnsignedRightShift;
            if (!isShift && left.Data is not null && Numbers.IsNumber(left.Data) && right.Data is not null && Numbers.IsNumber(right.Data)
                && Numbers.Convert(left.Data, NotNullable(frame.Resolve(operation.Value.Type!)).SpecialType, false) is { } widened)
            {
                left = new Value(widened, left.Origin);
            }
            result = Compute(operation, operation.OperatorKind, left, right, operation.IsChecked, operation.Target.Type, operation.Value, frame);
            if (result.Data is not null && Numbers.IsNumber(result.Data)) result = Narrow(result, type, operation.IsChecked, operation, frame);
        }
        Store(operation.Target, place, result);
        return result;
    }

    /// <summary>The result of a compound assignment in the type of its target.</summary>
    private Value Narrow(Value result, ITypeSymbol type, bool isChecked, IOperation operation, Frame frame)
    {
        try
        {
            return Numbers.Convert(result.Data!, type.SpecialType, isChecked) is { } narrowed ? new Value(narrowed, result.Origin) : result;
        }
        catch (System.OverflowException)
        {
            return reporter.Fail(DiagnosticDescriptors.Arithmetic, operation.Syntax, frame, $"'{operation.Syntax}' does not fit into '{type.ToDisplayString()}'");
        }
    }

    private void Store(IOperation target, Cell place, Value value)
    {
        if (target is ILocalReferenceOperation local) Name(local.Local, value);
        place.Value = value;
    }

    private Value AssignCoalesce(ICoalesceAssignmentOperation operation, Frame frame)
    {
        var place = Locate(operation.Target, frame);
        var value = place.Value;
        if (value.IsUnknown || value.Data is not null) return value;
        value = Evaluate(operation.Value, frame);
        Store(operation.Target, place, value);
        return value;
    }

    private Value Increment(IIncrementOrDecrementOperation operation, Frame frame)
    {
        var place = Locate(operation.Target, frame);
        var before = place.Value;
        var after = Value.Unknown;
        if (operation.OperatorMethod is { } method && !IsBuiltIn(method))
        {
            if (method.ReturnsVoid) return Unsupported(operation, frame);
            after = CallOperator(operation, Constrained(method, operation.ConstrainedToType, frame), operation.IsLifted, [before], [operation.Target.Syntax], frame);
        }
        else if (before.Data is { } data && (Numbers.IsNumber(data) || data is EnumValue))
        {
            after = Step(operation, data, before.Origin, frame);
        }
        else if (before.Data is null)
        {
            after = default;
        }
        else if (!before.IsUnknown)
        {
            return Unsupported(operation, frame);
        }
        Store(operation.Target, place, after);
        return operation.IsPostfix ? before : after;
    }

    private Value Step(IIncrementOrDecrementOperation operation, object data, Provenance? origin, Frame frame)
    {
        var kind = operation.Kind == OperationKind.Increment ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract;
        var number = data is EnumValue named ? named.Number : data;
        var type = Numbers.TypeOf(number);
        try
        {
            var one = Numbers.Convert(1, number is byte or sbyte or short or ushort or char ? SpecialType.System_Int32 : type, false)!;
            var result = Numbers.Convert(Numbers.Binary(kind, number, one, operation.IsChecked)!, type, operation.IsChecked)!;
            return data is EnumValue value ? new Value(new EnumValue(result, value.Type), origin) : result is int small ? Value.Of(small, origin) : new Value(result, origin);
        }
        catch (System.OverflowException)
        {
            return reporter.Fail(DiagnosticDescriptors.Arithmetic, operation.Syntax, frame, $"'{operation.Syntax}' does not fit into '{operation.Target.Type!.ToDisplayString()}'");
        }
    }

    private Value AssignDeconstruction(IDeconstructionAssignmentOperation operation, Frame frame)
    {
        var places = new Dictionary<IOperation, Cell>();
        LocateParts(operation.Target, places, frame);
        var value = Evaluate(operation.Value, frame);
        var parts = operation.SemanticModel is { } model && operation.Syntax is AssignmentExpressionSyntax syntax ? model.GetDeconstructionInfo(syntax) : default;
        AssignParts(operation.Target, value, Unconverted(operation.Value).Type, parts, places, frame);
        return value;
    }

    /// <summary>Finds the places that a deconstruction writes before anything is written, so that <c>(a, b) = (b, a)</c> exchanges them.</summary>
    private void LocateParts(IOperation target, Dictionary<IOperation, Cell> places, Frame frame)
    {
        if (target is IDeclarationExpressionOperation declaration) target = declaration.Expression;
        if (target is ITupleOperation tuple)
        {
            foreach (var element in tuple.Elements) LocateParts(element, places, frame);
        }
        else if (target is not ILocalReferenceOperation)
        {
            places[target] = Locate(target, frame);
        }
    }

    private void AssignParts(IOperation target, Value value, ITypeSymbol? type, DeconstructionInfo how, Dictionary<IOperation, Cell> places, Frame frame)
    {
        if (target is IDeclarationExpressionOperation declaration) target = declaration.Expression;
        if (target is not ITupleOperation tuple)
        {
            if (type is not null && target.Type is not null && target is not IDiscardOperation && !SymbolEqualityComparer.Default.Equals(type, target.Type))
                value = ConvertTo(value, type, target.Type, target, frame);
            Store(target, places.TryGetValue(target, out var place) ? place : Locate(target, frame), value);
            return;
        }
        var types = (type as INamedTypeSymbol)?.TupleElements ?? default;
        var parts = value.IsUnknown ? null : Deconstruct(value, tuple.Elements.Length, how.Method, target.Syntax, frame);
        if (parts is null && !value.IsUnknown) Unsupported(target, frame);
        for (var i = 0; i < tuple.Elements.Length; i++)
            AssignParts(tuple.Elements[i], parts is null ? Value.Unknown : parts[i], !types.IsDefault && i < types.Length ? types[i].Type : null, how.Nested.IsDefaultOrEmpty ? default : how.Nested[i], places, frame);
    }

    /// <summary>The parts into which a value falls, or null where it does not fall into that many.</summary>
    /// <param name="value">The value.</param>
    /// <param name="count">How many.</param>
    /// <param name="method">The method that C# chose, where the operation tells it.</param>
    /// <param name="site">Where they are asked for.</param>
    /// <param name="frame">Whose code asks.</param>
    private Value[]? Deconstruct(Value value, int count, IMethodSymbol? method, SyntaxNode site, Frame frame)
    {
        switch (value.Data)
        {
            case TupleValue tuple:
                return tuple.Items.Length == count ? tuple.Items : null;
            case PairValue pair when method is null || sources.MethodOf(method) is null:
                return count == 2 ? [pair.Key, pair.Value] : null;
        }
        method ??= value.Data is Instance instance ? DeconstructOf(instance, count) : null;
        if (method is null) return null;
        if (method.IsImplicitlyDeclared && value.Data is Instance record)
            return [.. method.Parameters.Select(p => ReadProperty(record, p.Name, site, frame))];
        method = method.ReducedFrom ?? method;
        var cells = new Cell[method.Parameters.Length];
        for (var i = 0; i < cells.Length; i++) cells[i] = new Cell();
        // An extension method has the value as its first argument.
        var isExtension = method.IsExtensionMethod;
        if (isExtension) cells[0].Value = value;
        Call(new CallSite(site, frame, method, isExtension ? default : value, [.. cells.Select(c => c.Value)], null, cells));
        return [.. cells.Skip(isExtension ? 1 : 0).Select(c => c.Value)];
    }

    private static IMethodSymbol? DeconstructOf(Instance instance, int count)
    {
        for (var type = instance.Type; type is not null; type = type.Base)
        {
            var found = type.Symbol.GetMembers("Deconstruct").OfType<IMethodSymbol>().Where(m => m.Parameters.Length == count).ToList();
            if (found.Count > 0) return found.Count == 1 ? found[0] : null;
        }
        return null;
    }
}
