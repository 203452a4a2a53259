using System.Collections.Generic;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Review;

/// <summary>Looks for a model that takes nothing.</summary>
internal static class InputReview
{
    /// <summary>What is missing.</summary>
    /// <param name="model">The model.</param>
    /// <param name="graph">What its specification describes.</param>
    public static IEnumerable<DiagnosticInfo> Of(ModelDeclaration model, Graph graph)
    {
        if (graph.Inputs.Count == 0)
            yield return DiagnosticInfo.Create(DiagnosticDescriptors.Unused, model.Places.Name, "an input", $"'{model.TypeName}' declares none, as s.Input(\"image\", Dim.Batch, 3, 224, 224) does");
    }
}
