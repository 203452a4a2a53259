using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ModelDsl.Generators.Evaluation;

/// <summary>The static state of types that the specification declares: one for each construction of a generic type.</summary>
internal sealed partial class Interpreter
{
    private readonly Dictionary<string, Statics> _statics = [];

    /// <summary>The variable of a static field or property, initialized with its type; null where there is no source.</summary>
    private Cell? StaticCell(ISymbol member, SyntaxNode site, Frame frame)
    {
        if (!sources.TryFind(member, out var home, out var source)) return null;
        var statics = StaticsOf(member.ContainingType, source.ContainingType, home, site, frame);
        var name = source is IFieldSymbol { AssociatedSymbol: { } property } ? property.Name : source.Name;
        if (!statics.Cells.TryGetValue(name, out var cell)) return null;
        // A mistake in one variant is not a mistake of a model that uses another.
        if (statics.Withheld.TryGetValue(name, out var findings) && statics.Withheld.Remove(name)) reporter.Tell(findings);
        return cell;
    }

    /// <summary>Initializes a type that has a static constructor: as soon as one of its methods or constructors is called.</summary>
    private void Initialize(INamedTypeSymbol type, SyntaxNode site, Frame frame)
    {
        if (type.StaticConstructors is [{ IsImplicitlyDeclared: false }] && sources.TryFind(type, out var home, out var source)) StaticsOf(type, (INamedTypeSymbol)source, home, site, frame);
    }

    /// <summary>All static fields in the order in which they are written, then the static constructor: an initializer sees the default of a later field.</summary>
    private Statics StaticsOf(INamedTypeSymbol type, INamedTypeSymbol source, SourceHome home, SyntaxNode site, Frame frame)
    {
        var key = TypeNames.Full(source);
        var constructed = type;
        if (IsGeneric(type))
        {
            constructed = (INamedTypeSymbol)frame.Resolve(type);
            key += constructed.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        }
        if (_statics.TryGetValue(key, out var statics)) return statics;
        _statics.Add(key, statics = new Statics());
        var inner = new Frame(null, frame, site);
        budget.CheckDepth(inner.Depth);
        BindTypes(constructed, inner, frame);
        var fields = source.GetMembers().OfType<IFieldSymbol>().Where(f => f is { IsStatic: true, IsConst: false }).ToList();
        foreach (var field in fields) statics.Cells[NameOf(field)] = new Cell { Value = DefaultOf(inner.Resolve(field.Type)) };
        foreach (var field in fields) InitializeStatic(field, statics, home, inner);
        if (source.StaticConstructors is [{ IsImplicitlyDeclared: false } constructor] && sources.MethodOf(constructor) is { Body: { } body })
        {
            Execute(body, inner);
            foreach (var cell in statics.Cells.Values) if (inner.Aborted) cell.Value = Value.Unknown;
        }
        return statics;
    }

    private void InitializeStatic(IFieldSymbol field, Statics statics, SourceHome home, Frame frame)
    {
        if (InitializerOf(field, home) is not { } initializer) return;
        var cell = statics.Cells[NameOf(field)];
        var findings = reporter.Withhold(() => cell.Value = Evaluate(initializer, frame));
        if (frame.Aborted) cell.Value = Value.Unknown;
        frame.Aborted = false;
        if (findings.Count > 0) statics.Withheld[NameOf(field)] = findings;
    }

    private static string NameOf(IFieldSymbol field) => field.AssociatedSymbol?.Name ?? field.Name;

    private static bool IsGeneric(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.Arity > 0) return true;
        }
        return false;
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

    /// <summary>The static variables of a type, and what is wrong with those that nobody has read.</summary>
    private sealed class Statics
    {
        public Dictionary<string, Cell> Cells { get; } = [];

        public Dictionary<string, Withheld> Withheld { get; } = [];
    }
}
