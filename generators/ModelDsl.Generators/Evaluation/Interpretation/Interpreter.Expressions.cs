using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Operators and choices.</summary>
internal sealed partial class Interpreter
{
    private Value Binary(IBinaryOperation operation, Frame frame)
    {
        if (operation.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr)
            return operation.OperatorMethod is null ? AndOr(operation, frame) : Unsupported(operation, frame);
        var left = Evaluate(operation.LeftOperand, frame);
        var right = Evaluate(operation.RightOperand, frame);
        if (operation.OperatorMethod is { } method && !IsBuiltIn(method))
            return CallOperator(operation, Constrained(method, operation.ConstrainedToType, frame), operation.IsLifted, [left, right], [operation.LeftOperand.Syntax, operation.RightOperand.Syntax], frame);
        if (operation is { OperatorMethod: null, OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } && IsReference(operation.LeftOperand) && IsReference(operation.RightOperand))
            return CompareReferences(operation, left, right, frame);
        return Compute(operation, operation.OperatorKind, left, right, operation.IsChecked, operation.Type, operation.RightOperand, frame);
    }

    private Value AndOr(IBinaryOperation operation, Frame frame)
    {
        var left = Evaluate(operation.LeftOperand, frame);
        var decides = operation.OperatorKind == BinaryOperatorKind.ConditionalOr;
        if (left.IsUnknown || frame.Aborted) return Value.Unknown;
        if (left.Data is bool truth && truth == decides) return left;
        var right = Evaluate(operation.RightOperand, frame);
        if (right.IsUnknown) return right;
        return right.From(Provenance.Join(left.Origin, right.Origin));
    }

    private static bool IsReference(IOperation operand) => operand.Type is { IsReferenceType: true, SpecialType: not SpecialType.System_String, TypeKind: not TypeKind.Delegate };

    /// <summary>Objects are compared by reference; a number that has become an object has none that could be reported.</summary>
    private Value CompareReferences(IBinaryOperation operation, Value left, Value right, Frame frame)
    {
        if (left.IsUnknown || right.IsUnknown) return Value.Unknown;
        if (left.Data is not null && right.Data is not null && !HasIdentity(left) && !HasIdentity(right)) return Unsupported(operation, frame);
        return Value.Of(ReferenceEquals(left.Data, right.Data) == (operation.OperatorKind == BinaryOperatorKind.Equals), Provenance.Join(left.Origin, right.Origin));
    }

    private static bool HasIdentity(Value value) => value.Data switch
    {
        Instance instance => !instance.Symbol.IsValueType,
        string or TupleValue or EnumValue or PairValue or IndexValue or FunctionValue => false,
        _ => value.Data is not System.IConvertible,
    };

