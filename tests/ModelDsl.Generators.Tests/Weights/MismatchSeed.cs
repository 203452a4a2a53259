using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Text;

namespace ModelDsl.Generators.Tests.Weights;

/// <summary>A specification and what another one, which its weight file was made with, has in other places.</summary>
/// <param name="Model">The text of the specification.</param>
/// <param name="File">The text that the file was made with.</param>
/// <param name="Changes">The places in the model, the names by which they should be reported, and the values in the file; null where a file does not tell.</param>
internal sealed partial record MismatchSeed(string Model, string File, IReadOnlyList<(TextSpan Place, string Name, string? Value)> Changes)
{
    /// <summary>Reads a body in which <c>{|here=&gt;there|}</c> marks differences; <c>here=&gt;!there</c> one whose value the file does not tell.</summary>
    public static MismatchSeed Of(string body, params string[] names)
    {
        var result = body.Contains("Backbone(", StringComparison.Ordinal) ? "Features" : "Sym";
        var start = "using ModelDsl.Models;\n\n[Model(\"m\")]\n[Weights(\"m.weights.json\")]\npublic partial class M\n{\n    static " + result + " Define(Scope s) => ";
        var (model, file, at) = (start, start, 0);
        var changes = new List<(TextSpan, string, string?)>();
        foreach (Match match in Change().Matches(body))
        {
            var between = body[at..match.Index];
            var (here, there) = (match.Groups[1].Value, match.Groups[3].Value);
            model += between;
            changes.Add((new TextSpan(model.Length, here.Length), names[changes.Count], match.Groups[2].Value == "!" ? null : there));
            model += here;
            file += between + there;
            at = match.Index + match.Length;
        }
        return new MismatchSeed(model + body[at..] + ";\n}\n", file + body[at..] + ";\n}\n", changes);
    }

    [GeneratedRegex(@"\{\|(.*?)=>(!?)(.*?)\|\}")]
    private static partial Regex Change();
}
