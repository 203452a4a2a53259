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
        if (operation.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr && operation.OperatorMethod is null)
            return AndOr(operation, frame);
        var left = Evaluate(operation.LeftOperand, frame);
        var right = Evaluate(operation.RightOperand, frame);
        if (operation.OperatorMethod is { } method && !IsBuiltIn(method))
            return CallOperator(operation, method, operation.IsLifted, [left, right], [operation.LeftOperand.Syntax, operation.RightOperand.Syntax], frame);
        return Compute(operation, operation.OperatorKind, left, right, operation.IsChecked, operation.Type, operation.RightOperand.Syntax, frame);
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

    /// <summary>An operator of the language on two values that are there already.</summary>
    private Value Compute(
        IOperation operation, BinaryOperatorKind kind, Value left, Value right, bool isChecked, ITypeSymbol? type, SyntaxNode rightSyntax, Frame frame)
    {
        if (left.IsUnknown || right.IsUnknown) return Value.Unknown;
        var origin = Provenance.Join(left.Origin, right.Origin);
        if (kind == BinaryOperatorKind.Add && type?.SpecialType == SpecialType.System_String)
        {
            var (a, b) = operation is IBinaryOperation binary
                ? (TextOf(left, binary.LeftOperand, null, frame), TextOf(right, binary.RightOperand, null, frame))
                : (Text.Of(left), Text.Of(right));
            if (a is null || b is null) return Value.Unknown;
            budget.CheckText((long)a.Length + b.Length);
            return new Value(a + b, origin);
        }
        if (kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals && !(left.Data is double or float))
            return Value.Of(ValueComparer.AreEqual(left.Data, right.Data) == (kind == BinaryOperatorKind.Equals), origin);
        if (left.Data is null || right.Data is null)
        {
            return type?.SpecialType == SpecialType.System_Boolean && kind is not (BinaryOperatorKind.And or BinaryOperatorKind.Or)
                ? Value.Of(kind == BinaryOperatorKind.NotEquals && (left.Data is null) != (right.Data is null), origin)
                : default;
        }
        try
        {
            var result = Numbers.Binary(kind, left.Data, right.Data, isChecked);
            if (result is int small) return Value.Of(small, origin);
            return result is null ? Unsupported(operation, frame) : new Value(result, origin);
        }
        catch (DivideByZeroException)
        {
            reporter.ReportCall(
                DiagnosticDescriptors.Arithmetic, $"'{operation.Syntax}' divides {Text.Of(left)} by 0", CallSite.OriginsIn(right), rightSyntax, operation.Syntax, frame);
        }
        catch (ArithmeticException)
        {
            reporter.ReportCall(
                DiagnosticDescriptors.Arithmetic, $"'{operation.Syntax}' with {Text.Of(left)} and {Text.Of(right)} does not fit into '{type?.ToDisplayString()}'",
                CallSite.OriginsIn(left), null, operation.Syntax, frame);
        }
        return Value.Unknown;
    }

    private Value Unary(IUnaryOperation operation, Frame frame)
    {
        var value = Evaluate(operation.Operand, frame);
        if (value.IsUnknown) return value;
        if (operation.OperatorMethod is { } method && !IsBuiltIn(method))
            return CallOperator(operation, method, operation.IsLifted, [value], [operation.Operand.Syntax], frame);
        if (value.Data is null) return default;
        try
        {
            var result = operation.OperatorKind switch
            {
                UnaryOperatorKind.Plus => value.Data,
                UnaryOperatorKind.Minus => Numbers.Negate(value.Data, operation.IsChecked),
                UnaryOperatorKind.Not when value.Data is bool truth => !truth,
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
        foreach (var operand in operands)
        {
            if (operand.IsUnknown) return operand;
            if (isLifted && operand.Data is null) return operation.Type?.SpecialType == SpecialType.System_Boolean ? Value.Of(false) : default;
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

    private Value Interpolate(IInterpolatedStringOperation operation, Frame frame)
    {
        var text = new System.Text.StringBuilder();
        Provenance? origin = null;
        foreach (var part in operation.Parts)
        {
            switch (part)
            {
                case IInterpolatedStringTextOperation { Text.ConstantValue.Value: string literal }:
                    text.Append(literal);
                    break;
                case IInterpolationOperation hole:
                    var value = Evaluate(hole.Expression, frame);
                    if (value.IsUnknown) return value;
                    if (TextOf(value, hole.Expression, (hole.FormatString as ILiteralOperation)?.ConstantValue.Value as string, frame) is not { } piece) return Value.Unknown;
                    budget.CheckText((long)text.Length + piece.Length + System.Math.Abs((long)(hole.Alignment?.ConstantValue.Value as int? ?? 0)));
                    if (hole.Alignment?.ConstantValue.Value is int width) piece = width < 0 ? piece.PadRight(-width) : piece.PadLeft(width);
                    text.Append(piece);
                    origin = Provenance.Join(origin, value.Origin);
                    break;
                default:
                    return Unsupported(part, frame);
            }
        }
        return new Value(text.ToString(), origin);
    }

    /// <summary>A value as text, by its own ToString where the specification declares one; null where it is not known.</summary>
    private string? TextOf(Value value, IOperation expression, string? format, Frame frame)
    {
        if (Unconverted(expression).Type is { } written && NotNullable(written) is INamedTypeSymbol { TypeKind: TypeKind.Enum } type && value.Data is not null) return Text.OfEnum(value.Data, type);
        return TextOf(value, format, expression.Syntax, frame);
    }

    public string? TextOf(Value value, string? format, SyntaxNode site, Frame frame)
    {
        if (value.Data is Scope) _sideEffects++;
        if (value.Data is not Instance instance) return Text.Of(value, format);
        for (var type = instance.Type; type is not null; type = type.Base)
        {
            foreach (var member in type.Symbol.GetMembers("ToString"))
            {
                if (member is IMethodSymbol { Parameters.Length: 0, IsImplicitlyDeclared: false } method)
                    return Call(new CallSite(site, frame, method, value, [])).Data as string;
            }
        }
        return instance.Symbol.IsRecord ? TextOfRecord(instance, site, frame) : Text.Of(value, format);
    }

    /// <summary>What the compiler writes for a record: its public fields and properties, those of its base first.</summary>
    private string? TextOfRecord(Instance record, SyntaxNode site, Frame frame)
    {
        var parts = new System.Collections.Generic.List<string>();
        var types = new System.Collections.Generic.Stack<SourceType>();
        for (var type = record.Type; type is not null; type = type.Base) types.Push(type);
        foreach (var type in types)
        {
            foreach (var member in type.Symbol.GetMembers())
            {
                if (member is not ({ IsStatic: false, IsOverride: false, DeclaredAccessibility: Accessibility.Public } and (IFieldSymbol or IPropertySymbol { IsIndexer: false }))) continue;
                var value = ReadProperty(record, member.Name, site, frame);
                if (value.IsUnknown) return null;
                var declared = NotNullable(member is IFieldSymbol field ? field.Type : ((IPropertySymbol)member).Type);
                var text = declared is INamedTypeSymbol { TypeKind: TypeKind.Enum } names && value.Data is not null
                    ? Text.OfEnum(value.Data, names)
                    : TextOf(value, null, site, frame);
                if (text is null) return null;
                parts.Add(member.Name + " = " + text);
            }
        }
        return parts.Count == 0 ? record.Symbol.Name + " { }" : $"{record.Symbol.Name} {{ {string.Join(", ", parts)} }}";
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
