using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Blocks whose scope is not their first parameter, where every reader looks for it.</summary>
internal sealed class BlockDeclarations(Reviewed reviewed)
{
    /// <summary>What to report.</summary>
    public IEnumerable<DiagnosticInfo> Find() => reviewed.Evaluation.Runs.Select(r => r.Method).Distinct(SymbolEqualityComparer.Default).OfType<IMethodSymbol>()
        .Where(TypeNames.IsBlock).Select(Remark).OfType<DiagnosticInfo>();

    private DiagnosticInfo? Remark(IMethodSymbol method)
    {
        var scope = method.Parameters.FirstOrDefault(p => TypeNames.IsVocabulary(p.Type, nameof(Scope)));
        if (scope is not { Ordinal: > 0 } || method.DeclaringSyntaxReferences is not [var reference] || reference.GetSyntax() is not MethodDeclarationSyntax declaration || !reviewed.IsCurrent(declaration)) return null;
        return DiagnosticInfo.Create(DiagnosticDescriptors.ScopeNotFirst, Place.Of(declaration.Identifier), method.Name, Dim.Text(scope.Ordinal + 1));
    }
}
