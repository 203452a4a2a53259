using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// Finds what in a model's own text brings in a hyper-parameter that is written elsewhere: in
/// <c>Net.Of(s, Net.Small with { Classes = 10 })</c> that is <c>Net.Small</c> for <c>Depths</c>.
/// </summary>
internal sealed class DecidingArgument(INamedTypeSymbol model, Compilation compilation)
{
    private const int Depth = 2;

    private readonly Dictionary<string, Place?> _known = [];

    /// <summary>The place to change a hyper-parameter: its value, where that is in the compilation, else the argument that brings it in.</summary>
    public PlacedParameter Placed(HyperParameterPlan parameter, Origin? mark) => mark is not null && compilation.ContainsSyntaxTree(mark.Tree)
        ? new PlacedParameter(parameter, new Place(mark.Tree, mark.Span), true)
        : new PlacedParameter(parameter, For(parameter.Name), false);

    /// <summary>The place for a hyper-parameter by its name; null where no argument has it.</summary>
    private Place? For(string parameter)
    {
        var member = parameter.Split('.', '[')[0];
        if (!_known.TryGetValue(member, out var place)) _known.Add(member, place = Find(member));
        return place;
    }

    private Place? Find(string member)
    {
        foreach (var reference in DeclarationCheck.DefineOf(model)?.DeclaringSyntaxReferences ?? [])
        {
            if (!compilation.ContainsSyntaxTree(reference.SyntaxTree)) continue;
            var semantics = SourceHome.Of(compilation).ModelOf(reference.SyntaxTree);
            foreach (var argument in reference.GetSyntax().DescendantNodes().OfType<ArgumentSyntax>())
            {
                if (semantics.GetTypeInfo(argument.Expression).Type is not INamedTypeSymbol type || !Has(type, member, Depth)) continue;
                var expression = argument.Expression;
                while (expression is WithExpressionSyntax with) expression = with.Expression;
                return Place.Of(expression);
            }
        }
        return null;
    }

    private static bool Has(INamedTypeSymbol type, string member, int depth)
    {
        var properties = type.GetMembers().OfType<IPropertySymbol>().Where(p => !p.IsStatic && !p.IsImplicitlyDeclared).ToList();
        return type.IsRecord && (properties.Any(p => p.Name == member) || (depth > 0 && properties.Any(p => p.Type is INamedTypeSymbol inner && Has(inner, member, depth - 1))));
    }
}
