using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Declarations;

/// <summary>Reads what the attributes and the declaration of a model say.</summary>
internal static class DeclarationReader
{
    /// <summary>The declaration of a model, without symbols.</summary>
    /// <param name="model">The class.</param>
    /// <param name="compilation">Its compilation.</param>
    public static ModelDeclaration Read(INamedTypeSymbol model, Compilation compilation)
    {
        var attribute = KnownTypes.Attribute(model, nameof(ModelAttribute));
        var name = DeclarationCheck.NameOf(model, compilation);
        return new ModelDeclaration(
            model.ContainingNamespace.IsGlobalNamespace ? "" : model.ContainingNamespace.ToDisplayString(),
            Around(model).ToValueList(), model.Name, SyntaxFacts.GetText(model.DeclaredAccessibility),
            attribute?.ConstructorArguments.FirstOrDefault().Value as string ?? "",
            Named(attribute, "Description", ""), Named(attribute, "Paper", ""),
            KnownTypes.Attribute(model, nameof(PreprocessingAttribute)) is { } preprocessing ? Preprocessing(preprocessing) : null,
            KnownTypes.Attribute(model, nameof(PublishedAttribute)) is { } published ? Published(published) : null,
            model.GetMembers().Where(m => !m.IsImplicitlyDeclared).Select(m => m.Name).Distinct().ToValueList(),
            new ModelPlaces(name, DeclarationCheck.NameArgument(model, compilation), Parts(DeclarationCheck.DefineOf(model)), Parts(model)))
        {
            IsVisible = AllAround(model, a => a is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal),
            IsReachable = AllAround(model, a => a is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal),
            Called = Called(model),
            HasSummary = model.DeclaringSyntaxReferences.Any(r => DocumentationText.SummaryOf(r.GetSyntax()).Length > 0),
            Budget = KnownTypes.Attribute(model, nameof(BudgetAttribute)) is { } budget ? Budget(budget, name, compilation) : null,
            PreprocessingPlaces = KnownTypes.Attribute(model, nameof(PreprocessingAttribute)) is { } image ? Places(image, name, compilation) : null,
            Weights = KnownTypes.Attribute(model, nameof(WeightsAttribute)) is { ConstructorArguments: [{ Value: string manifest }] } weights
                ? new WeightsReference(manifest, Syntax(weights)?.ArgumentList is { Arguments: [var first, ..] } ? Place.Of(first.Expression) : name)
                : null,
        };
    }

    private static bool AllAround(INamedTypeSymbol model, Func<Accessibility, bool> fits)
    {
        for (INamedTypeSymbol? type = model; type is not null; type = type.ContainingType)
        {
            if (!fits(type.DeclaredAccessibility)) return false;
        }
        return true;
    }

