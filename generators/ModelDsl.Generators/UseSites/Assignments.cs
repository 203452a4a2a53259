using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelDsl.Generators.UseSites;

/// <summary>Which variables of a method cannot be followed: those that change where the flow does not show it.</summary>
internal sealed class Assignments
{
    private readonly HashSet<ISymbol> _untold = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, int> _writes = new(SymbolEqualityComparer.Default);

    private Assignments()
    {
    }

    /// <summary>Whether tensors change their shape in place, so that nothing can be said of any.</summary>
    public bool ReshapesInPlace { get; private set; }

    /// <summary>Reads a method's body, with the functions in it.</summary>
    public static Assignments Of(IEnumerable<IOperation> bodies, ISymbol method)
    {
        var assignments = new Assignments();
        foreach (var body in bodies) assignments.Visit(body, method);
        return assignments;
    }

    /// <summary>Whether the flow shows every change of a variable.</summary>
    public bool IsTold(ISymbol variable) => !_untold.Contains(variable);

    /// <summary>Whether a local is given one value and keeps it, so that a function that captures it finds that value.</summary>
    public bool IsWrittenOnce(ISymbol variable) => IsTold(variable) && _writes.TryGetValue(variable, out var writes) && writes == 1;

    /// <summary>The variable that an expression is.</summary>
    public static ISymbol? Variable(IOperation? operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    private void Visit(IOperation operation, ISymbol function)
    {
        // Deep expressions are generated ones; the stack is not to be risked on them.
        var open = new Stack<(IOperation, ISymbol)>();
        open.Push((operation, function));
        while (open.Count > 0)
        {
            var (current, owner) = open.Pop();
            Read(current, owner);
            var inner = current switch
            {
                IAnonymousFunctionOperation lambda => lambda.Symbol,
                ILocalFunctionOperation local => local.Symbol,
                _ => owner,
            };
            foreach (var child in current.ChildOperations) open.Push((child, inner));
        }
    }

    private void Read(IOperation operation, ISymbol function)
    {
        switch (operation)
        {
            case IAssignmentOperation assignment:
                foreach (var target in Targets(assignment.Target)) Written(target, function);
                if (assignment is ISimpleAssignmentOperation { IsRef: true }) Untold(Variable(assignment.Value));
                break;
            case IIncrementOrDecrementOperation step:
                Written(step.Target, function);
                break;
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                Written(argument.Value, function);
                break;
            case IVariableDeclaratorOperation { Symbol: var local } declarator:
                if (declarator.GetVariableInitializer() is not null) Written(local, function);
                if (local.IsRef) Untold(Variable(declarator.GetVariableInitializer()?.Value));
                break;
            case IAddressOfOperation address:
                Untold(Variable(address.Reference));
                break;
            case IInvocationOperation call when TensorFunctions.ReshapesInPlace(call.TargetMethod.Name):
                ReshapesInPlace = true;
                break;
            case ILocalReferenceOperation or IParameterReferenceOperation when IsList(operation.Type) && !OnlyReads(operation):
                Untold(Variable(operation));
                break;
        }
    }

    private void Written(IOperation? target, ISymbol function)
    {
        if (Variable(target) is { } variable) Written(variable, function);
    }

    private void Written(ISymbol variable, ISymbol function)
    {
        _writes[variable] = _writes.TryGetValue(variable, out var writes) ? writes + 1 : 1;
        // A function may run at any time after it is made.
        if (!SymbolEqualityComparer.Default.Equals(variable.ContainingSymbol, function)) Untold(variable);
    }

    private void Untold(ISymbol? variable)
    {
        if (variable is not null) _untold.Add(variable);
    }

    private static IEnumerable<IOperation> Targets(IOperation target) => target switch
    {
        ITupleOperation tuple => tuple.Elements.SelectMany(Targets),
        IDeclarationExpressionOperation declaration => Targets(declaration.Expression),
        _ => [target],
    };

    private static bool IsList(ITypeSymbol? type) =>
        type is IArrayTypeSymbol or INamedTypeSymbol { TypeArguments.Length: 1, Name: "List" or "IList" or "IReadOnlyList" or "IEnumerable" or "ICollection" };

    /// <summary>Whether a list is only read where it stands: passed to TorchSharp, indexed, counted, or given its value.</summary>
    private static bool OnlyReads(IOperation list)
    {
        var use = list.Parent;
        while (use is IConversionOperation) use = use.Parent;
        return use switch
        {
            IArgumentOperation { Parent: IInvocationOperation call } => TensorFunctions.IsTorch(call.TargetMethod.ContainingType),
            IArrayElementReferenceOperation element => element.Parent is not IAssignmentOperation assignment || assignment.Target != element,
            IPropertyReferenceOperation property => property.Property.Name is "Length" or "Count",
            ISimpleAssignmentOperation assignment => assignment.Target == list,
            _ => false,
        };
    }
}
