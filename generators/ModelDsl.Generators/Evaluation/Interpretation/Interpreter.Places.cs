using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// Places that can be written: what an assignment, <c>++</c>, a <c>ref</c> argument or a deconstruction changes. What
/// leads there, an object or an index, is evaluated once and before the value, as in C#.
/// </summary>
internal sealed partial class Interpreter
{
    private Cell Locate(IOperation target, Frame frame)
    {
        switch (target)
        {
            case ILocalReferenceOperation { IsDeclaration: true } declared:
                return frame.Declare(declared.Local, default);
            case ILocalReferenceOperation local:
                return frame.Find(local.Local) ?? frame.Declare(local.Local, Value.Unknown);
            case IParameterReferenceOperation parameter:
                if (frame.Find(parameter.Parameter) is { } cell) return cell;
                return frame.This.Data is Instance captured ? FieldOf(captured, CapturedSlot(parameter.Parameter), null) : Nowhere();
            case IDeclarationExpressionOperation declaration:
                return Locate(declaration.Expression, frame);
            case IParenthesizedOperation parenthesized:
                return Locate(parenthesized.Operand, frame);
            case IDiscardOperation:
                return new Cell();
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                return new PlaceCell(() => frame.This, value => ReplaceThis(value, frame));
            case IInstanceReferenceOperation:
                return new PlaceCell(() => frame.ImplicitReceiver, value => frame.ImplicitReceiver = value);
            case IFieldReferenceOperation field:
                return LocateField(field, frame);
            case IPropertyReferenceOperation property:
                return LocateProperty(property, frame);
            case IArrayElementReferenceOperation element:
                return LocateElement(element, frame);
            case IImplicitIndexerReferenceOperation element:
                return LocateImplicitIndexer(element, frame);
            case IConditionalOperation { IsRef: true, WhenFalse: { } otherwise } choice:
                return Truth(Evaluate(choice.Condition, frame)) switch { true => Locate(choice.WhenTrue, frame), false => Locate(otherwise, frame), null => Nowhere() };
            case ISimpleAssignmentOperation { IsRef: true } assignment:
                AssignReference(assignment, frame);
                return Locate(assignment.Target, frame);
            default:
                Unsupported(target, frame);
                return Nowhere();
        }
    }

    /// <summary>What is written there is lost, and what is read is not known: its way has failed.</summary>
    private static PlaceCell Nowhere() => new(() => Value.Unknown, _ => { });

    private static void ReplaceThis(Value value, Frame frame)
    {
        if (frame.This.Data is Instance self && value.Data is Instance other) self.TakeFields(other);
    }

