using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Objects: their creation, initialisation and copies.</summary>
internal sealed partial class Interpreter
{
    private Value Create(IObjectCreationOperation operation, Frame frame)
    {
        if (operation.Constructor is not { } constructor) return Unsupported(operation, frame);
        var call = MakeCall(operation.Syntax, frame, constructor, default, operation.Arguments);
        if (frame.Aborted) return Value.Unknown;
        var created = frame.Resolve(operation.Type!) is INamedTypeSymbol type && sources.TypeOf(type) is { } source
            ? Construct(source, type, constructor, call)
            : Call(call);
        return operation.Initializer is null || created.IsUnknown ? created : Initialize(operation.Initializer, created, frame);
    }

    private Value CreateTypeParameter(ITypeParameterObjectCreationOperation operation, Frame frame)
    {
        if (frame.Resolve(operation.Type!) is not INamedTypeSymbol type || sources.TypeOf(type) is not { } source) return Unsupported(operation, frame);
        var constructor = source.Symbol.InstanceConstructors.FirstOrDefault(c => c.Parameters.Length == 0);
        if (constructor is null) return Unsupported(operation, frame);
        var created = Construct(source, type, constructor, new CallSite(operation.Syntax, frame, constructor, default, []));
        return operation.Initializer is null || created.IsUnknown ? created : Initialize(operation.Initializer, created, frame);
    }

    private Value Construct(SourceType type, INamedTypeSymbol symbol, IMethodSymbol constructor, CallSite call)
    {
        Initialize(symbol, call.Syntax, call.Frame);
        var instance = new Instance(type, symbol, DefaultsOf(type, symbol), this);
        return RunConstructor(type, instance, constructor, call) ? new Value(instance) : Value.Unknown;
    }

    private bool RunConstructor(SourceType type, Instance instance, IMethodSymbol constructor, CallSite call)
    {
        if (sources.MethodOf(constructor) is not { } method) return true;
        var frame = Enter(method, call);
        frame.This = new Value(instance);
        var callsThis = method.ConstructorCall is IInvocationOperation { TargetMethod.ContainingType: var target }
            && SymbolEqualityComparer.Default.Equals(target.OriginalDefinition, type.Symbol);
        if (IsCopyConstructor(method, type)) return CopyFields(instance, call);
        // The default constructor of a struct leaves every field at its default, unless initializers are written.
        if (!callsThis && !(method.IsSynthesized && type.Symbol.IsValueType && !HasInitializers(type.Symbol)))
        {
            if (method.IsPrimary)
            {
                foreach (var parameter in method.Symbol.Parameters)
                {
                    var value = frame.Find(parameter)!.Value;
                    instance.Set(CapturedSlot(parameter), value);
                    if (Positional(type.Symbol, parameter) is { } property) instance.Set(SourceType.SlotName(property), value);
                }
            }
            InitializeFields(type, instance, frame);
        }
        if (method.ConstructorCall is IInvocationOperation chained)
        {
            var inner = MakeCall(chained.Syntax, frame, chained.TargetMethod, frame.This, chained.Arguments);
            var owner = callsThis ? type : type.Base;
            if (owner is not null && !RunConstructor(owner, instance, chained.TargetMethod, inner)) return false;
        }
        else if (type.Base is { } parent && ImplicitConstructor(parent.Symbol) is { } implicitBase)
        {
            var defaults = implicitBase.Parameters.Select(p => p.HasExplicitDefaultValue ? DefaultOf(p, frame) : new Value(new ListValue([], isArray: true, p.Type)));
            if (!RunConstructor(parent, instance, implicitBase, new CallSite(call.Syntax, frame, implicitBase, default, [.. defaults]))) return false;
        }
        if (method.Body is not null) Execute(method.Body, frame);
        return !frame.Aborted;
    }

