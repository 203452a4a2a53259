using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// Interprets specifications, operation by operation. It knows the language and nothing of shapes: whatever belongs
/// to the vocabulary is invoked.
/// </summary>
/// <remarks>Whoever watches sees what statements declare, assign and return; those of a block that is repeated ran when it was evaluated.</remarks>
internal sealed partial class Interpreter(
    Sources sources, Reporter reporter, Budget budget, Graph graph, BlockRecorder blocks, Substitution? substitution = null, Action<IOperation, Value, Frame>? watch = null)
{
    private readonly Dictionary<IOperation, Value> _constants = [];

    public Budget Budget => budget;

    /// <summary>What decided which weights there are, beside sizes.</summary>
    public Decisions Decisions { get; } = new(graph);

    /// <summary>The value of an expression.</summary>
    public Value Evaluate(IOperation operation, Frame frame)
    {
        budget.Step();
        if (operation.ConstantValue.HasValue && operation.Kind != OperationKind.InterpolatedStringAddition) return ConstantOf(operation);
        switch (operation.Kind)
        {
            case OperationKind.LocalReference:
                return ReadLocal((ILocalReferenceOperation)operation, frame);
            case OperationKind.ParameterReference:
                return ReadParameter((IParameterReferenceOperation)operation, frame);
            case OperationKind.FieldReference:
                return ReadField((IFieldReferenceOperation)operation, frame);
            case OperationKind.PropertyReference:
                return ReadProperty((IPropertyReferenceOperation)operation, frame);
            case OperationKind.ArrayElementReference:
                return ReadElement((IArrayElementReferenceOperation)operation, frame);
            case OperationKind.ImplicitIndexerReference:
                return ReadImplicitIndexer((IImplicitIndexerReferenceOperation)operation, frame);
            case OperationKind.InstanceReference:
                return ReadInstance((IInstanceReferenceOperation)operation, frame);
            case OperationKind.Invocation:
                return Invoke((IInvocationOperation)operation, frame);
            case OperationKind.ObjectCreation:
                return Create((IObjectCreationOperation)operation, frame);
            case OperationKind.AnonymousObjectCreation:
                return CreateAnonymous((IAnonymousObjectCreationOperation)operation, frame);
            case OperationKind.TypeOf:
                return new Value(new TypeValue(frame.Resolve(((ITypeOfOperation)operation).TypeOperand)));
            case OperationKind.InterpolatedStringHandlerCreation:
                return InterpolateForHandler((IInterpolatedStringHandlerCreationOperation)operation, frame);
            case OperationKind.TypeParameterObjectCreation:
                return CreateTypeParameter((ITypeParameterObjectCreationOperation)operation, frame);
            case OperationKind.With:
                return With((IWithOperation)operation, frame);
            case OperationKind.Conversion:
                return Convert((IConversionOperation)operation, frame);
            case OperationKind.Binary:
                return Binary((IBinaryOperation)operation, frame);
            case OperationKind.Unary:
                return Unary((IUnaryOperation)operation, frame);
            case OperationKind.TupleBinary:
                return TupleBinary((ITupleBinaryOperation)operation, frame);
            case OperationKind.Conditional:
                return Choose((IConditionalOperation)operation, frame);
            case OperationKind.Coalesce:
                return Coalesce((ICoalesceOperation)operation, frame);
            case OperationKind.ConditionalAccess:
                return AccessConditionally((IConditionalAccessOperation)operation, frame);
            case OperationKind.ConditionalAccessInstance:
                return frame.ConditionalReceiver;
            case OperationKind.SimpleAssignment:
                return AssignSimple((ISimpleAssignmentOperation)operation, frame);
            case OperationKind.CompoundAssignment:
                return AssignCompound((ICompoundAssignmentOperation)operation, frame);
            case OperationKind.CoalesceAssignment:
                return AssignCoalesce((ICoalesceAssignmentOperation)operation, frame);
            case OperationKind.DeconstructionAssignment:
                return AssignDeconstruction((IDeconstructionAssignmentOperation)operation, frame);
            case OperationKind.Increment or OperationKind.Decrement:
                return Increment((IIncrementOrDecrementOperation)operation, frame);
            case OperationKind.DeclarationExpression:
                return Evaluate(((IDeclarationExpressionOperation)operation).Expression, frame);
            case OperationKind.Tuple:
                return new Value(new TupleValue(EvaluateAll(((ITupleOperation)operation).Elements, frame)));
            case OperationKind.ArrayCreation:
                return CreateArray((IArrayCreationOperation)operation, frame);
            case OperationKind.CollectionExpression:
                return CreateCollection((ICollectionExpressionOperation)operation, frame);
            case OperationKind.InterpolatedString:
                return Interpolate((IInterpolatedStringOperation)operation, frame);
            case OperationKind.IsPattern:
                return IsPattern((IIsPatternOperation)operation, frame);
            case OperationKind.IsType:
                return IsType((IIsTypeOperation)operation, frame);
            case OperationKind.SwitchExpression:
                return Switch((ISwitchExpressionOperation)operation, frame);
            case OperationKind.DefaultValue:
                return DefaultOf(frame.Resolve(operation.Type!));
            case OperationKind.DelegateCreation:
                return MakeFunction((IDelegateCreationOperation)operation, frame);
            case OperationKind.AnonymousFunction:
                return MakeLambda((IAnonymousFunctionOperation)operation, frame);
            case OperationKind.Throw:
                return Throw((IThrowOperation)operation, frame);
            case OperationKind.Range:
                return MakeRange((IRangeOperation)operation, frame);
            case OperationKind.Parenthesized:
                return Evaluate(((IParenthesizedOperation)operation).Operand, frame);
            case OperationKind.TranslatedQuery:
                return Evaluate(((ITranslatedQueryOperation)operation).Operation, frame);
            default:
                return Unsupported(operation, frame);
        }
    }

    private Value[] EvaluateAll(IReadOnlyList<IOperation> operations, Frame frame)
    {
        var values = new Value[operations.Count];
        for (var i = 0; i < values.Length; i++) values[i] = Evaluate(operations[i], frame);
        return values;
    }

    private Value ConstantOf(IOperation operation)
    {
        if (_constants.TryGetValue(operation, out var known)) return known;
        var data = operation.ConstantValue.Value;
        if (data is decimal) return reporter.Fail(DiagnosticDescriptors.Unsupported, operation.Syntax, null, "a decimal number", "use double");
        if (substitution is not null && IsSubstituted(operation)) data = substitution.For(data);
        var value = new Value(data, data is null ? null : OriginOfConstant(operation));
        if (data is not null && NotNullable(operation.Type!) is INamedTypeSymbol { TypeKind: TypeKind.Enum } type) value = new Value(new EnumValue(data, type), value.Origin);
        _constants.Add(operation, value);
        return value;
    }

    /// <summary>Whether a constant is tried with another value: the literal itself, or the name of the constant that it defines.</summary>
    private bool IsSubstituted(IOperation operation) => substitution!.IsFor(operation.Syntax) || operation switch
    {
        IFieldReferenceOperation field => IsSubstituted(OriginOfDefinition(field.Field)),
        ILocalReferenceOperation local => IsSubstituted(OriginOfDefinition(local.Local)),
        _ => false,
    };

    private bool IsSubstituted(Provenance? definition) =>
        definition?.Marks[0] is Origin origin && origin.Tree == substitution!.Where.Tree && origin.Span == substitution.Where.Span;

    /// <summary>Whether a loop counts from a number: what is wrong in its third round has nothing to do with the first.</summary>
    private static bool IsStartOfLoop(SyntaxNode number) => number.Parent is EqualsValueClauseSyntax { Parent.Parent.Parent: ForStatementSyntax };

    /// <summary>
    /// A number is where it is written; a sum of numbers is the whole sum. A named constant is both the place that
    /// uses it and the place that defines it: which of the two a reader can change depends on whose code it is.
    /// </summary>
    private Provenance? OriginOfConstant(IOperation operation)
    {
        if (operation is ILiteralOperation) return operation.IsImplicit || IsStartOfLoop(operation.Syntax) ? null : Origins.Of(operation.Syntax);
        Provenance? names = null;
        foreach (var part in operation.DescendantsAndSelf())
        {
            ISymbol? constant = part switch
            {
                IFieldReferenceOperation field => field.Field,
                ILocalReferenceOperation local => local.Local,
                _ => null,
            };
            if (constant is null) continue;
            names = Provenance.Join(names, OriginOfDefinition(constant));
            names = Provenance.Join(names, Origins.Of(part.Syntax));
        }
        return names ?? (operation.Syntax is ExpressionSyntax ? Origins.Of(operation.Syntax) : null);
    }

    private Provenance? OriginOfDefinition(ISymbol constant)
    {
        if (!sources.TryFind(constant, out _, out var source) || source.DeclaringSyntaxReferences is not [var reference, ..]) return null;
        sources.MarkRead(reference.SyntaxTree);
        return reference.GetSyntax() is Microsoft.CodeAnalysis.CSharp.Syntax.VariableDeclaratorSyntax { Initializer.Value: { } value } ? Origins.Of(value) : null;
    }
}
