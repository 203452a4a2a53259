using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Diagnostics;
using ModelDsl.Generators.Model;

namespace ModelDsl.Generators.Review;

/// <summary>Holds a model against the budget that its author states.</summary>
internal static class BudgetReview
{
    /// <summary>What is over the budget.</summary>
    /// <param name="model">The model.</param>
    /// <param name="facts">What it costs.</param>
    public static IEnumerable<DiagnosticInfo> Of(ModelDeclaration model, ModelFacts facts)
    {
        if (model.Budget is not { } budget) yield break;
        var macs = facts.Macs.Convolution + facts.Macs.Linear + facts.Macs.MatMul + facts.Macs.WeightsOnly;
        foreach (var (name, amount, has, parts, shares) in new[]
        {
            (nameof(BudgetAttribute.Parameters), facts.Parameters, "has {0} parameters", "parts", facts.Shares.Parameters),
            (nameof(BudgetAttribute.Macs), macs, "takes {0} multiply-accumulate operations for an image", "parts", facts.Shares.Macs),
            (nameof(BudgetAttribute.ActivationBytes), facts.ActivationBytes, "holds up to {0} bytes of tensors for an image", "tensors at that moment", facts.Shares.Activations),
        })
        {
            foreach (var limit in budget.Limits.Where(l => l.Name == name && l.Most < amount))
            {
                yield return DiagnosticInfo.Create(
                    DiagnosticDescriptors.BudgetExceeded, limit.Where,
                    model.TypeName, has.Replace("{0}", Text(amount)), Text(amount - limit.Most), Text(limit.Most), $"{parts}: {List(shares)}");
            }
        }
    }

    /// <summary>Shares of a cost as people read them.</summary>
    public static string List(IEnumerable<CostShare> shares) => string.Join(", ", shares.Select(s => $"{s.Part} {Text(s.Amount)}"));

    /// <summary>A number in groups of three digits, the same everywhere.</summary>
    public static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
