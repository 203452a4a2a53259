using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Reading of variables, fields and properties.</summary>
internal sealed partial class Interpreter
{
    private static Value ReadLocal(ILocalReferenceOperation operation, Frame frame)
    {
        if (operation.IsDeclaration) return frame.Declare(operation.Local, default).Value;
        // A variable that was declared in code that was left out.
        return frame.Find(operation.Local)?.Value ?? Value.Unknown;
    }

    private static Value ReadParameter(IParameterReferenceOperation operation, Frame frame)
    {
        if (frame.Find(operation.Parameter) is { } cell) return cell.Value;
        return frame.This.Data is Instance instance ? instance.Get(CapturedSlot(operation.Parameter)) : Value.Unknown;
    }

    /// <summary>Where an object keeps a parameter of its primary constructor; a base class may have one of the same name.</summary>
    private static string CapturedSlot(IParameterSymbol parameter) => SourceType.SlotName(parameter) + ">P";

    /// <summary>The object that a member is called on inside of its type. A struct is a value: whoever keeps <c>this</c> keeps a copy.</summary>
    private static Value ReadInstance(IInstanceReferenceOperation operation, Frame frame)
    {
        if (operation.ReferenceKind != InstanceReferenceKind.ContainingTypeInstance) return frame.ImplicitReceiver;
        return frame.This.Data is Instance { Symbol.IsValueType: true } self && operation.Parent is not (IMemberReferenceOperation or IInvocationOperation) ? new Value(self.Clone()) : frame.This;
    }

    private Value ReadField(IFieldReferenceOperation operation, Frame frame)
    {
        var field = operation.Field;
        if (field.IsStatic)
        {
            if (TypeNames.IsVocabulary(field)) return NativeStatic(field, operation, frame);
            if (StaticCell(field, operation.Syntax, frame) is { } cell) return cell.Value;
            if (Library.StaticField(field) is { } known) return known;
            return NoSource(field, operation.Syntax, frame);
        }
        var receiver = operation.Instance is null ? frame.This : Evaluate(operation.Instance, frame);
        if (receiver.IsUnknown) return receiver;
        switch (receiver.Data)
        {
            case null:
                return NullReceiver(operation, operation.Instance, frame);
            case TupleValue tuple when TupleIndex(field) is var index and >= 0:
                return tuple.Items[index];
            case Instance instance:
                return instance.Get(SourceType.SlotName(field));
            default:
                return Unsupported(operation, frame);
        }
    }

    private static int TupleIndex(IFieldSymbol field)
    {
        var name = (field.CorrespondingTupleField ?? field).Name;
        return name.StartsWith("Item", System.StringComparison.Ordinal) && int.TryParse(name.Substring(4), out var number) ? number - 1 : -1;
    }

    private Value ReadProperty(IPropertyReferenceOperation operation, Frame frame)
    {
        var property = operation.Property;
        if (property.GetMethod is not { } getter) return Unsupported(operation, frame);
        if (property.IsStatic)
        {
            getter = Constrained(getter, operation.ConstrainedToType, frame);
            if (getter.AssociatedSymbol is IPropertySymbol reached) property = reached;
            if (!TypeNames.IsVocabulary(property) && sources.TryFind(property, out _, out var source)
                && SourceType.Describe((IPropertySymbol)source).StoresOnGet && StaticCell(property, operation.Syntax, frame) is { } cell)
            {
                return cell.Value;
            }
            return Call(new CallSite(operation.Syntax, frame, getter, default, []));
        }
        var (receiver, holder) = getter.IsReadOnly || operation.Instance?.Type is not { IsValueType: true } ? (operation.Instance is null ? frame.This : Evaluate(operation.Instance, frame), null) : LocateHolder(operation.Instance, frame);
        if (receiver.IsUnknown) return receiver;
        if (!property.IsIndexer)
        {
            switch (receiver.Data)
            {
                case Instance instance when instance.Type.Reach(property, getter, !IsBase(operation.Instance)) is { StoresOnGet: true } stored:
                    return instance.Get(stored.Slot);
                case AnonymousValue anonymous:
                    return anonymous.Get(property.Name);
            }
        }
        if (receiver.Data is null && property.Name != "HasValue" && !Library.IsNullable(property.ContainingType)) return NullReceiver(operation, operation.Instance, frame);
        return CallOn(MakeCall(operation.Syntax, frame, getter, receiver, operation.Arguments), holder, !IsBase(operation.Instance));
    }

    /// <summary>A property of an object of the specification.</summary>
    private Value ReadProperty(Value receiver, IPropertySymbol property, bool isVirtual, SyntaxNode site, Frame frame)
    {
        if (receiver.Data is not Instance instance || property.GetMethod is not { } getter) return Value.Unknown;
        return instance.Type.Reach(property, getter, isVirtual) is { StoresOnGet: true } stored
            ? instance.Get(stored.Slot)
            : CallOn(new CallSite(site, frame, getter, receiver, []), null, isVirtual);
    }

    /// <summary>The property of a name on an object of the specification, or its field.</summary>
    private Value ReadProperty(Instance instance, string name, SyntaxNode site, Frame frame) => instance.Type.Member(name) switch
    {
        IPropertySymbol property => ReadProperty(new Value(instance), property, true, site, frame),
        IFieldSymbol field => instance.Get(SourceType.SlotName(field)),
        _ => Value.Unknown,
    };

    private Value NullReceiver(IOperation operation, IOperation? receiver, Frame frame)
    {
        var syntax = receiver?.Syntax ?? operation.Syntax;
        return reporter.Fail(DiagnosticDescriptors.Arithmetic, syntax, frame, $"'{syntax}' is null here, so it has no members");
    }

    /// <summary>The member that a static abstract or virtual one of an interface means on the type that a type parameter stands for.</summary>
    private static IMethodSymbol Constrained(IMethodSymbol method, ITypeSymbol? constrainedTo, Frame frame)
    {
        if (constrainedTo is null || !method.IsStatic || method.ContainingType.TypeKind != TypeKind.Interface || frame.Resolve(constrainedTo) is not INamedTypeSymbol type) return method;
        foreach (var implemented in type.AllInterfaces)
        {
            if (TypeNames.Full(implemented) != TypeNames.Full(method.ContainingType)) continue;
            foreach (var member in implemented.GetMembers(method.Name))
            {
                if (member.OriginalDefinition.GetDocumentationCommentId() != method.OriginalDefinition.GetDocumentationCommentId()) continue;
                if (type.FindImplementationForInterfaceMember(member) is IMethodSymbol found) return method.IsGenericMethod && found.IsGenericMethod ? found.Construct([.. method.TypeArguments]) : found;
            }
        }
        return method;
    }

    private Value NativeStatic(IFieldSymbol field, IOperation operation, Frame frame)
    {
        var native = NativeMembers.TypeOf(field.ContainingType)?.GetField(field.Name);
        return native is null ? NoSource(field, operation.Syntax, frame) : NativeValues.FromNative(native.GetValue(null), null, field.Type);
    }
}