    /// <summary>An operator of the language on two values that are there already.</summary>
    private Value Compute(
        IOperation operation, BinaryOperatorKind kind, Value left, Value right, bool isChecked, ITypeSymbol? type, IOperation rightOperand, Frame frame)
    {
        if (left.IsUnknown || right.IsUnknown) return Value.Unknown;
        var origin = Provenance.Join(left.Origin, right.Origin);
        if (kind == BinaryOperatorKind.Add && type?.SpecialType == SpecialType.System_String)
        {
            var (a, b) = (TextOf(left, null, operation.Syntax, frame), TextOf(right, null, operation.Syntax, frame));
            if (a is null || b is null) return Value.Unknown;
            budget.CheckText((long)a.Length + b.Length);
            return new Value(a + b, origin);
        }
        if (type?.TypeKind == TypeKind.Delegate) return Combine(operation, kind, left, right, frame);
        if (kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals && left.Data is not (double or float))
            return Value.Of(ValueComparer.AreEqual(left.Data, right.Data) == (kind == BinaryOperatorKind.Equals), origin);
        if (left.Data is null || right.Data is null)
        {
            if (type is null || NotNullable(type).SpecialType != SpecialType.System_Boolean) return default;
            if (kind is BinaryOperatorKind.And or BinaryOperatorKind.Or && (left.Data ?? right.Data) is bool known && known == (kind == BinaryOperatorKind.Or)) return Value.Of(known, origin);
            return kind is BinaryOperatorKind.And or BinaryOperatorKind.Or or BinaryOperatorKind.ExclusiveOr
                ? default
                : Value.Of(kind == BinaryOperatorKind.NotEquals && (left.Data is null) != (right.Data is null), origin);
        }
        var named = (left.Data as EnumValue ?? right.Data as EnumValue)?.Type;
        try
        {
            var result = Numbers.Binary(kind, NumberOf(left.Data), NumberOf(right.Data), isChecked);
            if (result is null) return Unsupported(operation, frame);
            if (named is not null && result is not bool) return InEnum(result, named, type, origin);
            // In generic code the type of a number is that of a type argument, which may be narrower than what arithmetic yields.
            if (type is ITypeParameterSymbol && Numbers.Convert(result, frame.Resolve(type).SpecialType, isChecked) is { } narrowed) result = narrowed;
            return result is int small ? Value.Of(small, origin) : new Value(result, origin);
        }
        catch (DivideByZeroException)
        {
            reporter.ReportCall(
                DiagnosticDescriptors.Arithmetic, $"'{operation.Syntax}' divides {Text.Of(left)} by 0", CallSite.OriginsIn(right), rightOperand.Syntax, operation.Syntax, frame);
        }
        catch (ArithmeticException)
        {
            reporter.ReportCall(
                DiagnosticDescriptors.Arithmetic, $"'{operation.Syntax}' with {Text.Of(left)} and {Text.Of(right)} does not fit into '{type?.ToDisplayString()}'",
                CallSite.OriginsIn(left), null, operation.Syntax, frame);
        }
        return Value.Unknown;
    }

    private static object NumberOf(object data) => data is EnumValue value ? value.Number : data;

    /// <summary>The result of an operator on an enumeration: a value of it, or the distance of two as a number.</summary>
    private static Value InEnum(object result, INamedTypeSymbol named, ITypeSymbol? type, Provenance? origin)
    {
        var number = Numbers.Convert(result, named.EnumUnderlyingType!.SpecialType, false)!;
        return type is not null && NotNullable(type).TypeKind == TypeKind.Enum ? new Value(new EnumValue(number, named), origin) : new Value(number, origin);
    }

    /// <summary>A delegate that calls two others, or one without another at its end.</summary>
    private Value Combine(IOperation operation, BinaryOperatorKind kind, Value left, Value right, Frame frame)
    {
        var (a, b) = (left.Data as FunctionValue, right.Data as FunctionValue);
        if (kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals) return Value.Of((a is null ? b is null : b is not null && a.IsSameAs(b)) == (kind == BinaryOperatorKind.Equals));
        if (kind == BinaryOperatorKind.Add) return b is null ? left : new Value(b.After(a));
        if (kind != BinaryOperatorKind.Subtract || b?.Before is not null) return Unsupported(operation, frame);
        if (a is null || b is null) return left;
        return new Value(Without(a, b));
    }

    private static FunctionValue? Without(FunctionValue all, FunctionValue one)
    {
        if ((all with { Before = null }).IsSameAs(one)) return all.Before;
        return all.Before is null ? all : all with { Before = Without(all.Before, one) };
    }

    private Value Unary(IUnaryOperation operation, Frame frame)
    {
        var value = Evaluate(operation.Operand, frame);
        if (value.IsUnknown) return value;
        if (operation.OperatorMethod is { } method && !IsBuiltIn(method))
            return CallOperator(operation, Constrained(method, operation.ConstrainedToType, frame), operation.IsLifted, [value], [operation.Operand.Syntax], frame);
        if (value.Data is null) return default;
        try
        {
            var result = operation.OperatorKind switch
            {
                UnaryOperatorKind.Plus => value.Data,
                UnaryOperatorKind.Minus => Numbers.Negate(value.Data, operation.IsChecked),
                UnaryOperatorKind.Not when value.Data is bool truth => !truth,
                UnaryOperatorKind.BitwiseNegation or UnaryOperatorKind.Not when value.Data is EnumValue named => Numbers.Complement(named.Number) is { } bits
                    ? new EnumValue(Numbers.Convert(bits, Numbers.TypeOf(named.Number), false)!, named.Type) : null,
                UnaryOperatorKind.BitwiseNegation or UnaryOperatorKind.Not => Numbers.Complement(value.Data),
                UnaryOperatorKind.Hat when value.Data is int index => new IndexValue(index, FromEnd: true),
                _ => null,
            };
            return result is null ? Unsupported(operation, frame) : new Value(result, value.Origin);
        }
        catch (OverflowException)
        {
            return reporter.Fail(DiagnosticDescriptors.Arithmetic, operation.Syntax, frame, $"'{operation.Syntax}' does not fit into '{operation.Type?.ToDisplayString()}'");
        }
    }