    private void InitializeFields(SourceType type, Instance instance, Frame frame)
    {
        foreach (var member in type.Symbol.GetMembers())
        {
            if (member is IFieldSymbol { IsStatic: false, IsConst: false } field && InitializerOf(field, type.Home) is { } initializer)
                instance.Set(SourceType.SlotName(field), Evaluate(initializer, frame));
        }
    }

    private static bool HasInitializers(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Any(r => r.GetSyntax() is TypeDeclarationSyntax declaration
        && declaration.Members.Any(m => m is PropertyDeclarationSyntax { Initializer: not null }
            || (m is FieldDeclarationSyntax field && field.Declaration.Variables.Any(v => v.Initializer is not null))));

    /// <summary>The constructor that a derived one calls without saying so.</summary>
    private static IMethodSymbol? ImplicitConstructor(INamedTypeSymbol type) =>
        type.InstanceConstructors.FirstOrDefault(c => c.Parameters.Length == 0) ?? type.InstanceConstructors.FirstOrDefault(c => c.Parameters.All(p => p.IsOptional || p.IsParams));

    private Value DefaultOf(IParameterSymbol parameter, Frame frame) => parameter.ExplicitDefaultValue switch
    {
        null => DefaultOf(frame.Resolve(parameter.Type)),
        var data when NotNullable(parameter.Type) is INamedTypeSymbol { TypeKind: TypeKind.Enum } type => new Value(new EnumValue(data, type)),
        var data => new Value(data),
    };

    private static IPropertySymbol? Positional(INamedTypeSymbol type, IParameterSymbol parameter) => !type.IsRecord ? null
        : type.GetMembers(parameter.Name).OfType<IPropertySymbol>().FirstOrDefault(p => p.DeclaringSyntaxReferences is [var r, ..] && r.GetSyntax() is ParameterSyntax);

    private static bool IsCopyConstructor(SourceMethod method, SourceType type) => method.IsSynthesized && type.Symbol.IsRecord
        && method.Symbol.Parameters is [var only] && SymbolEqualityComparer.Default.Equals(only.Type, type.Symbol);

    private static bool CopyFields(Instance instance, CallSite call)
    {
        if (call.Arguments[0].Data is not Instance original) return false;
        foreach (var field in original.Type.Fields) instance.Set(SourceType.SlotName(field), original.Get(SourceType.SlotName(field)));
        return true;
    }

    private Value Initialize(IObjectOrCollectionInitializerOperation initializer, Value created, Frame frame)
    {
        var outer = frame.ImplicitReceiver;
        frame.ImplicitReceiver = created;
        foreach (var part in initializer.Initializers)
        {
            if (part is not IMemberInitializerOperation member)
            {
                Evaluate(part, frame);
                continue;
            }
            var inner = Evaluate(member.InitializedMember, frame);
            if (inner.Data is null) NullReceiver(member, member.InitializedMember, frame);
            else if (!inner.IsUnknown) Initialize(member.Initializer, inner, frame);
        }
        var result = frame.ImplicitReceiver;
        frame.ImplicitReceiver = outer;
        return result;
    }

    private Value With(IWithOperation operation, Frame frame)
    {
        var operand = Evaluate(operation.Operand, frame);
        if (operand.IsUnknown) return operand;
        switch (operand.Data)
        {
            case null:
                return NullReceiver(operation, operation.Operand, frame);
            case Instance instance:
                return CopyOf(instance, operation, frame) is { IsUnknown: false } copy ? Initialize(operation.Initializer, copy, frame) : Value.Unknown;
            case TupleValue:
                return Initialize(operation.Initializer, operand, frame);
            case AnonymousValue anonymous:
                return With(anonymous, operation.Initializer, frame);
            default:
                return CopyNative(operation, operand, frame);
        }
    }

    /// <summary>A copy of a record or struct, by the copy constructor where one is written.</summary>
    private Value CopyOf(Instance original, IWithOperation operation, Frame frame)
    {
        var constructor = original.Symbol.IsValueType ? null : original.Type.Symbol.InstanceConstructors.FirstOrDefault(
            c => !c.IsImplicitlyDeclared && c.Parameters is [var only] && SymbolEqualityComparer.Default.Equals(only.Type, original.Type.Symbol));
        if (constructor is null || sources.MethodOf(constructor) is not { IsPrimary: false }) return new Value(original.Clone());
        var copy = new Instance(original.Type, original.Symbol, DefaultsOf(original.Type, original.Symbol), this);
        return RunConstructor(original.Type, copy, constructor, new CallSite(operation.Syntax, frame, constructor, default, [new Value(original)])) ? new Value(copy) : Value.Unknown;
    }

    private Value With(AnonymousValue original, IObjectOrCollectionInitializerOperation initializer, Frame frame)
    {
        var items = (Value[])original.Items.Clone();
        foreach (var part in initializer.Initializers)
        {
            if (part is not ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name }, Value: var value }) return Unsupported(part, frame);
            items[System.Array.IndexOf(original.Names, name)] = Evaluate(value, frame);
        }
        return new Value(new AnonymousValue(original.Names, items));
    }

    private Value CreateAnonymous(IAnonymousObjectCreationOperation operation, Frame frame)
    {
        var names = new List<string>();
        var items = new List<Value>();
        foreach (var part in operation.Initializers)
        {
            if (part is not ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name }, Value: var value }) return Unsupported(part, frame);
            names.Add(name);
            items.Add(Evaluate(value, frame));
        }
        return new Value(new AnonymousValue([.. names], [.. items]));
    }

    /// <summary>A copy of one of the vocabulary's own records.</summary>
    private Value CopyNative(IWithOperation operation, Value operand, Frame frame)
    {
        var copy = operand.Data!.GetType().GetMethod("<Clone>$")?.Invoke(operand.Data, null);
        if (copy is null) return Unsupported(operation, frame);
        return Initialize(operation.Initializer, new Value(copy), frame);
    }

    /// <summary>The default of a type.</summary>
    public Value DefaultOf(ITypeSymbol type)
    {
        if (!type.IsValueType) return default;
        switch (type.SpecialType)
        {
            case SpecialType.System_Boolean:
                return Value.Of(false);
            case SpecialType.System_Int32:
                return Value.Of(0);
        }
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } underlying } enumeration)
            return new Value(new EnumValue(Numbers.Convert(0, underlying.SpecialType, false)!, enumeration));
        if (type.SpecialType is >= SpecialType.System_Char and <= SpecialType.System_Double && Numbers.Convert(0, type.SpecialType, false) is { } zero) return new Value(zero);
        if (type is not INamedTypeSymbol named || Library.IsNullable(named)) return default;
        if (named.IsTupleType) return new Value(new TupleValue([.. named.TupleElements.Select(e => DefaultOf(e.Type))]));
        if (named.Name == "Index") return new Value(new IndexValue(0, false));
        if (sources.TypeOf(named) is not { } source) return default;
        return new Value(new Instance(source, named, DefaultsOf(source, named), this));
    }

    /// <summary>The fields of an object before any initializer runs.</summary>
    private Value[] DefaultsOf(SourceType type, INamedTypeSymbol symbol)
    {
        if (!IsGeneric(symbol) && type.Base is null) return (Value[])(type.Defaults ??= [.. type.Fields.Select(f => DefaultOf(f.Type))]).Clone();
        var defaults = new List<Value>();
        var levels = new Stack<(SourceType, INamedTypeSymbol)>();
        for (var (level, at) = (type, symbol); level is not null; (level, at) = (level.Base!, at.BaseType!)) levels.Push((level, at));
        foreach (var (level, at) in levels)
        {
            var types = new TypeArguments(sources.Compilation);
            types.Add(level.Symbol.TypeParameters, at.TypeArguments);
            foreach (var field in level.OwnFields) defaults.Add(DefaultOf(types.Resolve(field.Type)));
        }
        return [.. defaults];
    }
}
