using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Conversions between types.</summary>
internal sealed partial class Interpreter
{
    private Value Convert(IConversionOperation operation, Frame frame)
    {
        var value = Evaluate(operation.Operand, frame);
        if (value.IsUnknown) return value;
        if (operation.OperatorMethod is { } method)
        {
            // The operand may be converted once more before and after: int to long to Dim.
            var parameter = method.Parameters[0].Type;
            if (value.Data is null && !TypeIsNullable(parameter) && operation.Operand.Type?.IsValueType != false) return default;
            return ConvertByOperator(value, method, operation, operation.Type, frame);
        }
        if (operation.Operand.Type is not { } from || operation.Type is not { } to) return value;
        // The decimal number on the other side is what has to be changed.
        if (to.SpecialType == SpecialType.System_Decimal && operation is { IsImplicit: true, Parent: IBinaryOperation }) return Value.Unknown;
        return ConvertBuiltIn(value, frame.Resolve(from), frame.Resolve(to), operation, operation.IsChecked, operation.IsTryCast, frame);
    }

    /// <summary>Converts a value where the language does so without its own operation: elements of loops, spreads and tuples.</summary>
    private Value ConvertTo(Value value, ITypeSymbol from, ITypeSymbol to, IOperation operation, Frame frame)
    {
        (from, to) = (frame.Resolve(from), frame.Resolve(to));
        if (value.IsUnknown || SymbolEqualityComparer.Default.Equals(from, to)) return value;
        if (operation.SemanticModel?.Compilation is CSharpCompilation compilation)
        {
            var conversion = compilation.ClassifyConversion(from, to);
            if (conversion is { IsUserDefined: true, MethodSymbol: { } method })
                return value.Data is null && from.IsValueType ? default : ConvertByOperator(value, method, operation, to, frame);
        }
        return ConvertBuiltIn(value, from, to, operation, false, false, frame);
    }

    private Value ConvertByOperator(Value value, IMethodSymbol method, IOperation operation, ITypeSymbol? to, Frame frame)
    {
        if (Library.IsPassedThrough(method)) return value;
        if (Library.IsIndexConversion(method)) return new Value(new IndexValue((int)Numbers.ToLong(value.Data!), false), value.Origin);
        var parameter = NotNullable(method.Parameters[0].Type);
        if (value.Data is not null && Numbers.IsNumber(value.Data) && Numbers.Convert(value.Data, parameter.SpecialType, false) is { } widened)
            value = new Value(widened, value.Origin);
        var syntax = operation is IConversionOperation conversion ? conversion.Operand.Syntax : operation.Syntax;
        var result = Call(new CallSite(operation.Syntax, frame, method, default, [value], [syntax]));
        if (result.Data is not null && to is not null && Numbers.IsNumber(result.Data) && Numbers.Convert(result.Data, NotNullable(to).SpecialType, false) is { } narrowed)
            result = new Value(narrowed, result.Origin);
        return result;
    }

