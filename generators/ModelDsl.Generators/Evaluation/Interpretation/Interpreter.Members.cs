using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Variables, fields and properties, and the static state of types that the specification declares.</summary>
internal sealed partial class Interpreter
{
    private readonly Dictionary<string, Cell> _statics = [];
    private readonly HashSet<string> _staticConstructors = [];
    private readonly Stack<(string Type, ISymbol Member)> _initializing = new();

    private Value ReadLocal(ILocalReferenceOperation operation, Frame frame)
    {
        if (operation.IsDeclaration) return frame.Declare(operation.Local, default).Value;
        // A variable that was declared in code that was left out.
        return frame.Find(operation.Local)?.Value ?? Value.Unknown;
    }

    private Value ReadParameter(IParameterReferenceOperation operation, Frame frame)
    {
        if (frame.Find(operation.Parameter) is { } cell) return cell.Value;
        return frame.This.Data is Instance instance ? instance.Get(CapturedSlot(operation.Parameter)) : Value.Unknown;
    }

    /// <summary>Where an object keeps a parameter of its primary constructor.</summary>
    private static string CapturedSlot(IParameterSymbol parameter) => "<" + parameter.Name + ">P";

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
            if (TypeNames.IsVocabulary(property)) return Call(new CallSite(operation.Syntax, frame, getter, default, []));
            if (!sources.TryFind(property, out _, out var source)) return Call(new CallSite(operation.Syntax, frame, getter, default, []));
            return SourceType.Describe((IPropertySymbol)source).StoresOnGet && StaticCell(property, operation.Syntax, frame) is { } cell
                ? cell.Value
                : Call(new CallSite(operation.Syntax, frame, getter, default, []));
        }
        var receiver = operation.Instance is null ? frame.This : Evaluate(operation.Instance, frame);
        if (receiver.IsUnknown) return receiver;
        if (receiver.Data is Instance instance && !property.IsIndexer) return ReadProperty(instance, property.Name, operation.Syntax, frame);
        if (receiver.Data is null && property.Name != "HasValue" && !Library.IsNullable(property.ContainingType)) return NullReceiver(operation, operation.Instance, frame);
        return Call(MakeCall(operation.Syntax, frame, getter, receiver, operation.Arguments));
    }

    private Value ReadProperty(Instance instance, string name, SyntaxNode site, Frame frame)
    {
        var property = instance.Type.Property(name);
        if (property is null || property.StoresOnGet) return instance.Get(name);
        return property.Symbol.GetMethod is { } getter ? Call(new CallSite(site, frame, getter, new Value(instance), [])) : Value.Unknown;
    }

    private Value NullReceiver(IOperation operation, IOperation? receiver, Frame frame)
    {
        var syntax = receiver?.Syntax ?? operation.Syntax;
        return reporter.Fail(DiagnosticDescriptors.Arithmetic, syntax, frame, $"'{syntax}' is null here, so it has no members");
    }

    /// <summary>The variable of a static field or property with its initializer done, or null where there is no source.</summary>
    private Cell? StaticCell(ISymbol member, SyntaxNode site, Frame frame)
    {
        var type = TypeNames.Full(member.ContainingType);
        var key = type + "." + (member is IFieldSymbol { AssociatedSymbol: { } property } ? property.Name : member.Name);
        if (IsLaterInType(type, member)) return new Cell { Value = DefaultOf(member is IFieldSymbol { Type: var t } ? t : ((IPropertySymbol)member).Type) };
        if (_statics.TryGetValue(key, out var cell)) return cell;
        if (!sources.TryFind(member, out var home, out var source)) return null;
        RunStaticConstructor(source.ContainingType, site, frame);
        if (_statics.TryGetValue(key, out cell)) return cell;
        // The variable exists while its initializer runs: one that needs itself sees the default, as in C#.
        cell = new Cell { Value = DefaultOf(source is IFieldSymbol field ? field.Type : ((IPropertySymbol)source).Type) };
        _statics.Add(key, cell);
        if (InitializerOf(source, home) is { } initializer)
        {
            var inner = new Frame(null, frame, site);
            budget.CheckDepth(inner.Depth);
            _initializing.Push((type, source));
            cell.Value = Evaluate(initializer, inner);
            _initializing.Pop();
            if (inner.Aborted) cell.Value = Value.Unknown;
        }
        return cell;
    }

    /// <summary>
    /// Static members are initialized when they are read, so that a mistake in one variant is not reported for all.
    /// In C# they are initialized in the order in which they are written: an initializer sees the default of a later one.
    /// </summary>
    private bool IsLaterInType(string type, ISymbol member)
    {
        foreach (var (initializing, earlier) in _initializing)
        {
            if (initializing == type && earlier.DeclaringSyntaxReferences is [var a, ..] && member.DeclaringSyntaxReferences is [var b, ..]
                && a.SyntaxTree == b.SyntaxTree && a.Span.Start < b.Span.Start)
            {
                return true;
            }
        }
        return false;
    }

    private void RunStaticConstructor(INamedTypeSymbol type, SyntaxNode site, Frame frame)
    {
        if (!_staticConstructors.Add(TypeNames.Full(type)) || type.StaticConstructors is not [{ DeclaringSyntaxReferences.Length: > 0 } constructor]) return;
        foreach (var member in type.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: true, IsConst: false }) StaticCell(member, site, frame);
        }
        Call(new CallSite(site, frame, constructor, default, []));
    }

    /// <summary>What a field or property starts as, or null where it starts as its type's default.</summary>
    private IOperation? InitializerOf(ISymbol member, SourceHome home)
    {
        if (member is IFieldSymbol { AssociatedSymbol: { } property }) member = property;
        if (member.DeclaringSyntaxReferences is not [var reference, ..]) return null;
        EqualsValueClauseSyntax? syntax;
        switch (reference.GetSyntax())
        {
            case VariableDeclaratorSyntax variable:
                syntax = variable.Initializer;
                break;
            case PropertyDeclarationSyntax declaration:
                syntax = declaration.Initializer;
                break;
            default:
                return null;
        }
        sources.MarkRead(reference.SyntaxTree);
        return syntax is not null && sources.OperationAt(home, syntax) is ISymbolInitializerOperation initializer ? initializer.Value : null;
    }

    private Value NativeStatic(IFieldSymbol field, IOperation operation, Frame frame)
    {
        var native = NativeMembers.TypeOf(field.ContainingType)?.GetField(field.Name);
        return native is null ? NoSource(field, operation.Syntax, frame) : NativeValues.FromNative(native.GetValue(null), null);
    }
}
