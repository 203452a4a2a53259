using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelDsl.Generators.UseSites;

/// <summary>Reads an expression: what is known of its value, what it assigns, and which calls of modules in it are wrong.</summary>
/// <param name="state">What is known before; after, what is known then.</param>
/// <param name="context">What is the same everywhere.</param>
/// <param name="places">The variables whose places are captured before their values are computed.</param>
/// <param name="report">Takes what is wrong; null to look only.</param>
/// <param name="assigned">Takes each variable that is given a value, with what is known of that; null to forget it.</param>
internal sealed class ExpressionReader(
    FlowState state, FlowContext context, IReadOnlyDictionary<CaptureId, ISymbol> places, Action<Diagnostic>? report, Action<ISymbol, Fact?>? assigned = null)
{
    /// <summary>Reads an operation; null where nothing is known of its value.</summary>
    public Fact? Read(IOperation? operation)
    {
        if (operation is null) return null;
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (operation.ConstantValue is { HasValue: true } constant) return Number(constant.Value);
        switch (operation)
        {
            case IExpressionStatementOperation statement: return Read(statement.Operation);
            case IParenthesizedOperation parentheses: return Read(parentheses.Operand);
            case ILocalReferenceOperation or IParameterReferenceOperation: return Variable(Assignments.Variable(operation)!);
            case IFlowCaptureReferenceOperation reference: return state[reference.Id];
            case IFlowCaptureOperation capture: return state[capture.Id] = Read(capture.Value);
            case ISimpleAssignmentOperation assignment: return Assign(assignment.Target, Read(assignment.Value));
            case IDeconstructionAssignmentOperation deconstruction: return Assign(deconstruction.Target, Read(deconstruction.Value));
            case ICompoundAssignmentOperation compound: return Assign(compound.Target, Combine(compound.OperatorKind, compound.Target, compound.Value, compound.Type));
            case IIncrementOrDecrementOperation step: return Assign(step.Target, null);
            case IConversionOperation conversion: return Convert(conversion);
            case IBinaryOperation binary: return Combine(binary.OperatorKind, binary.LeftOperand, binary.RightOperand, binary.Type);
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus } unary: return Negative(Read(unary.Operand));
            case ITupleOperation tuple: return new TupleFact(tuple.Elements.Select(Read).ToValueList());
            case IObjectCreationOperation creation: return Create(creation);
            case IArrayCreationOperation { Initializer: { } elements }: return List(operation.Type, elements.ElementValues);
            case ICollectionExpressionOperation collection: return List(operation.Type, collection.Elements);
            case IArrayElementReferenceOperation { Indices: [var index] } element: return Element(Read(element.ArrayReference), Read(index));
            case IFieldReferenceOperation field: return Field(field);
            case IPropertyReferenceOperation property: return Property(property);
            case IInvocationOperation call: return Call(call);
            case IFlowAnonymousFunctionOperation: return null;
            default:
                foreach (var child in operation.ChildOperations) Read(child);
                return null;
        }
    }

    private static NumberFact? Number(object? value) => value switch
    {
        int number => new(number),
        long number => new(number),
        bool flag => new(flag ? 1 : 0),
        _ => null,
    };

    private Fact? Assign(IOperation target, Fact? fact)
    {
        switch (target)
        {
            case ILocalReferenceOperation or IParameterReferenceOperation:
                Set(Assignments.Variable(target)!, fact);
                break;
            case IDeclarationExpressionOperation declaration:
                Assign(declaration.Expression, fact);
                break;
            case ITupleOperation tuple:
                for (var i = 0; i < tuple.Elements.Length; i++) Assign(tuple.Elements[i], fact is TupleFact parts && i < parts.Elements.Count ? parts.Elements[i] : null);
                break;
            case IFlowCaptureReferenceOperation capture:
                if (places.TryGetValue(capture.Id, out var variable)) Set(variable, fact);
                break;
            default:
                foreach (var child in target.ChildOperations) Read(child);
                break;
        }
        return fact;
    }

    private Fact? Variable(ISymbol variable) => context.Assignments.IsTold(variable) ? state[variable] : null;

    private void Set(ISymbol variable, Fact? fact)
    {
        state[variable] = fact;
        assigned?.Invoke(variable, fact);
    }

    private Fact? Convert(IConversionOperation conversion)
    {
        var fact = Read(conversion.Operand);
        return fact switch
        {
            // Narrower types and fractions have other values.
            NumberFact => conversion.Type is { SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Object } or { Name: "Scalar" or "Nullable" } ? fact : null,
            NumbersFact or TensorsFact => fact,
            _ => conversion.OperatorMethod is null ? fact : null,
        };
    }

    private static Fact? Negative(Fact? fact) => fact is NumberFact number ? new NumberFact(unchecked(-number.Value)) : fact as TensorFact;

    private Fact? Combine(BinaryOperatorKind kind, IOperation leftOperand, IOperation rightOperand, ITypeSymbol? type)
    {
        var (left, right) = (Read(leftOperand), Read(rightOperand));
        if (left is NumberFact a && right is NumberFact b && type is { SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 })
        {
            var value = kind switch
            {
                BinaryOperatorKind.Add => (decimal)a.Value + b.Value,
                BinaryOperatorKind.Subtract => (decimal)a.Value - b.Value,
                BinaryOperatorKind.Multiply when IsSmall(a.Value) && IsSmall(b.Value) => (decimal)a.Value * b.Value,
                BinaryOperatorKind.Divide when b.Value != 0 => decimal.Truncate((decimal)a.Value / b.Value),
                BinaryOperatorKind.Remainder when b.Value != 0 => (decimal)a.Value % b.Value,
                _ => decimal.MaxValue,
            };
            return value is >= int.MinValue and <= int.MaxValue ? new NumberFact((long)value) : null;
        }
        if (!TensorFunctions.IsTensor(type)) return null;
        // Of a number that is not a tensor nothing need be known.
        return (TensorFunctions.IsTensor(leftOperand.Type), TensorFunctions.IsTensor(rightOperand.Type)) switch
        {
            (true, true) => left is TensorFact x && right is TensorFact y ? TensorFunctions.Broadcast(x, y) : null,
            (true, false) => left as TensorFact,
            (false, true) => right as TensorFact,
            _ => null,
        };
    }

    private static bool IsSmall(long value) => value is >= int.MinValue and <= int.MaxValue;

    private Fact? Create(IObjectCreationOperation creation)
    {
        foreach (var argument in creation.Arguments) Pass(argument);
        if (creation.Initializer is { } initializer) Read(initializer);
        return creation.Type switch
        {
            INamedTypeSymbol { Name: "List", TypeArguments: [var element] } when creation.Arguments.Length == 0 => Empty(element),
            INamedTypeSymbol type => new ObjectFact(type),
            _ => null,
        };
    }

    private static Fact? Empty(ITypeSymbol element) => TensorFunctions.IsTensor(element)
        ? new TensorsFact(ValueList<TensorFact?>.Empty)
        : element.SpecialType == SpecialType.System_Int64 ? new NumbersFact(ValueList<long?>.Empty) : null;

    private Fact? List(ITypeSymbol? type, IEnumerable<IOperation> elements)
    {
        var facts = elements.Select(e => e is ISpreadOperation ? (IsSpread: true, Fact: Read(e)) : (IsSpread: false, Fact: Read(e))).ToList();
        var element = type switch
        {
            IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
            INamedTypeSymbol { TypeArguments: [var argument] } => argument,
            _ => null,
        };
        if (element is null || facts.Any(f => f.IsSpread)) return null;
        if (TensorFunctions.IsTensor(element)) return new TensorsFact(facts.Select(f => f.Fact as TensorFact).ToValueList());
        return element.SpecialType is SpecialType.System_Int64 or SpecialType.System_Int32
            ? new NumbersFact(facts.Select(f => (f.Fact as NumberFact)?.Value).ToValueList())
            : null;
    }

    private static Fact? Element(Fact? list, Fact? index) =>
        list is NumbersFact numbers && index is NumberFact number && number.Value >= 0 && number.Value < numbers.Values.Count && numbers.Values[(int)number.Value] is { } value
            ? new NumberFact(value)
            : null;

    private Fact? Field(IFieldReferenceOperation field)
    {
        if (Read(field.Instance) is not TupleFact tuple || field.Instance?.Type is not INamedTypeSymbol { IsTupleType: true } type) return context.Members.Of(field.Field);
        for (var i = 0; i < type.TupleElements.Length && i < tuple.Elements.Count; i++)
        {
            var element = type.TupleElements[i];
            if (element.Name == field.Field.Name || element.CorrespondingTupleField?.Name == field.Field.Name) return tuple.Elements[i];
        }
        return null;
    }

    private Fact? Property(IPropertyReferenceOperation property)
    {
        var instance = Read(property.Instance);
        foreach (var argument in property.Arguments) Pass(argument);
        switch (instance, property.Property.Name)
        {
            case (TensorFact tensor, "shape"): return new NumbersFact(tensor.Sizes);
            case (TensorFact tensor, "ndim"): return new NumberFact(tensor.Rank);
            case (NumbersFact numbers, "Length" or "Count"): return new NumberFact(numbers.Values.Count);
        }
        if (TensorFunctions.IsTensor(property.Type) && property.Instance is not null && ModuleSignature.Of(property.Property, context.Shape) is { } stated) return stated.Of(Sizes(instance));
        return property.Arguments.Length == 0 ? context.Members.Of(property.Property) : null;
    }

    private static IReadOnlyDictionary<string, long> Sizes(Fact? outputs)
    {
        var sizes = new Dictionary<string, long>();
        if (outputs is OutputsFact known)
        {
            foreach (var (name, size) in known.Sizes) sizes[name] = size;
        }
        return sizes;
    }

    private Fact? Pass(IArgumentOperation argument)
    {
        var fact = Read(argument.Value);
        if (argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out) Assign(argument.Value, null);
        return fact;
    }

    private Fact? Call(IInvocationOperation call)
    {
        var instance = Read(call.Instance);
        var arguments = call.Arguments.Select(a => (Argument: a, Fact: Pass(a))).ToList();
        var method = call.TargetMethod;
        if (method.Name is "forward" or "call" && call.Instance is not null)
            return ModuleSignature.Of((instance as ObjectFact)?.Type ?? WrittenType(call.Instance), context.Shape) is { } signature ? Forward(signature, arguments) : null;
        if (method.Name == "Add" && call.Instance is IFlowCaptureReferenceOperation list && arguments is [var (_, added)])
        {
            // A list with its elements behind it, which become calls.
            state[list.Id] = (instance, added) switch
            {
                (TensorsFact tensors, _) => new TensorsFact(tensors.Tensors.Append(added as TensorFact).ToValueList()),
                (NumbersFact numbers, _) => new NumbersFact(numbers.Values.Append((added as NumberFact)?.Value).ToValueList()),
                _ => null,
            };
            return null;
        }
        return TensorFunctions.IsTorch(method.ContainingType)
            ? TensorFunctions.Result(method, instance, [.. arguments.Where(a => a.Argument.Parameter is not null).OrderBy(a => a.Argument.Parameter!.Ordinal).Select(a => (a.Argument.Parameter!, a.Fact))])
            : arguments.Count == 0 ? context.Members.Of(method) : null;
    }

    /// <summary>The type of an expression before it was taken for a more general one.</summary>
    private static ITypeSymbol? WrittenType(IOperation operation)
    {
        while (operation is IConversionOperation { OperatorMethod: null } conversion) operation = conversion.Operand;
        return operation.Type;
    }

    private Fact? Forward(ModuleSignature signature, IReadOnlyList<(IArgumentOperation Argument, Fact? Fact)> arguments)
    {
        var check = new ModuleCall(signature);
        foreach (var (argument, fact) in arguments)
        {
            if (argument.Parameter is null || fact is not TensorFact tensor || check.Check(argument.Parameter.Ordinal, tensor) is not var (rule, texts)) continue;
            report?.Invoke(Diagnostic.Create(rule, argument.Value.Syntax.GetLocation(), texts));
        }
        return check.Result();
    }
}
