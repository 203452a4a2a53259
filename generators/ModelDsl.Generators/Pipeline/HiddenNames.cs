using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Targets.TorchSharp;

namespace ModelDsl.Generators.Pipeline;

/// <summary>
/// Short names of generated code that mean something else in a project: types and namespaces of its own, aliases and
/// imports that hold for all files, members of a model's class and of the types around it.
/// </summary>
internal sealed class HiddenNames
{
    private static readonly HashSet<string> s_names = [.. ReservedNames.All, "cat"];
    private static readonly string[] s_imported = ["System", "System.Collections.Generic", "ModelDsl", "ModelDsl.Runtime", "TorchSharp", "TorchSharp.Modules"];

    // The names themselves, and the types whose members hide them.
    private readonly HashSet<string> _decisive;
    private ProjectFiles _files;

    private HiddenNames(IReadOnlyDictionary<string, HiddenName> names, HashSet<string> around, ProjectFiles files) => (Names, _decisive, _files) = (names, [.. s_names, .. around], files);

    /// <summary>The hidden names, each with what it is in full.</summary>
    public IReadOnlyDictionary<string, HiddenName> Names { get; }

    /// <summary>The hidden names of a project.</summary>
    /// <param name="compilation">The project.</param>
    /// <param name="models">Full names of the classes of models, as metadata has them.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static HiddenNames In(Compilation compilation, IEnumerable<string> models, CancellationToken cancellation)
    {
        var (hidden, members) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        if (compilation.ContainsSymbolsWithName(s_names.Contains, SymbolFilter.Type | SymbolFilter.Namespace, cancellation))
            hidden.UnionWith(compilation.GetSymbolsWithName(s_names.Contains, SymbolFilter.Type | SymbolFilter.Namespace, cancellation).Select(s => s.Name));
        foreach (var directive in GlobalUsings(compilation, cancellation))
        {
            if (directive.Alias is { Name.Identifier.ValueText: var alias })
            {
                if (s_names.Contains(alias)) hidden.Add(alias);
            }
            else if (directive.NamespaceOrType is { } name && Imported(compilation, name) is { } imported)
            {
                hidden.UnionWith(NamesIn(imported).Where(n => !IsSame(compilation, imported, n)));
            }
        }
        var around = new HashSet<string>();
        foreach (var type in models.Select(compilation.GetTypeByMetadataName).OfType<INamedTypeSymbol>())
        {
            for (var outer = type; outer is not null; outer = outer.ContainingType)
            {
                for (var parent = outer; parent is { SpecialType: not SpecialType.System_Object }; parent = parent.BaseType)
                {
                    around.Add(parent.Name);
                    foreach (var name in NamesIn(parent)) (parent.GetTypeMembers(name).IsEmpty ? members : hidden).Add(name);
                }
            }
            for (var space = type.ContainingNamespace; space is not null; space = space.ContainingNamespace) hidden.UnionWith(NamesIn(space).Where(n => !IsSame(compilation, space, n)));
        }
        var names = hidden.Union(members).Select(n => (Name: n, Full: FullName(compilation, n))).Where(n => n.Full is not null)
            .ToDictionary(n => n.Name, n => new HiddenName(n.Full!, hidden.Contains(n.Name)));
        return new HiddenNames(names, around, ProjectFiles.Of(compilation));
    }

    /// <summary>Whether they are the same in another state of the project, as far as its files tell: a new compilation has to make its symbols before it can be asked.</summary>
    public bool StillHold(Compilation compilation, CancellationToken cancellation)
    {
        var now = ProjectFiles.Of(compilation);
        if (!_files.MeansTheSame(_decisive, now, cancellation)) return false;
        _files = now;
        return true;
    }

    private static IEnumerable<UsingDirectiveSyntax> GlobalUsings(Compilation compilation, CancellationToken cancellation) =>
        compilation.SyntaxTrees.SelectMany(tree => tree.GetRoot(cancellation) is CompilationUnitSyntax unit ? unit.Usings : []).Where(u => u.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword));

    private static INamespaceOrTypeSymbol? Imported(Compilation compilation, TypeSyntax name)
    {
        var text = name.ToString().Replace("global::", "").Replace(" ", "");
        if (s_imported.Contains(text)) return null;
        INamespaceOrTypeSymbol? found = compilation.GlobalNamespace;
        foreach (var part in text.Split('.')) found = found?.GetMembers(part.TrimStart('@')).OfType<INamespaceOrTypeSymbol>().FirstOrDefault();
        return found;
    }

    private static IEnumerable<string> NamesIn(INamespaceOrTypeSymbol container) => s_names.Where(n => !container.GetMembers(n).IsEmpty);

    /// <summary>Whether a name means there what generated code means by it.</summary>
    private static bool IsSame(Compilation compilation, INamespaceOrTypeSymbol container, string name) =>
        Meant(compilation, name) is { } meant && container.GetMembers(name).All(m => SymbolEqualityComparer.Default.Equals(m, meant));

    private static string? FullName(Compilation compilation, string name) => name == "cat" ? "global::TorchSharp.torch.cat"
        : Meant(compilation, name) is { } meant ? "global::" + Unbound(meant) : null;

    private static string Unbound(INamedTypeSymbol type) =>
        (type.ContainingType is { } outer ? Unbound(outer) : type.ContainingNamespace.ToDisplayString()) + "." + type.Name;

    /// <summary>What generated code means by a name.</summary>
    private static INamedTypeSymbol? Meant(Compilation compilation, string name)
    {
        // As the files import them; TorchSharp names some of its own alike.
        string[] places = name == "Parameter" ? ["TorchSharp.Modules."] : ["ModelDsl.Runtime.", "ModelDsl.", "TorchSharp.Modules.", "TorchSharp.torch+nn+", "TorchSharp.torch+", "TorchSharp.", "System.", "System.Collections.Generic."];
        foreach (var place in places)
        {
            foreach (var arity in new[] { "", "`1", "`2", "`3" })
            {
                if (compilation.GetTypeByMetadataName(place + name + arity) is { } type) return type;
            }
        }
        return null;
    }
}
