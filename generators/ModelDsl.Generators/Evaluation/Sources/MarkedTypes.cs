using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.Generators.Evaluation;

/// <summary>The types of a file that have attributes, and the names that the file gives to others; found once per tree.</summary>
/// <remarks>
/// Roslyn's ForAttributeWithMetadataName binds the attributes of all models again after every keystroke, since each makes
/// a new compilation: two thirds of what an edit elsewhere cost. Syntax finds the types that may be models; whether one is,
/// its evaluation tells, which is remembered.
/// </remarks>
internal sealed class MarkedTypes
{
    private static readonly ConditionalWeakTable<SyntaxTree, MarkedTypes> s_known = new();

    private readonly List<(TypeDeclarationSyntax Type, string FullName, string[] Attributes)> _types = [];
    private readonly List<(string Alias, string Target)> _aliases = [];
    private readonly List<(string Alias, string Target)> _globalAliases = [];

    private MarkedTypes(SyntaxTree tree, CancellationToken cancellation)
    {
        foreach (var node in tree.GetRoot(cancellation).DescendantNodes(n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax))
        {
            if (node is UsingDirectiveSyntax { Alias: { } alias, Name: { } name } directive)
                (directive.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword) ? _globalAliases : _aliases).Add((alias.Name.Identifier.ValueText, LastName(name)));
            else if (node is TypeDeclarationSyntax { AttributeLists.Count: > 0 } type)
                _types.Add((type, FullName(type), [.. type.AttributeLists.SelectMany(l => l.Attributes).Select(a => LastName(a.Name))]));
        }
    }

    /// <summary>The types of a compilation that have an attribute of a name, or of one that stands for it; a type in several parts once.</summary>
    /// <param name="attribute">The attribute's class, without its namespace.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="cancellation">Stops the search.</param>
    public static IReadOnlyList<TypeDeclarationSyntax> With(string attribute, Compilation compilation, CancellationToken cancellation)
    {
        var files = compilation.SyntaxTrees.Select(tree => Of(tree, cancellation)).ToList();
        var names = Closure([attribute], [.. files.SelectMany(f => f._globalAliases)]);
        var found = new List<TypeDeclarationSyntax>();
        var seen = new HashSet<string>();
        foreach (var file in files)
        {
            var known = Closure(names, file._aliases);
            foreach (var (type, name, attributes) in file._types)
            {
                if (Array.Exists(attributes, a => known.Contains(a) || known.Contains(a + "Attribute")) && seen.Add(name)) found.Add(type);
            }
        }
        return found;
    }

    private static MarkedTypes Of(SyntaxTree tree, CancellationToken cancellation)
    {
        if (s_known.TryGetValue(tree, out var known)) return known;
        var types = new MarkedTypes(tree, cancellation);
        return s_known.GetValue(tree, _ => types);
    }

    /// <summary>The names and all that stand for one of them.</summary>
    private static HashSet<string> Closure(HashSet<string> names, List<(string Alias, string Target)> aliases)
    {
        if (!aliases.Exists(a => names.Contains(a.Target) && !names.Contains(a.Alias))) return names;
        return Closure([.. names, .. aliases.Where(a => names.Contains(a.Target)).Select(a => a.Alias)], aliases);
    }

    private static string LastName(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax qualified => qualified.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    };

    /// <summary>What distinguishes a type from all others in its project; two files may have one of the same name to themselves.</summary>
    private static string FullName(TypeDeclarationSyntax type)
    {
        var name = type.Modifiers.Any(SyntaxKind.FileKeyword) ? type.SyntaxTree.FilePath + ":" : "";
        foreach (var outer in type.AncestorsAndSelf().Reverse())
        {
            name += outer switch
            {
                BaseNamespaceDeclarationSyntax space => string.Concat(space.Name.DescendantTokens().Select(t => t.ValueText)) + ".",
                TypeDeclarationSyntax { Identifier: var identifier, Arity: var arity } => identifier.ValueText + "`" + Numbers.Text(arity) + "+",
                _ => "",
            };
        }
        return name;
    }
}
