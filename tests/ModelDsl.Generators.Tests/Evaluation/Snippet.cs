using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>Checks one construct of the language: what the evaluator makes of it is what the program does.</summary>
internal static class Snippet
{
    /// <summary>A model that shows the string which some code returns as the name of a tap.</summary>
    public static string Source(string code, string declarations = "") => $$"""
        [Model("m")]
        public partial class M
        {
            static Sym Define(Scope s)
            {
                var x = s.Input("image", Dim.Batch, 3, 32, 32);
                return x.Tap(Convert(Run(s, x)));
            }

            static string Convert(string text) => text;

            static string Run(Scope s, Sym x)
            {
                {{code}}
            }
        }

        {{declarations}}
        """;

    public static void Check(string expected, string code, string declarations = "")
    {
        var compilation = Spec.Compile(Source(code, declarations));
        Spec.AssertCompiles(compilation);
        var (nodes, taps) = Spec.Run(compilation);
        Assert.Equal(expected, Assert.Single(taps));
        var evaluation = Spec.Evaluate(compilation);
        Assert.Equal([], evaluation.Diagnostics.Select(Spec.Describe));
        Assert.Equal(expected, Assert.Single(evaluation.Graph.Taps).Name);
        Assert.Equal(nodes, evaluation.Graph.Nodes.Select(n => n.ToString()));
    }
}
