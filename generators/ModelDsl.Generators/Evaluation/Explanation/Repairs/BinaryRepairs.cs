using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Another tensor as an operand of an operator.</summary>
internal static class BinaryRepairs
{
    private const double Unread = 8, Other = 15;

    /// <summary>The changes.</summary>
    /// <param name="binary">The operation.</param>
    /// <param name="visible">What can be written at its place.</param>
    public static IEnumerable<Repair> For(BinaryExpressionSyntax binary, Visible visible)
    {
        var names = visible.Tensors.ToList();
        var read = new HashSet<string>(binary.DescendantNodes().OfType<IdentifierNameSyntax>().Select(i => i.Identifier.ValueText));
        foreach (var operand in new[] { binary.Right, binary.Left }.OfType<IdentifierNameSyntax>().Where(i => names.Contains(i.Identifier.ValueText)))
        {
            foreach (var other in names.Where(n => !read.Contains(n)))
                yield return new Repair(new Replacement(Place.Of(operand), other, $"Change {operand} to {other}"), Place.Of(operand), visible.CostOfReading(other, operand.Identifier.ValueText, Unread, Other));
        }
    }
}
