using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Targets;

namespace ModelDsl.Generators.Pipeline;

/// <summary>The list of an assembly's models.</summary>
/// <param name="Namespace">Where it goes: beside the first model.</param>
/// <param name="TypeName">The class.</param>
/// <param name="Listings">The models by name.</param>
/// <param name="IsOfModules">Whether the models are modules; else they are sessions.</param>
internal sealed record Catalog(string Namespace, string TypeName, ValueList<ModelListing> Listings, bool IsOfModules)
{
    /// <summary>A class <c>Models</c>, unless that name means something else there.</summary>
    public static Catalog Of(IEnumerable<ModelListing> models, Compilation compilation, EmittedTargets targets)
    {
        var listings = models.Where(l => l.IsReachable).OrderBy(l => l.Name, StringComparer.Ordinal).ToValueList();
        if (listings.Count == 0) return new Catalog("", "", listings, targets.Modules);
        INamespaceSymbol? place = compilation.Assembly.GlobalNamespace;
        foreach (var part in listings[0].Namespace.Split('.').Where(p => p.Length > 0)) place = place?.GetNamespaceMembers().FirstOrDefault(n => n.Name == part.TrimStart('@'));
        var isTaken = place is not null && place.GetMembers("Models").Any();
        return new Catalog(listings[0].Namespace, isTaken ? "ModelCatalog" : "Models", listings, targets.Modules);
    }

    /// <summary>The text.</summary>
    public string Emit() => CatalogEmitter.Emit(Namespace, TypeName, IsOfModules ? "ModelInfo" : "ModelDescription", Listings.Select(l => (l.TypeName, InfoEmitter.NameIn(l.TypeName.Substring(l.TypeName.LastIndexOf('.') + 1)))).ToValueList());
}
