using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Diagnostics;
using ModelDsl.Generators.Emission;
using ModelDsl.Generators.Evaluation;

namespace ModelDsl.Generators;

/// <summary>What the generator makes of a project. Equal by value.</summary>
/// <param name="Models">Its models.</param>
/// <param name="Catalog">The list of those that are whole.</param>
/// <param name="SameNames">The models whose name another one has.</param>
/// <param name="Carried">The specifications that it carries for those who reference it, by file name.</param>
internal sealed record ProjectResult(
    ValueList<ModelResult> Models, Catalog Catalog, ValueList<DiagnosticInfo> SameNames, ValueList<(string Path, string Text)> Carried)
{
    /// <summary>Evaluates the models of a compilation that nobody has evaluated yet.</summary>
    public static ProjectResult Of(Compilation compilation, CancellationToken cancellation)
    {
        var models = EvaluateAll(compilation, cancellation);
        var listings = models.Select(m => m.Listing).ToList();
        var byType = listings.OrderBy(l => l.TypeName, StringComparer.Ordinal);
        return new ProjectResult(
            models, Catalog.Of(listings.Where(l => !l.IsBroken), compilation),
            ModelDeclaration.CheckNames(byType.Select(l => (l.Name, l.TypeName, l.Where))).ToValueList(),
            // Nobody references a program.
            compilation.Options.OutputKind == OutputKind.DynamicallyLinkedLibrary ? SpecificationSources.Collect(compilation, cancellation).ToValueList() : ValueList<(string, string)>.Empty);
    }

    /// <summary>Models are evaluated side by side: they share nothing but what is bound once for all. Each core takes the next one when it is done with one.</summary>
    private static ValueList<ModelResult> EvaluateAll(Compilation compilation, CancellationToken cancellation) =>
        Partitioner.Create(FromBothEnds(MarkedTypes.With(ModelDeclaration.AttributeName, compilation, cancellation)), EnumerablePartitionerOptions.NoBuffering)
            .AsParallel().AsOrdered().WithCancellation(cancellation)
            .Select(declaration => ModelResult.Of(declaration, compilation, cancellation))
            .Where(result => result != ModelResult.None).ToValueList();

    /// <summary>Neighbours are of one family: two cores that begin at one end would both bind the same methods first.</summary>
    private static IEnumerable<T> FromBothEnds<T>(IReadOnlyList<T> items)
    {
        for (var i = 0; i < items.Count; i++) yield return i % 2 == 0 ? items[i / 2] : items[items.Count - 1 - i / 2];
    }
}

/// <summary>The list of an assembly's models.</summary>
/// <param name="Namespace">Where it goes: beside the first model.</param>
/// <param name="TypeName">The class.</param>
/// <param name="Listings">The models by name.</param>
internal sealed record Catalog(string Namespace, string TypeName, ValueList<ModelListing> Listings)
{
    /// <summary>A class <c>Models</c>, unless that name means something else there.</summary>
    public static Catalog Of(IEnumerable<ModelListing> models, Compilation compilation)
    {
        var listings = models.OrderBy(l => l.Name, StringComparer.Ordinal).ToValueList();
        if (listings.Count == 0) return new Catalog("", "", listings);
        INamespaceSymbol? place = compilation.Assembly.GlobalNamespace;
        foreach (var part in listings[0].Namespace.Split('.').Where(p => p.Length > 0)) place = place?.GetNamespaceMembers().FirstOrDefault(n => n.Name == part);
        var isTaken = place is not null && place.GetMembers("Models").Any();
        return new Catalog(listings[0].Namespace, isTaken ? "ModelCatalog" : "Models", listings);
    }

    /// <summary>The text.</summary>
    public string Emit() => CatalogEmitter.Emit(Namespace, TypeName, Listings.Select(l => (l.TypeName, l.Name)).ToValueList());
}
