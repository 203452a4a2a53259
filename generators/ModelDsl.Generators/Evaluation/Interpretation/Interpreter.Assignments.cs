using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Assignments in all their forms.</summary>
internal sealed partial class Interpreter
{
    private Value AssignSimple(ISimpleAssignmentOperation operation, Frame frame)
    {
        if (operation.IsRef) return Unsupported(operation, frame);
        var value = Evaluate(operation.Value, frame);
        Assign(operation.Target, value, frame);
        return value;
    }

    private Value AssignCompound(ICompoundAssignmentOperation operation, Frame frame)
    {
        var left = Evaluate(operation.Target, frame);
        var right = Evaluate(operation.Value, frame);
        Value result;
        if (operation.OperatorMethod is { } method && !IsBuiltIn(method))
        {
            if (!operation.InConversion.IsIdentity) left = ConvertTo(left, operation.Target.Type!, method.Parameters[0].Type, operation, frame);
            result = CallOperator(operation, method, operation.IsLifted, [left, right], [operation.Target.Syntax, operation.Value.Syntax], frame);
        }
        else
        {
            var type = NotNullable(operation.Target.Type!);
            var isShift = operation.OperatorKind is BinaryOperatorKind.LeftShift or BinaryOperatorKind.RightShift or BinaryOperatorKind.UnsignedRightShift;
            if (!isShift && left.Data is not null && Numbers.IsNumber(left.Data) && right.Data is not null && Numbers.IsNumber(right.Data)
                && Numbers.Convert(left.Data, NotNullable(operation.Value.Type!).SpecialType, false) is { } widened)
            {
                left = new Value(widened, left.Origin);
            }
            result = Compute(operation, operation.OperatorKind, left, right, operation.IsChecked, operation.Target.Type, operation.Value.Syntax, frame);
            if (result.Data is not null && Numbers.IsNumber(result.Data) && Numbers.Convert(result.Data, type.SpecialType, operation.IsChecked) is { } narrowed)
                result = new Value(narrowed, result.Origin);
        }
        Assign(operation.Target, result, frame);
        return result;
    }

    private Value AssignCoalesce(ICoalesceAssignmentOperation operation, Frame frame)
    {
        var value = Evaluate(operation.Target, frame);
        if (value.IsUnknown || value.Data is not null) return value;
        value = Evaluate(operation.Value, frame);
        Assign(operation.Target, value, frame);
        return value;
    }

    private Value Increment(IIncrementOrDecrementOperation operation, Frame frame)
    {
        var before = Evaluate(operation.Target, frame);
        var after = Value.Unknown;
        if (operation.OperatorMethod is { } method && !IsBuiltIn(method))
        {
            after = CallOperator(operation, method, operation.IsLifted, [before], [operation.Target.Syntax], frame);
        }
        else if (before.Data is { } data && Numbers.IsNumber(data))
        {
            var type = NotNullable(operation.Target.Type!);
            var kind = operation.Kind == OperationKind.Increment ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract;
            try
            {
                var one = Numbers.Convert(1, data is byte or sbyte or short or ushort or char ? SpecialType.System_Int32 : type.SpecialType, false) ?? 1;
                var result = Numbers.Binary(kind, data, one, operation.IsChecked)!;
                if (Numbers.Convert(result, type.SpecialType, operation.IsChecked) is { } narrowed) result = narrowed;
                after = result is int small ? Value.Of(small, before.Origin) : new Value(result, before.Origin);
            }
            catch (System.OverflowException)
            {
                reporter.Report(DiagnosticDescriptors.Arithmetic, operation.Syntax, frame, $"'{operation.Syntax}' does not fit into '{type.ToDisplayString()}'");
            }
        }
        else if (before.Data is null)
        {
            after = default;
        }
        Assign(operation.Target, after, frame);
        return operation.IsPostfix ? before : after;
    }

    private Value AssignDeconstruction(IDeconstructionAssignmentOperation operation, Frame frame)
    {
        var value = Evaluate(operation.Value, frame);
        AssignParts(operation.Target, value, Unconverted(operation.Value).Type, frame);
        return value;
    }

    private void AssignParts(IOperation target, Value value, ITypeSymbol? type, Frame frame)
    {
        if (target is IDeclarationExpressionOperation declaration) target = declaration.Expression;
        if (target is not ITupleOperation tuple)
        {
            if (type is not null && target.Type is not null && target is not IDiscardOperation && !SymbolEqualityComparer.Default.Equals(type, target.Type))
                value = ConvertTo(value, type, target.Type, target, frame);
            Assign(target, value, frame);
            return;
        }
        var types = (type as INamedTypeSymbol)?.TupleElements ?? default;
        var parts = value.IsUnknown ? null : Deconstruct(value, tuple.Elements.Length, target.Syntax, frame);
        if (parts is null && !value.IsUnknown) Unsupported(target, frame);
        for (var i = 0; i < tuple.Elements.Length; i++)
            AssignParts(tuple.Elements[i], parts is null ? Value.Unknown : parts[i], !types.IsDefault && i < types.Length ? types[i].Type : null, frame);
    }

