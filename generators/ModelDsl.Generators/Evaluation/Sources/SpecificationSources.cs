using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// Which files of a project its assembly carries as text, so that other projects can evaluate its families:
/// those that mention <c>ModelDsl</c> in a using, and where it is a global using all files that mention a name of the
/// vocabulary. To these come the files that declare a type which one of them mentions.
/// </summary>
internal static class SpecificationSources
{
    /// <summary>The path of the entry with the project's global usings.</summary>
    public const string GlobalUsings = "<global usings>";

    // The same strings after each keystroke: they are compared with those before it.
    private static readonly ConditionalWeakTable<SyntaxTree, string> s_texts = new();
    private static readonly string[] s_vocabulary = ["Scope", "Sym", "Dim", "Block", "Model", "Features"];

    /// <summary>The files to carry, by name, and their text.</summary>
    public static IReadOnlyList<(string Path, string Text)> Collect(Compilation compilation, CancellationToken cancellation)
    {
        var candidates = compilation.SyntaxTrees.Where(t => !IsGenerated(t)).ToList();
        var globals = new SortedSet<string>(compilation.SyntaxTrees.SelectMany(t => DeclaredNames.Of(t, cancellation).GlobalUsings), StringComparer.Ordinal);
        var isGlobal = globals.Any(g => g.StartsWith("global using " + TypeNames.Vocabulary + ";", StringComparison.Ordinal));
        var carried = candidates.Where(t => IsSpecification(t, isGlobal, cancellation)).ToList();
        if (carried.Count == 0) return [];
        AddMentioned(carried, candidates, cancellation);
        var entries = Name(carried);
        if (globals.Count > 0) entries.Insert(0, (GlobalUsings, string.Concat(globals.Select(g => g + "\n"))));
        return entries;
    }

    private static bool IsSpecification(SyntaxTree tree, bool isGlobal, CancellationToken cancellation)
    {
        // A file of global usings is not carried as such: they have their own entry.
        if (tree.GetRoot(cancellation) is not CompilationUnitSyntax { Members.Count: > 0 }) return false;
        var names = DeclaredNames.Of(tree, cancellation);
        if (!isGlobal || names.Mentioned.Contains(TypeNames.Vocabulary)) return names.Mentioned.Contains(TypeNames.Vocabulary);
        return s_vocabulary.Any(names.Mentioned.Contains);
    }

    private static void AddMentioned(List<SyntaxTree> carried, List<SyntaxTree> candidates, CancellationToken cancellation)
    {
        var rest = candidates.Except(carried).ToList();
        for (var i = 0; i < carried.Count; i++)
        {
            var mentioned = DeclaredNames.Of(carried[i], cancellation).Mentioned;
            for (var j = rest.Count - 1; j >= 0; j--)
            {
                if (!DeclaredNames.Of(rest[j], cancellation).Types.Any(mentioned.Contains)) continue;
                carried.Add(rest[j]);
                rest.RemoveAt(j);
            }
        }
    }

    /// <summary>Full paths differ from machine to machine, so a file is known by its name, numbered where two have the same.</summary>
    private static List<(string Path, string Text)> Name(List<SyntaxTree> trees)
    {
        var files = trees.Select(t => (t.FilePath, Name: Path.GetFileName(t.FilePath), Text: s_texts.GetValue(t, static t => t.GetText().ToString().Replace("\r\n", "\n"))))
            .OrderBy(f => f.Name, StringComparer.Ordinal).ThenBy(f => f.FilePath.Replace('\\', '/'), StringComparer.Ordinal);
        var entries = new List<(string, string)>();
        var numbers = new Dictionary<string, int>();
        foreach (var (_, name, text) in files)
        {
            numbers.TryGetValue(name, out var number);
            numbers[name] = ++number;
            var unique = number == 1 ? name : new StringBuilder(Path.GetFileNameWithoutExtension(name)).Append('~').Append(number.ToString(CultureInfo.InvariantCulture)).Append(Path.GetExtension(name)).ToString();
            entries.Add((unique, text));
        }
        return entries;
    }

    private static bool IsGenerated(SyntaxTree tree) =>
        tree.FilePath.EndsWith(".g.cs", StringComparison.OrdinalIgnoreCase) || tree.FilePath.EndsWith(".AssemblyInfo.cs", StringComparison.OrdinalIgnoreCase)
        || tree.FilePath.EndsWith(".AssemblyAttributes.cs", StringComparison.OrdinalIgnoreCase);
}