    /// <summary>Names that head a member access in code without an object of the class, other than those of its variables.</summary>
    private static ValueList<string> Called(INamedTypeSymbol model)
    {
        var members = model.DeclaringSyntaxReferences.Select(r => r.GetSyntax()).OfType<TypeDeclarationSyntax>().SelectMany(part => part.Members);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var member in members.Where(m => m is BaseTypeDeclarationSyntax || m.Modifiers.Any(SyntaxKind.StaticKeyword) || m.Modifiers.Any(SyntaxKind.ConstKeyword)))
        {
            var nodes = member.DescendantNodes().ToList();
            var variables = nodes.Select(VariableOf).ToList();
            names.UnionWith(nodes.OfType<MemberAccessExpressionSyntax>().Select(access => access.Expression).OfType<IdentifierNameSyntax>()
                .Select(name => name.Identifier.ValueText).Where(name => name.Length > 0 && char.IsUpper(name[0]) && !variables.Contains(name)));
        }
        return names.ToValueList();
    }

    private static string? VariableOf(SyntaxNode node) => node switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
        ParameterSyntax parameter => parameter.Identifier.ValueText,
        SingleVariableDesignationSyntax variable => variable.Identifier.ValueText,
        ForEachStatementSyntax loop => loop.Identifier.ValueText,
        _ => null,
    };

    private static ValueList<Place> Parts(ISymbol? symbol) => (symbol?.DeclaringSyntaxReferences ?? []).Select(r => new Place(r.SyntaxTree, r.Span)).ToValueList();

    private static AttributeSyntax? Syntax(AttributeData attribute) => attribute.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax;

    private static BudgetDeclaration Budget(AttributeData budget, Place? name, Compilation compilation)
    {
        var limits = new List<(string Name, long Most, Place? Where)>();
        foreach (var (limit, value) in budget.NamedArguments.Select(a => (a.Key, a.Value)))
        {
            if (value is not { Kind: TypedConstantKind.Primitive, Value: long most }) continue;
            var written = Syntax(budget)?.ArgumentList?.Arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == limit);
            limits.Add((limit, most, written is not null && compilation.ContainsSyntaxTree(written.SyntaxTree) ? Place.Of(written) : name));
        }
        return new BudgetDeclaration(limits.ToValueList());
    }

    private static AttributePlaces Places(AttributeData attribute, Place? otherwise, Compilation compilation) => Syntax(attribute) is { } syntax && compilation.ContainsSyntaxTree(syntax.SyntaxTree)
        ? new(Place.Of(syntax), (syntax.ArgumentList?.Arguments ?? []).Where(a => a.NameEquals is not null).Select(a => (a.NameEquals!.Name.Identifier.ValueText, Place.Of(a.Expression))).ToValueList())
        : new(otherwise, ValueList<(string, Place)>.Empty);

    private static PreprocessingPlan Preprocessing(AttributeData attribute)
    {
        // What the attribute does not name has the value that its own declaration gives.
        var defaults = new PreprocessingAttribute();
        return new PreprocessingPlan(
            0, 0, Named(attribute, nameof(PreprocessingAttribute.CropFraction), defaults.CropFraction),
            ((CropMode)Named(attribute, nameof(PreprocessingAttribute.Mode), (int)defaults.Mode)).ToString(),
            Numbers(attribute, nameof(PreprocessingAttribute.Mean), defaults.Mean),
            Numbers(attribute, nameof(PreprocessingAttribute.StandardDeviation), defaults.StandardDeviation));
    }

    private static PublishedPlan Published(AttributeData attribute) => new(
        Named(attribute, nameof(PublishedAttribute.Dataset), ""), Named(attribute, nameof(PublishedAttribute.Top1), 0.0),
        Named(attribute, nameof(PublishedAttribute.Top5), 0.0), Named(attribute, nameof(PublishedAttribute.Checkpoint), ""),
        Named(attribute, nameof(PublishedAttribute.License), ""));

    private static IEnumerable<string> Around(INamedTypeSymbol model)
    {
        var types = new Stack<string>();
        for (var type = model.ContainingType; type is not null; type = type.ContainingType)
            types.Push($"partial {(type.IsRecord ? type.IsValueType ? "record struct" : "record" : type.TypeKind == TypeKind.Struct ? "struct" : type.TypeKind == TypeKind.Interface ? "interface" : "class")} {ModelDeclaration.IdentifierOf(type.Name)}");
        return types;
    }

    private static T Named<T>(AttributeData? attribute, string name, T otherwise) =>
        attribute?.NamedArguments.FirstOrDefault(a => a.Key == name).Value is { Kind: not TypedConstantKind.Array, Value: T value } ? value : otherwise;

    private static ValueList<double> Numbers(AttributeData attribute, string name, double[] otherwise) =>
        attribute.NamedArguments.FirstOrDefault(a => a.Key == name).Value is { Kind: TypedConstantKind.Array, IsNull: false } array
            ? array.Values.Select(v => Convert.ToDouble(v.Value, System.Globalization.CultureInfo.InvariantCulture)).ToValueList()
            : otherwise.ToValueList();
}
