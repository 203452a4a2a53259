using System.Text.RegularExpressions;
using ModelDsl.Generators.Targets.TorchSharp.Sharing;

namespace ModelDsl.Generators.Targets.TorchSharp;

/// <summary>Types of generated classes as a file may write them.</summary>
internal static class TypeText
{
    private static readonly Regex s_qualified = new(@"global::(?:(?<namespace>[\w.]+)\.)?(?<name>\w+)", RegexOptions.CultureInvariant);

    /// <summary>A type as short as it may be in a namespace: blocks are called <c>NetBlocks.Stem</c> beside the type that declares them.</summary>
    public static string In(string @namespace, string type) => s_qualified.Replace(type, match =>
    {
        var (space, name) = (match.Groups["namespace"].Value, match.Groups["name"].Value);
        if (space == @namespace) return name;
        // Further out the same name may stand for something nearer: a project in a namespace inside that of its library has blocks of the same types.
        var isNear = Around(space) == @namespace || (Around(space) == Around(@namespace) && ClassNames.IsOfBlocks(@namespace));
        return isNear && space.Length > 0 ? $"{space.Substring(space.LastIndexOf('.') + 1)}.{name}" : match.Value;
    });

    private static string Around(string space) => space.LastIndexOf('.') is >= 0 and var dot ? space.Substring(0, dot) : "";
}
