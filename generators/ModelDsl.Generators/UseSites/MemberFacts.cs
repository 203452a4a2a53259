using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelDsl.Generators.UseSites;

/// <summary>
/// What is known of the value of a member wherever it is read: of a readonly field or a property without a setter that
/// only its initializer writes, and of a method or property that nothing overrides and that takes no arguments.
/// </summary>
/// <param name="compilation">Where the members are declared.</param>
/// <param name="owner">The class whose code is looked at: only its own methods are followed.</param>
/// <param name="shape">The attribute that states shapes.</param>
/// <param name="cancellation">Ends the work.</param>
internal sealed class MemberFacts(Compilation compilation, INamedTypeSymbol? owner, INamedTypeSymbol shape, CancellationToken cancellation)
{
    // A helper of a helper of a helper; further down somebody builds more than a probe.
    private const int MostDepth = 4;

    private static readonly ConditionalWeakTable<SyntaxTree, StrongBox<bool>> s_reshapes = new();

    private readonly Dictionary<ISymbol, Fact?> _known = new(SymbolEqualityComparer.Default);
    private int _depth;

    /// <summary>What a member yields; null where that is not known.</summary>
    public Fact? Of(ISymbol member)
    {
        if (_known.TryGetValue(member, out var known)) return known;
        // Whoever asks for a member in order to know it gets no answer.
        _known.Add(member, null);
        if (_depth == MostDepth || BodyOf(member) is not { } body) return null;
        _depth++;
        var fact = Read(member, body);
        _depth--;
        return _known[member] = fact;
    }

    private Fact? Read(ISymbol member, SyntaxNode body)
    {
        if (body.ContainsDiagnostics) return null;
        // Other code of the project may change the shape of what a field holds.
        if (member is not IMethodSymbol && compilation.SyntaxTrees.Any(t => s_reshapes.GetValue(t, ReshapesInPlace).Value)) return null;
#pragma warning disable RS1030 // a member lies in another tree than the code that reads it
        var operation = compilation.GetSemanticModel(body.SyntaxTree).GetOperation(body, cancellation);
#pragma warning restore RS1030
        var graph = operation switch
        {
            IMethodBodyOperation method => ControlFlowGraph.Create(method, cancellation),
            IFieldInitializerOperation initializer => ControlFlowGraph.Create(initializer, cancellation),
            IPropertyInitializerOperation initializer => ControlFlowGraph.Create(initializer, cancellation),
            IBlockOperation { Parent: null } block => ControlFlowGraph.Create(block, cancellation),
            _ => null,
        };
        if (graph is null) return null;
        var assignments = Assignments.Of([operation!], (member as IPropertySymbol)?.GetMethod ?? member);
        if (assignments.ReshapesInPlace) return null;
        // The elements of a list may change.
        var fact = new MethodFlow(graph, new FlowContext(assignments, this, shape, cancellation), null).Value();
        return fact is TensorFact or NumberFact or ObjectFact ? fact : null;
    }

    /// <summary>What computes a member; null where it may be computed otherwise.</summary>
    private SyntaxNode? BodyOf(ISymbol member)
    {
        if (member.DeclaringSyntaxReferences is not [var reference] || member.IsVirtual || member.IsOverride || member.IsAbstract) return null;
        var isShared = member.IsStatic || member.ContainingType.TypeKind == TypeKind.Class;
        return (member, reference.GetSyntax(cancellation)) switch
        {
            (IFieldSymbol { IsReadOnly: true }, VariableDeclaratorSyntax { Initializer: { } value }) when isShared && !IsWrittenByConstructor(member) => value,
            (IPropertySymbol { SetMethod: null }, PropertyDeclarationSyntax { Initializer: { } value }) when isShared && !IsWrittenByConstructor(member) => value,
            (IPropertySymbol { SetMethod: null, IsIndexer: false }, PropertyDeclarationSyntax { ExpressionBody: { } body }) => body,
            (IMethodSymbol { MethodKind: MethodKind.Ordinary, Parameters.Length: 0, IsGenericMethod: false, IsAsync: false }, MethodDeclarationSyntax method)
                when SymbolEqualityComparer.Default.Equals(member.ContainingType, owner) && (method.Body is not null || method.ExpressionBody is not null) => method,
            _ => null,
        };
    }

    private bool IsWrittenByConstructor(ISymbol member) => member.ContainingType.Constructors
        .SelectMany(c => c.DeclaringSyntaxReferences).Select(r => r.GetSyntax(cancellation)).OfType<ConstructorDeclarationSyntax>()
        .SelectMany(c => c.DescendantNodes()).Any(node => node switch
        {
            AssignmentExpressionSyntax assignment => Names(assignment.Left, member),
            ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.RefKeyword or (int)SyntaxKind.OutKeyword } argument => Names(argument.Expression, member),
            RefExpressionSyntax variable => Names(variable.Expression, member),
            _ => false,
        });

    private static bool Names(SyntaxNode target, ISymbol member) => target.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(n => n.Identifier.ValueText == member.Name);

    private static StrongBox<bool> ReshapesInPlace(SyntaxTree tree) =>
        new(tree.GetRoot().DescendantTokens().Any(t => t.IsKind(SyntaxKind.IdentifierToken) && TensorFunctions.ReshapesInPlace(t.ValueText)));
}
