using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelDsl.Generators.Model;

/// <summary>C# names from names of the state_dict.</summary>
internal static class Names
{
    /// <summary>The words that C# keeps for itself.</summary>
    public static HashSet<string> Keywords { get; } = [.. SyntaxFacts.GetReservedKeywordKinds().Select(SyntaxFacts.GetText)];

    /// <summary><c>pos_emb_funct</c> → <c>PosEmbFunct</c>.</summary>
    public static string Pascal(string name)
    {
        // An input may have any name, and an element of a list is called "xs[0]".
        var known = new string([.. name.Select(c => SyntaxFacts.IsIdentifierPartCharacter(c) ? c : '_')]);
        var parts = known.Split('_').Where(p => p.Length > 0).Select(p => char.ToUpperInvariant(p[0]) + p.Substring(1));
        var text = string.Concat(parts);
        return text.Length == 0 || !SyntaxFacts.IsIdentifierStartCharacter(text[0]) ? "_" + text : text;
    }

    /// <summary><c>PosEmbFunct</c> → <c>posEmbFunct</c>; a keyword gets an @.</summary>
    public static string Camel(string name)
    {
        var pascal = Pascal(name);
        var text = char.ToLowerInvariant(pascal[0]) + pascal.Substring(1);
        return SyntaxFacts.GetKeywordKind(text) == SyntaxKind.None ? text : "@" + text;
    }

    /// <summary>The name of a type as any file may write it.</summary>
    public static string Global(string @namespace, string name) => $"global::{(@namespace.Length == 0 ? "" : @namespace + ".")}{name}";

    /// <summary><c>levels</c> → <c>Level</c>.</summary>
    public static string Singular(string name)
    {
        var pascal = Pascal(name);
        return pascal.Length > 1 && pascal[pascal.Length - 1] == 's' ? pascal.Substring(0, pascal.Length - 1) : pascal;
    }
}
