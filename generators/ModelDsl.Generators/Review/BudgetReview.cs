using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Diagnostics;
using ModelDsl.Generators.Model;

namespace ModelDsl.Generators.Review;

/// <summary>Holds a model against the budget that its author states.</summary>
internal static class BudgetReview
{
    /// <summary>What is over the budget.</summary>
    /// <param name="model">The class.</param>
    /// <param name="compilation">Its compilation.</param>
    /// <param name="facts">What the model costs.</param>
    public static IEnumerable<DiagnosticInfo> Of(INamedTypeSymbol model, Compilation compilation, ModelFacts facts)
    {
        var budget = model.GetAttributes().FirstOrDefault(a => a.AttributeClass is { Name: nameof(BudgetAttribute), ContainingNamespace: { Name: "ModelDsl", ContainingNamespace.IsGlobalNamespace: true } });
        if (budget is null) yield break;
        var macs = facts.Macs.Convolution + facts.Macs.Linear + facts.Macs.MatMul + facts.Macs.WeightsOnly;
        foreach (var (name, amount, has, parts, shares) in new[]
        {
            (nameof(BudgetAttribute.Parameters), facts.Parameters, "has {0} parameters", "parts", facts.Shares.Parameters),
            (nameof(BudgetAttribute.Macs), macs, "takes {0} multiply-accumulate operations for an image", "parts", facts.Shares.Macs),
            (nameof(BudgetAttribute.ActivationBytes), facts.ActivationBytes, "holds up to {0} bytes of tensors for an image", "tensors at that moment", facts.Shares.Activations),
        })
        {
            if (budget.NamedArguments.FirstOrDefault(a => a.Key == name).Value is not { Kind: TypedConstantKind.Primitive, Value: long most } || amount <= most) continue;
            yield return DiagnosticInfo.Create(
                DiagnosticDescriptors.BudgetExceeded, Where(budget, name, model, compilation),
                model.Name, has.Replace("{0}", Text(amount)), Text(amount - most), Text(most), $"{parts}: {List(shares)}");
        }
    }

    /// <summary>Shares of a cost as people read them.</summary>
    public static string List(IEnumerable<CostShare> shares) => string.Join(", ", shares.Select(s => $"{s.Part} {Text(s.Amount)}"));

    /// <summary>A number in groups of three digits, the same everywhere.</summary>
    public static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static Place? Where(AttributeData budget, string name, INamedTypeSymbol model, Compilation compilation)
    {
        var written = (budget.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax)?.ArgumentList?.Arguments
            .FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == name);
        return written is not null && compilation.ContainsSyntaxTree(written.SyntaxTree) ? Place.Of(written) : ModelDeclaration.NameOf(model, compilation);
    }
}
