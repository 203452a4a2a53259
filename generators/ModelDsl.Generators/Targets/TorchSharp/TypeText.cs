using System;
using System.Text.RegularExpressions;

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
        var dot = space.LastIndexOf('.');
        var around = dot < 0 ? "" : space.Substring(0, dot);
        var isNear = around.Length == 0 || around == @namespace || @namespace.StartsWith(around + ".", StringComparison.Ordinal);
        return isNear && space.Length > 0 ? $"{space.Substring(dot + 1)}.{name}" : match.Value;
    });
}