    private Value CallOperator(IOperation operation, IMethodSymbol method, bool isLifted, Value[] operands, SyntaxNode[] written, Frame frame)
    {
        foreach (var operand in operands) if (operand.IsUnknown) return operand;
        if (isLifted && Array.Exists(operands, o => o.Data is null))
        {
            if (operation.Type?.SpecialType != SpecialType.System_Boolean || operands.Length != 2) return default;
            var areSame = operands[0].Data is null && operands[1].Data is null;
            return Value.Of(method.Name switch { "op_Equality" => areSame, "op_Inequality" => !areSame, _ => false });
        }
        return Call(new CallSite(operation.Syntax, frame, method, default, operands, written));
    }

    /// <summary>Whether an operator is one of the framework's own or one that the compiler writes for records.</summary>
    private bool IsBuiltIn(IMethodSymbol method) =>
        !TypeNames.IsVocabulary(method) && (sources.MethodOf(method) is not { } source || source.IsSynthesized);

    private Value TupleBinary(ITupleBinaryOperation operation, Frame frame)
    {
        var left = Evaluate(operation.LeftOperand, frame);
        var right = Evaluate(operation.RightOperand, frame);
        if (NativeValues.HasUnknown(left) || NativeValues.HasUnknown(right)) return Value.Unknown;
        return Value.Of(ValueComparer.Default.Equals(left, right) == (operation.OperatorKind == BinaryOperatorKind.Equals));
    }

    private static Value AreEqual(Value a, Value b) =>
        a.IsUnknown || b.IsUnknown ? Value.Unknown : Value.Of(ValueComparer.Default.Equals(a, b));

    private Value Choose(IConditionalOperation operation, Frame frame)
    {
        var condition = Evaluate(operation.Condition, frame);
        if (Truth(condition) is not { } truth || frame.Aborted) return Value.Unknown;
        var first = Decisions.Position;
        var way = truth ? operation.WhenTrue : operation.WhenFalse;
        var value = way is null ? default : Evaluate(way, frame);
        Decisions.AddChoice(operation, condition, frame, first);
        return value;
    }

    private Value Coalesce(ICoalesceOperation operation, Frame frame)
    {
        var value = Evaluate(operation.Value, frame);
        if (value.IsUnknown) return value;
        if (value.Data is null) return Evaluate(operation.WhenNull, frame);
        return operation.ValueConversion.IsIdentity || operation.ValueConversion.IsReference
            ? value
            : ConvertTo(value, NotNullable(operation.Value.Type!), operation.Type!, operation, frame);
    }

    private Value AccessConditionally(IConditionalAccessOperation operation, Frame frame)
    {
        var receiver = Evaluate(operation.Operation, frame);
        if (receiver.IsUnknown || receiver.Data is null) return receiver;
        var outer = frame.ConditionalReceiver;
        frame.ConditionalReceiver = receiver;
        var result = Evaluate(operation.WhenNotNull, frame);
        frame.ConditionalReceiver = outer;
        return result;
    }

    private Value MakeRange(IRangeOperation operation, Frame frame)
    {
        var start = operation.LeftOperand is null ? new Value(new IndexValue(0, false)) : Evaluate(operation.LeftOperand, frame);
        var end = operation.RightOperand is null ? new Value(new IndexValue(0, true)) : Evaluate(operation.RightOperand, frame);
        return start.IsUnknown || end.IsUnknown ? Value.Unknown : new Value(new RangeValue(ToIndex(start), ToIndex(end)), Provenance.Join(start.Origin, end.Origin));
    }

    private static IndexValue ToIndex(Value value) => value.Data is IndexValue index ? index : new IndexValue((int)Numbers.ToLong(value.Data!), false);

    private static ITypeSymbol NotNullable(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;
}