    /// <summary>The parts into which a value falls, or null where it does not fall into that many.</summary>
    private Value[]? Deconstruct(Value value, int count, SyntaxNode site, Frame frame)
    {
        switch (value.Data)
        {
            case TupleValue tuple:
                return tuple.Items.Length == count ? tuple.Items : null;
            case PairValue pair:
                return count == 2 ? [pair.Key, pair.Value] : null;
            case Instance instance:
                for (var type = instance.Type; type is not null; type = type.Base)
                {
                    foreach (var member in type.Symbol.GetMembers("Deconstruct"))
                    {
                        if (member is not IMethodSymbol method || method.Parameters.Length != count) continue;
                        var parts = new Value[count];
                        if (method.IsImplicitlyDeclared)
                        {
                            for (var i = 0; i < count; i++) parts[i] = ReadProperty(instance, method.Parameters[i].Name, site, frame);
                            return parts;
                        }
                        var cells = new Cell[count];
                        for (var i = 0; i < count; i++) cells[i] = new Cell();
                        Call(new CallSite(site, frame, method, value, new Value[count], null, cells));
                        for (var i = 0; i < count; i++) parts[i] = cells[i].Value;
                        return parts;
                    }
                }
                return null;
            default:
                return null;
        }
    }

    private void Assign(IOperation target, Value value, Frame frame)
    {
        switch (target)
        {
            case ILocalReferenceOperation local:
                Name(local.Local, value);
                if (local.IsDeclaration) frame.Declare(local.Local, value);
                else SetVariable(local.Local, value, frame);
                break;
            case IParameterReferenceOperation parameter:
                if (frame.Find(parameter.Parameter) is { } cell) cell.Value = value;
                else if (frame.This.Data is Instance captured) SetField(null, captured, CapturedSlot(parameter.Parameter), value, frame);
                break;
            case IDiscardOperation:
                break;
            case IDeclarationExpressionOperation or ITupleOperation:
                AssignParts(target, value, null, frame);
                break;
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver }:
                frame.ImplicitReceiver = value;
                break;
            case IFieldReferenceOperation field:
                AssignField(field, value, frame);
                break;
            case IPropertyReferenceOperation property:
                AssignProperty(property, value, frame);
                break;
            case IArrayElementReferenceOperation element:
                AssignElement(Evaluate(element.ArrayReference, frame), EvaluateAll(element.Indices, frame), value, element, frame);
                break;
            case IImplicitIndexerReferenceOperation element:
                AssignElement(Evaluate(element.Instance, frame), [Evaluate(element.Argument, frame)], value, element, frame);
                break;
            default:
                Unsupported(target, frame);
                break;
        }
    }

    private void AssignField(IFieldReferenceOperation target, Value value, Frame frame)
    {
        if (target.Field.IsStatic)
        {
            _sideEffects++;
            if (StaticCell(target.Field, target.Syntax, frame) is { } cell) cell.Value = value;
            else Unsupported(target, frame);
            return;
        }
        var receiver = Evaluate(target.Instance!, frame);
        switch (receiver.Data)
        {
            case TupleValue tuple when TupleIndex(target.Field) is var index and >= 0:
                Assign(target.Instance!, new Value(tuple.With(index, value)), frame);
                break;
            case Instance instance:
                SetField(target.Instance, instance, SourceType.SlotName(target.Field), value, frame);
                break;
            default:
                if (!receiver.IsUnknown) Unsupported(target, frame);
                break;
        }
    }

    private void AssignProperty(IPropertyReferenceOperation target, Value value, Frame frame)
    {
        var property = target.Property;
        if (property.IsStatic)
        {
            _sideEffects++;
            if (sources.TryFind(property, out _, out var source) && !SourceType.Describe((IPropertySymbol)source).StoresOnSet)
                Call(new CallSite(target.Syntax, frame, property.SetMethod!, default, [value]));
            else if (StaticCell(property, target.Syntax, frame) is { } cell) cell.Value = value;
            else Unsupported(target, frame);
            return;
        }
        var receiver = Evaluate(target.Instance!, frame);
        if (receiver.IsUnknown) return;
        if (receiver.Data is Instance instance && !property.IsIndexer)
        {
            var known = instance.Type.Property(property.Name);
            if (known is null || known.StoresOnSet)
            {
                SetField(target.Instance, instance, property.Name, value, frame);
                return;
            }
            if (known.Symbol.SetMethod is not { } setter) return;
            if (instance.Symbol.IsValueType) receiver = new Value(instance.Clone());
            Call(new CallSite(target.Syntax, frame, setter, receiver, [value]));
            if (instance.Symbol.IsValueType) Assign(target.Instance!, receiver, frame);
            return;
        }
        if (property.SetMethod is not { } set)
        {
            Unsupported(target, frame);
            return;
        }
        var call = MakeCall(target.Syntax, frame, set, receiver, target.Arguments);
        call.Arguments[call.Arguments.Length - 1] = value;
        Call(call);
    }

    /// <summary>Writes a field. A struct is a value: the variable that holds it gets a changed copy. A struct's own methods work on a copy already.</summary>
    private void SetField(IOperation? holder, Instance instance, string field, Value value, Frame frame)
    {
        if (!instance.Symbol.IsValueType || holder is null or IInstanceReferenceOperation)
        {
            _sideEffects++;
            instance.Set(field, value);
            return;
        }
        var changed = instance.Clone();
        changed.Set(field, value);
        Assign(holder, new Value(changed), frame);
    }
}
