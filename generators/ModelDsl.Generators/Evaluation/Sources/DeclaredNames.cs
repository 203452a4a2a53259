using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.Generators.Evaluation;

/// <summary>The names that a file declares and the names that it mentions, computed once per tree.</summary>
internal sealed class DeclaredNames
{
    private static readonly ConditionalWeakTable<SyntaxTree, DeclaredNames> s_known = new();

    private DeclaredNames(SyntaxTree tree, CancellationToken cancellation)
    {
        foreach (var token in tree.GetRoot(cancellation).DescendantTokens())
        {
            if (!token.IsKind(SyntaxKind.IdentifierToken)) continue;
            Mentioned.Add(token.ValueText);
            if (IsDeclaration(token)) Declared.Add(token.ValueText);
        }
        if (tree.GetRoot(cancellation) is CompilationUnitSyntax unit)
        {
            foreach (var directive in unit.Usings) HasGlobalUsing |= directive.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword);
        }
    }

    /// <summary>Names of types, members, namespaces and aliases.</summary>
    public HashSet<string> Declared { get; } = [];

    /// <summary>Every identifier.</summary>
    public HashSet<string> Mentioned { get; } = [];

    /// <summary>Whether the file changes what names mean in all others.</summary>
    public bool HasGlobalUsing { get; }

    public static DeclaredNames Of(SyntaxTree tree, CancellationToken cancellation)
    {
        if (s_known.TryGetValue(tree, out var known)) return known;
        var names = new DeclaredNames(tree, cancellation);
        return s_known.GetValue(tree, _ => names);
    }

    // Locals and type parameters are no use to another file, but parameters are: calls name them.
    private static bool IsDeclaration(SyntaxToken token) => token.Parent switch
    {
        MemberDeclarationSyntax => true,
        VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax } => true,
        ParameterSyntax => true,
        IdentifierNameSyntax { Parent: NameEqualsSyntax { Parent: UsingDirectiveSyntax } } => true,
        IdentifierNameSyntax { Parent: BaseNamespaceDeclarationSyntax or QualifiedNameSyntax } => true,
        _ => false,
    };
}
