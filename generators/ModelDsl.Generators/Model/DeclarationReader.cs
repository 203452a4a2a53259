using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Evaluation;

namespace ModelDsl.Generators.Model;

/// <summary>Reads what the attributes and the declaration of a model say.</summary>
internal static class DeclarationReader
{
    /// <summary>The declaration of a model, free of Roslyn objects.</summary>
    public static ModelDeclarationInfo Read(INamedTypeSymbol model)
    {
        var attribute = Attribute(model, "ModelAttribute");
        var preprocessing = Attribute(model, "PreprocessingAttribute");
        return new ModelDeclarationInfo(
            model.ContainingNamespace.IsGlobalNamespace ? "" : model.ContainingNamespace.ToDisplayString(),
            Around(model).ToValueList(), model.Name, SyntaxFacts.GetText(model.DeclaredAccessibility),
            attribute?.ConstructorArguments.FirstOrDefault().Value as string ?? "",
            Named(attribute, "Description", ""), Named(attribute, "Paper", ""),
            preprocessing is null ? null : Preprocessing(preprocessing),
            Attribute(model, nameof(PublishedAttribute)) is { } published ? Published(published) : null,
            model.GetMembers().Where(m => !m.IsImplicitlyDeclared).Select(m => m.Name).Distinct().ToValueList())
        {
            HasSummary = model.DeclaringSyntaxReferences.Any(r => DocumentationText.SummaryOf(r.GetSyntax()).Length > 0),
        };
    }

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
            types.Push($"partial {(type.IsRecord ? type.IsValueType ? "record struct" : "record" : type.TypeKind == TypeKind.Struct ? "struct" : type.TypeKind == TypeKind.Interface ? "interface" : "class")} {type.Name}");
        return types;
    }

    private static AttributeData? Attribute(INamedTypeSymbol model, string name) =>
        model.GetAttributes().FirstOrDefault(a => a.AttributeClass is { ContainingNamespace: { Name: "ModelDsl", ContainingNamespace.IsGlobalNamespace: true } } type && type.Name == name);

    private static T Named<T>(AttributeData? attribute, string name, T otherwise) =>
        attribute?.NamedArguments.FirstOrDefault(a => a.Key == name).Value is { Kind: not TypedConstantKind.Array, Value: T value } ? value : otherwise;

    private static ValueList<double> Numbers(AttributeData attribute, string name, double[] otherwise) =>
        attribute.NamedArguments.FirstOrDefault(a => a.Key == name).Value is { Kind: TypedConstantKind.Array, IsNull: false } array
            ? array.Values.Select(v => Convert.ToDouble(v.Value, System.Globalization.CultureInfo.InvariantCulture)).ToValueList()
            : otherwise.ToValueList();
}