    private Value ConvertBuiltIn(Value value, ITypeSymbol from, ITypeSymbol to, IOperation operation, bool isChecked, bool isTry, Frame frame)
    {
        if (value.Data is null)
        {
            return to.IsValueType && !TypeIsNullable(to)
                ? reporter.Fail(DiagnosticDescriptors.Arithmetic, operation.Syntax, frame, $"'{Shorten(operation.Syntax)}' is null, not a value of '{to.ToDisplayString()}'")
                : value;
        }
        var target = NotNullable(to);
        if (target.SpecialType == SpecialType.System_Decimal) return Unsupported(operation, frame);
        if (target is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } underlying } named && (Numbers.IsNumber(value.Data) || value.Data is EnumValue) && !IsUnboxing(from))
            return ConvertNumber(new Value(NumberOf(value.Data), value.Origin), underlying, to, operation, isChecked, frame) is { IsUnknown: false } number ? new Value(new EnumValue(number.Data!, named), value.Origin) : Value.Unknown;
        if (IsUnboxing(from) && to.IsValueType)
            return IsInstanceOf(value, target) ? CopyOfStruct(value) : reporter.Fail(DiagnosticDescriptors.Arithmetic, operation.Syntax, frame, $"{Text.Describe(value)} is not a '{to.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}'");
        if ((Numbers.IsNumber(value.Data) || value.Data is EnumValue) && target.SpecialType is >= SpecialType.System_Char and <= SpecialType.System_Double)
            return ConvertNumber(new Value(NumberOf(value.Data), value.Origin), target, to, operation, isChecked, frame);
        if (from.IsValueType && !to.IsValueType) value = CopyOfStruct(value);
        if (value.Data is TupleValue tuple && from is INamedTypeSymbol { IsTupleType: true } fromTuple && target is INamedTypeSymbol { IsTupleType: true } toTuple)
        {
            var items = (Value[])tuple.Items.Clone();
            for (var i = 0; i < items.Length; i++) items[i] = ConvertTo(items[i], fromTuple.TupleElements[i].Type, toTuple.TupleElements[i].Type, operation, frame);
            return new Value(new TupleValue(items));
        }
        if (isTry) return IsInstanceOf(value, target) ? value : default;
        var isDowncast = operation is IConversionOperation { IsImplicit: false, Conversion.IsReference: true } or IConversionOperation { IsImplicit: false, Operand.Type.SpecialType: SpecialType.System_Object };
        return !isDowncast || IsInstanceOf(value, target)
            ? value
            : reporter.Fail(DiagnosticDescriptors.Arithmetic, operation.Syntax, frame, $"{Text.Describe(value)} is not a '{to.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}'");
    }

    /// <summary>Whether a value comes out of an object or an interface: then its type has to be the one asked for, not one that converts to it.</summary>
    private static bool IsUnboxing(ITypeSymbol from) => from.TypeKind == TypeKind.Interface
        || from.SpecialType is SpecialType.System_Object or SpecialType.System_ValueType or SpecialType.System_Enum;

    /// <summary>An object that a struct has become, and a struct that comes out of one, are copies.</summary>
    private static Value CopyOfStruct(Value value) => value.Data is Instance { Symbol.IsValueType: true } instance ? new Value(instance.Clone(), value.Origin) : value;

    private Value ConvertNumber(Value value, ITypeSymbol target, ITypeSymbol to, IOperation operation, bool isChecked, Frame frame)
    {
        try
        {
            var number = Numbers.Convert(value.Data!, target.SpecialType, isChecked);
            return number is int small ? Value.Of(small, value.Origin) : number is null ? Unsupported(operation, frame) : new Value(number, value.Origin);
        }
        catch (System.OverflowException)
        {
            reporter.ReportCall(
                DiagnosticDescriptors.Arithmetic, $"{Text.Of(value)} does not fit into '{to.ToDisplayString()}'", CallSite.OriginsIn(value), operation.Syntax, operation.Syntax, frame);
            return Value.Unknown;
        }
    }

    private static bool TypeIsNullable(ITypeSymbol type) => !type.IsValueType || (type is INamedTypeSymbol named && Library.IsNullable(named));

    /// <summary>Whether a value is one of the given type.</summary>
    public bool IsInstanceOf(Value value, ITypeSymbol type)
    {
        type = NotNullable(type);
        if (value.Data is null) return false;
        if (type.SpecialType == SpecialType.System_Object || type is ITypeParameterSymbol or IDynamicTypeSymbol) return true;
        if (TypeOf(value) is { } known) return Fits(known, type);
        if (type is IArrayTypeSymbol array) return value.Data is ListValue { IsArray: true } && array.Rank == 1;
        if (type is not INamedTypeSymbol named) return false;
        return value.Data switch
        {
            TupleValue tuple => named.IsTupleType && named.TupleElements.Length == tuple.Items.Length,
            ListValue list => named.TypeKind == TypeKind.Interface || (!list.IsArray && named.Name == "List"),
            SetValue => named.TypeKind == TypeKind.Interface || named.Name == "HashSet",
            MapValue => named.TypeKind == TypeKind.Interface || named.Name == "Dictionary",
            SequenceValue or GroupValue => named.TypeKind == TypeKind.Interface,
            FunctionValue => named.TypeKind == TypeKind.Delegate,
            ExceptionValue exception => named.Name == "Exception" || TypeNames.Full(named) == exception.Type,
            IndexValue => named.Name == "Index",
            RangeValue => named.Name == "Range",
            { } data => NativeValues.TypeOf(named, t => t)?.IsInstanceOfType(data) == true,
        };
    }

    /// <summary>The type of a value, where the value keeps it.</summary>
    private static ITypeSymbol? TypeOf(Value value) => value.Data switch
    {
        Instance instance => instance.Symbol,
        EnumValue named => named.Type,
        ListValue list => list.Type,
        GridValue grid => grid.Type,
        CollectionValue collection => collection.Type,
        _ => null,
    };

    /// <summary>The type of a value as <c>GetType</c> tells it; null where nobody knows it.</summary>
    public ITypeSymbol? TypeOfValue(Value value) => TypeOf(value) ?? value.Data switch
    {
        string => sources.Compilation.GetSpecialType(SpecialType.System_String),
        bool => sources.Compilation.GetSpecialType(SpecialType.System_Boolean),
        { } data when Numbers.IsNumber(data) => sources.Compilation.GetSpecialType(Numbers.TypeOf(data)),
        _ => null,
    };

    /// <summary>Whether a value of one type is one of another. Types of two compilations are known by their names.</summary>
    private bool Fits(ITypeSymbol known, ITypeSymbol type)
    {
        if (sources.Compilation is CSharpCompilation compilation && compilation.ClassifyConversion(known, type) is { IsImplicit: true } and ({ IsReference: true } or { IsIdentity: true } or { IsBoxing: true })) return true;
        if (type is not INamedTypeSymbol sought) return SymbolEqualityComparer.Default.Equals(known, type);
        var name = NameOf(sought);
        for (var current = known; current is not null; current = current.BaseType)
        {
            if (current is INamedTypeSymbol named && NameOf(named) == name) return true;
        }
        return known.AllInterfaces.Any(i => NameOf(i) == name);
    }

    private static string NameOf(INamedTypeSymbol type) => IsGeneric(type) ? type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) : TypeNames.Full(type);
}
