using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Declarations;

/// <summary>What the declaration of a model says, apart from its specification.</summary>
/// <param name="Namespace">The namespace of the user's class; empty for the global one.</param>
/// <param name="ContainingTypes">Declarations of the types around it, outermost first.</param>
/// <param name="TypeName">The user's class.</param>
/// <param name="Accessibility">Its accessibility keyword.</param>
/// <param name="Name">The model's name.</param>
/// <param name="Description">One line for lists.</param>
/// <param name="Paper">Where the architecture was published.</param>
/// <param name="Preprocessing">What its attribute says; sizes come from the input.</param>
/// <param name="Published">What its attribute says.</param>
/// <param name="OwnMembers">What the user's part of the class declares; generated members have other names.</param>
/// <param name="Places">Where it is declared.</param>
internal sealed record ModelDeclaration(
    string Namespace, ValueList<string> ContainingTypes, string TypeName, string Accessibility,
    string Name, string Description, string Paper, PreprocessingPlan? Preprocessing, PublishedPlan? Published, ValueList<string> OwnMembers, ModelPlaces Places)
{
    /// <summary>Whether the user's part of the class has its own summary.</summary>
    public bool HasSummary { get; init; }

    /// <summary>What the model may cost at most; null where its author does not say.</summary>
    public BudgetDeclaration? Budget { get; init; }

    /// <summary>Where its preprocessing is written; null where it has none.</summary>
    public AttributePlaces? PreprocessingPlaces { get; init; }

    /// <summary>The weight file that it has to fit; null for none.</summary>
    public WeightsReference? Weights { get; init; }

    /// <summary>Whether code of other assemblies may see it.</summary>
    public bool IsVisible { get; init; }

    /// <summary>Whether all code of its assembly may see it.</summary>
    public bool IsReachable { get; init; }

    /// <summary>What the static code of the class calls by a name with a capital letter, <c>Tower</c> in <c>Tower.Dim</c>: a generated member of that name would hide it.</summary>
    public ValueList<string> Called { get; init; } = [];

    /// <summary>Names that no generated member may have.</summary>
    public IEnumerable<string> Taken => OwnMembers.Concat(Called).Append(TypeName);

    /// <summary>The user's class as code writes it.</summary>
    public string Identifier => IdentifierOf(TypeName);

    /// <summary>A name as code writes it: a keyword gets an @.</summary>
    public static string IdentifierOf(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>The types around it, each with a dot.</summary>
    public string Around => string.Concat(ContainingTypes.Select(t => t.Substring(t.LastIndexOf(' ') + 1) + "."));

    /// <summary>Its name as .NET's metadata has it.</summary>
    public string MetadataName => ((Namespace.Length == 0 ? "" : Namespace + ".") + Around.Replace('.', '+') + TypeName).Replace("@", "");

    /// <summary>Its name with the namespace and the types around it.</summary>
    public string FullName => (Namespace.Length == 0 ? "" : Namespace + ".") + Around + Identifier;
}

/// <summary>Where a model is declared, as far as that is in the compilation.</summary>
/// <param name="Name">The identifier of the class; null where it is elsewhere.</param>
/// <param name="NameArgument">The name in <c>[Model("…")]</c>, or the identifier.</param>
/// <param name="Define">The method that it is evaluated from.</param>
/// <param name="Class">All parts of the class.</param>
internal sealed record ModelPlaces(Place? Name, Place? NameArgument, ValueList<Place> Define, ValueList<Place> Class)
{
    /// <summary>Whether a place is inside the class.</summary>
    public bool Contain(Place place) => Class.Any(part => part.Contains(place));
}

/// <summary>The limits of a model's costs.</summary>
/// <param name="Limits">Each by the name of the attribute's property, with the place where it is written.</param>
internal sealed record BudgetDeclaration(ValueList<(string Name, long Most, Place? Where)> Limits);

/// <summary>The weight file that a model has to fit.</summary>
/// <param name="Manifest">The manifest's name, as it is written.</param>
/// <param name="Where">Where it is written.</param>
internal sealed record WeightsReference(string Manifest, Place? Where);

/// <summary>What was published with the architecture.</summary>
internal sealed record PublishedPlan(string Dataset, double Top1, double Top5, string Checkpoint, string License);

/// <summary>How an image becomes the input.</summary>
internal sealed record PreprocessingPlan(
    long Height, long Width, double CropFraction, string Mode, ValueList<double> Mean, ValueList<double> StandardDeviation);

/// <summary>Where an attribute is written, as far as that is in the compilation.</summary>
/// <param name="Whole">The attribute, or the class where it is written elsewhere.</param>
/// <param name="Values">What it gives to each property.</param>
internal sealed record AttributePlaces(Place? Whole, ValueList<(string Name, Place Where)> Values)
{
    /// <summary>The value of the first of some properties that is written, else the attribute.</summary>
    public Place? Of(params string[] names) =>
        names.SelectMany(name => Values.Where(v => v.Name == name)).Select(v => (Place?)v.Where).FirstOrDefault() ?? Whole;
}
