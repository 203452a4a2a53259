using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Targets.TorchSharp;

namespace ModelDsl.Generators.Pipeline;

/// <summary>The list of an assembly's models.</summary>
/// <param name="Namespace">Where it goes: beside the first model.</param>
/// <param name="TypeName">The class.</param>
/// <param name="Listings">The models by name.</param>
internal sealed record Catalog(string Namespace, string TypeName, ValueList<ModelListing> Listings)
{
    /// <summary>A class <c>Models</c>, unless that name means something else there.</summary>
    public static Catalog Of(IEnumerable<ModelListing> models, Compilation compilation)
    {
        var listings = models.Where(l => l.IsReachable).OrderBy(l => l.Name, StringComparer.Ordinal).ToValueList();
        if (listings.Count == 0) return new Catalog("", "", listings);
        INamespaceSymbol? place = compilation.Assembly.GlobalNamespace;
        foreach (var part in listings[0].Namespace.Split('.').Where(p => p.Length > 0)) place = place?.GetNamespaceMembers().FirstOrDefault(n => n.Name == part.TrimStart('@'));
        var isTaken = place is not null && place.GetMembers("Models").Any();
        return new Catalog(listings[0].Namespace, isTaken ? "ModelCatalog" : "Models", listings);
    }

    /// <summary>The text.</summary>
    public string Emit() => CatalogEmitter.Emit(Namespace, TypeName, Listings.Select(l => (l.TypeName, InfoEmitter.NameIn(l.TypeName.Substring(l.TypeName.LastIndexOf('.') + 1)))).ToValueList());
}
