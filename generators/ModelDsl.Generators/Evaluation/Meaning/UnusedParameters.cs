using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Parameters of blocks and their helpers that do not matter, because nothing reads them.</summary>
internal sealed class UnusedParameters(Reviewed reviewed)
{
    private readonly Duplicates _duplicates = new(reviewed);

    /// <summary>What to report.</summary>
    public IEnumerable<DiagnosticInfo> Find() => reviewed.Evaluation.Runs.Select(r => r.Method.OriginalDefinition).Distinct(SymbolEqualityComparer.Default).OfType<IMethodSymbol>()
        .SelectMany(m => m.DeclaringSyntaxReferences is [var reference] ? reviewed.Once(typeof(UnusedParameters), reference.GetSyntax(), () => Remarks(m)) : []);

    private List<DiagnosticInfo> Remarks(IMethodSymbol method) => IsFree(method) ? [.. method.Parameters.Select(Remark).OfType<DiagnosticInfo>()] : [];

    /// <summary>Whether nothing but its own body decides which parameters a method has.</summary>
    private static bool IsFree(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction, IsVirtual: false, IsOverride: false, IsAbstract: false, ExplicitInterfaceImplementations.IsEmpty: true }
        && !method.ContainingType.AllInterfaces.SelectMany(i => i.GetMembers(method.Name)).Any();

    private DiagnosticInfo? Remark(IParameterSymbol parameter)
    {
        // A block without weights has no use for its scope; of height and width a pattern works out the second.
        if (parameter.Type is INamedTypeSymbol { Name: nameof(Scope) or nameof(Dim) } || parameter.IsDiscard || parameter.Name.StartsWith("_", System.StringComparison.Ordinal)) return null;
        if (parameter.DeclaringSyntaxReferences is not [var reference] || reference.GetSyntax() is not ParameterSyntax { Parent.Parent: { } method } declaration || !reviewed.IsCurrent(declaration)) return null;
        var isTensor = TypeNames.IsVocabulary(parameter.Type, nameof(Sym));
        var twice = isTensor && !Reading.DataReads(method, parameter.Name).Any() ? _duplicates.Find(method, declaration.Identifier) : null;
        if (twice is not null) return UnusedValues.Told($"the parameter '{parameter.Name}'", Place.Of(twice), declaration.Identifier, $"'{twice}' is taken twice here", twice);
        return Reading.IsMentioned(method, declaration) ? null : UnusedValues.Told($"the parameter '{parameter.Name}'", Place.Of(declaration.Identifier));
    }
}
