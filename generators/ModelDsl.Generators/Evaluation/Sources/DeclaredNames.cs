using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.Generators.Evaluation;

/// <summary>The names that a file declares and the names that it mentions, and what it shows to other files; computed once per tree.</summary>
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
        Surface = string.Join(" ", tree.GetRoot(cancellation).DescendantTokens(n => !IsInside(n)).Select(t => t.Text));
        if (tree.GetRoot(cancellation) is not CompilationUnitSyntax unit) return;
        GlobalUsings = [.. unit.Usings.Where(u => u.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword)).Select(u => u.WithoutTrivia().NormalizeWhitespace().ToString())];
        Types = [.. unit.DescendantNodes(n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax).OfType<BaseTypeDeclarationSyntax>().Select(t => t.Identifier.ValueText)];
    }

    /// <summary>Names of types, members, namespaces and aliases.</summary>
    public HashSet<string> Declared { get; } = [];

    /// <summary>Every identifier.</summary>
    public HashSet<string> Mentioned { get; } = [];

    /// <summary>Names of types, also inside of others.</summary>
    public IReadOnlyList<string> Types { get; } = [];

    /// <summary>What another file may know of this one without running it: all but the bodies of its members and what its variables begin with.</summary>
    public string Surface { get; }

    /// <summary>The directives that change what names mean in all other files, each on one line.</summary>
    public IReadOnlyList<string> GlobalUsings { get; } = [];

    public static DeclaredNames Of(SyntaxTree tree, CancellationToken cancellation)
    {
        if (s_known.TryGetValue(tree, out var known)) return known;
        var names = new DeclaredNames(tree, cancellation);
        return s_known.GetValue(tree, _ => names);
    }

    // The value of a constant goes into other files.
    private static bool IsInside(SyntaxNode node) => node switch
    {
        BlockSyntax or ArrowExpressionClauseSyntax or GlobalStatementSyntax => true,
        EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax } => true,
        EqualsValueClauseSyntax { Parent.Parent.Parent: FieldDeclarationSyntax field } => !field.Modifiers.Any(SyntaxKind.ConstKeyword),
        _ => false,
    };

    // Locals and type parameters are of no use to another file, but parameters are: calls name them.
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