    /// <summary>A value with members and, where it is a struct or a tuple in a variable, that variable: a member is changed by changing it.</summary>
    private (Value Value, Cell? Holder) LocateHolder(IOperation? instance, Frame frame)
    {
        if (instance is null) return (frame.This, null);
        if (instance.Type is not { IsValueType: true } || instance is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } || !IsVariable(instance))
            return (Evaluate(instance, frame), null);
        var holder = Locate(instance, frame);
        return (holder.Value, holder);
    }

    private Cell LocateField(IFieldReferenceOperation operation, Frame frame)
    {
        if (operation.Field.IsStatic)
        {
            if (StaticCell(operation.Field, operation.Syntax, frame) is not { } cell)
            {
                NoSource(operation.Field, operation.Syntax, frame);
                return Nowhere();
            }
            return new PlaceCell(() => cell.Value, value =>
            {
                _sideEffects++;
                cell.Value = value;
            });
        }
        var (receiver, holder) = LocateHolder(operation.Instance, frame);
        switch (receiver.Data)
        {
            case TupleValue when TupleIndex(operation.Field) is var index and >= 0 && holder is not null:
                return new PlaceCell(() => holder.Value.Data is TupleValue now ? now.Items[index] : Value.Unknown, value => holder.Value = holder.Value.Data is TupleValue now ? new Value(now.With(index, value)) : Value.Unknown);
            case Instance instance:
                return FieldOf(instance, SourceType.SlotName(operation.Field), holder);
            case null:
                NullReceiver(operation, operation.Instance, frame);
                return Nowhere();
            default:
                if (!receiver.IsUnknown) Unsupported(operation, frame);
                return Nowhere();
        }
    }

    /// <summary>A field. A struct is a value: the variable that holds it gets a changed copy. A struct's own methods work on a copy already.</summary>
    private PlaceCell FieldOf(Instance instance, string field, Cell? holder)
    {
        if (holder is null)
        {
            return new PlaceCell(() => instance.Get(field), value =>
            {
                _sideEffects++;
                instance.Set(field, value);
            });
        }
        return new PlaceCell(() => holder.Value.Data is Instance now ? now.Get(field) : Value.Unknown, value =>
        {
            if (holder.Value.Data is not Instance now) return;
            var changed = now.Clone();
            changed.Set(field, value);
            holder.Value = new Value(changed);
        });
    }

    private Cell LocateProperty(IPropertyReferenceOperation operation, Frame frame)
    {
        var property = operation.Property;
        if (property.IsStatic) return LocateStaticProperty(operation, frame);
        var (receiver, holder) = LocateHolder(operation.Instance, frame);
        var isVirtual = !IsBase(operation.Instance);
        if (receiver.IsUnknown) return Nowhere();
        if (receiver.Data is null)
        {
            NullReceiver(operation, operation.Instance, frame);
            return Nowhere();
        }
        if (receiver.Data is Instance instance && !property.IsIndexer)
        {
            var written = instance.Type.Reach(property, property.SetMethod, isVirtual);
            if (written is { StoresOnSet: true })
            {
                var field = FieldOf(instance, written.Slot, holder);
                return written.StoresOnGet ? field : new PlaceCell(() => ReadProperty(new Value(instance), property, isVirtual, operation.Syntax, frame), value => field.Value = value);
            }
        }
        if (property is { SetMethod: null, ReturnsByRef: true, IsIndexer: true, Parameters.Length: 1 } && receiver.Data is ListValue)
            return ElementOf(receiver, operation.Instance!, Evaluate(operation.Arguments[0].Value, frame), operation.Arguments[0].Value, operation, frame);
        if (property.SetMethod is not { } setter)
        {
            Unsupported(operation, frame);
            return Nowhere();
        }
        // The last argument of a setter is the value; the indices are evaluated once.
        var call = MakeCall(operation.Syntax, frame, setter, receiver, operation.Arguments);
        return new PlaceCell(
            () => property.GetMethod is not { } getter ? Value.Unknown
                : receiver.Data is Instance && !property.IsIndexer ? ReadProperty(receiver, property, isVirtual, operation.Syntax, frame)
                : Call(new CallSite(operation.Syntax, frame, getter, receiver, [.. call.Arguments.Take(call.Arguments.Length - 1)]), isVirtual),
            value =>
            {
                var arguments = (Value[])call.Arguments.Clone();
                arguments[arguments.Length - 1] = value;
                CallOn(call with { Arguments = arguments }, holder, isVirtual);
            });
    }

    private Cell LocateStaticProperty(IPropertyReferenceOperation operation, Frame frame)
    {
        var property = operation.Property;
        var isStored = sources.TryFind(property, out _, out var source) && SourceType.Describe((IPropertySymbol)source).StoresOnSet;
        var cell = isStored ? StaticCell(property, operation.Syntax, frame) : null;
        if (cell is null && property.SetMethod is null)
        {
            Unsupported(operation, frame);
            return Nowhere();
        }
        return new PlaceCell(() => ReadProperty(operation, frame), value =>
        {
            _sideEffects++;
            if (cell is not null) cell.Value = value;
            else Call(new CallSite(operation.Syntax, frame, Constrained(property.SetMethod!, operation.ConstrainedToType, frame), default, [value]));
        });
    }

    /// <summary>Calls a method on a value. A method that may change a struct works on a copy, which then replaces the original.</summary>
    private Value CallOn(CallSite call, Cell? holder, bool isVirtual)
    {
        if (call.Receiver.Data is not Instance { Symbol.IsValueType: true } original || call.Method.IsReadOnly || call.Frame.This.Data == original) return Call(call, isVirtual);
        var copy = original.Clone();
        var result = Call(call with { Receiver = new Value(copy) }, isVirtual);
        if (holder is not null) holder.Value = new Value(copy);
        return result;
    }

    private Cell LocateElement(IArrayElementReferenceOperation operation, Frame frame)
    {
        var array = Evaluate(operation.ArrayReference, frame);
        var indices = EvaluateAll(operation.Indices, frame);
        if (array.Data is GridValue grid) return ElementOf(grid, indices, operation, frame);
        return ElementOf(array, operation.ArrayReference, indices[0], operation.Indices[0], operation, frame);
    }

    private Cell LocateImplicitIndexer(IImplicitIndexerReferenceOperation operation, Frame frame)
    {
        var receiver = Evaluate(operation.Instance, frame);
        var index = Evaluate(operation.Argument, frame);
        if (receiver.Data is ListValue or null || receiver.IsUnknown || index.IsUnknown)
            return ElementOf(receiver, operation.Instance, index, operation.Argument, operation, frame);
        if (index.Data is not IndexValue || operation.IndexerSymbol is not IPropertySymbol { SetMethod: { } setter } || PositionIn(operation, receiver, index, frame) is not { } position)
        {
            Unsupported(operation, frame);
            return Nowhere();
        }
        return new PlaceCell(
            () => ReadImplicitIndexer(operation, receiver, index, frame),
            value => Call(new CallSite(operation.Syntax, frame, setter, receiver, [position, value])));
    }

    /// <summary>An element of an array or a list. One whose index is not known may be any.</summary>
    private Cell ElementOf(Value list, IOperation listSyntax, Value index, IOperation indexSyntax, IOperation operation, Frame frame)
    {
        if (list.IsUnknown) return Nowhere();
        if (list.Data is not ListValue { Items: var items })
        {
            if (list.Data is null) NullReceiver(operation, listSyntax, frame);
            else Unsupported(operation, frame);
            return Nowhere();
        }
        if (index.IsUnknown)
        {
            return new PlaceCell(() => Value.Unknown, _ =>
            {
                for (var i = 0; i < items.Count; i++) items[i] = Value.Unknown;
            });
        }
        if (index.Data is RangeValue)
        {
            Unsupported(operation, frame);
            return Nowhere();
        }
        var position = ToIndex(index).In(items.Count);
        if (position < 0 || position >= items.Count)
        {
            OutOfRange(Text.Of(index), items.Count, indexSyntax, operation, frame);
            return Nowhere();
        }
        return new PlaceCell(() => items[position], value =>
        {
            _sideEffects++;
            items[position] = value;
        });
    }

    private Cell ElementOf(GridValue grid, Value[] indices, IArrayElementReferenceOperation operation, Frame frame)
    {
        var position = 0;
        for (var i = 0; i < indices.Length; i++)
        {
            if (indices[i].IsUnknown) return Nowhere();
            var index = Numbers.ToLong(indices[i].Data!);
            if (index < 0 || index >= grid.Lengths[i])
            {
                OutOfRange(Numbers.Text(index), grid.Lengths[i], operation.Indices[i], operation, frame);
                return Nowhere();
            }
            position = position * grid.Lengths[i] + (int)index;
        }
        return new PlaceCell(() => grid.Items[position], value =>
        {
            _sideEffects++;
            grid.Items[position] = value;
        });
    }

    /// <summary>Whether a member is called on <c>base</c>, so that no overriding one is reached.</summary>
    private static bool IsBase(IOperation? instance) => instance is IInstanceReferenceOperation { Syntax: BaseExpressionSyntax };

    private static bool IsVariable(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local is { IsForEach: false, IsConst: false },
        IParameterReferenceOperation parameter => parameter.Parameter.RefKind != RefKind.In,
        IArrayElementReferenceOperation or IInstanceReferenceOperation => true,
        IFieldReferenceOperation { Field: var field } reference => field is { IsReadOnly: false, IsConst: false } && (field.IsStatic || reference.Instance is { Type.IsValueType: false } or null || IsVariable(reference.Instance)),
        IPropertyReferenceOperation property => property.Property.ReturnsByRef,
        _ => false,
    };
}
