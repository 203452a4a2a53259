using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ModelDsl.Generators.Targets.TorchSharp;

/// <summary>A short name that means something else in a project.</summary>
/// <param name="Full">What generated code means by it, in full.</param>
/// <param name="IsType">Whether a type hides it; a method or a property does so in expressions only.</param>
internal sealed record HiddenName(string Full, bool IsType);

/// <summary>
/// Generated code calls types by their short names, so that people can read it. Where a project means something else by
/// one of them, that one is written in full.
/// </summary>
internal static class Qualification
{
    /// <summary>The text with the names that are hidden in the project written in full.</summary>
    /// <param name="text">A generated file.</param>
    /// <param name="hidden">The hidden names, and what they are in full.</param>
    public static string Of(string text, IReadOnlyDictionary<string, HiddenName> hidden)
    {
        if (hidden.Count == 0 || !hidden.Keys.Any(name => text.Contains(name.EndsWith("Attribute", System.StringComparison.Ordinal) ? name.Substring(0, name.Length - "Attribute".Length) : name))) return text;
        var root = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.None)).GetRoot();
        var changes = new List<TextChange>();
        foreach (var node in root.DescendantNodes())
        {
            // Two aliases of one name are an error; what one of them was for is written in full now.
            if (node is UsingDirectiveSyntax { Alias.Name.Identifier.ValueText: var alias } directive && hidden.ContainsKey(alias)) changes.Add(new TextChange(directive.FullSpan, ""));
            if (node is SimpleNameSyntax name && hidden.TryGetValue(KeyOf(name, hidden), out var other) && IsFirst(name) && !IsMember(name)
                && (other.IsType || !SyntaxFacts.IsInTypeOnlyContext(name)))
            {
                changes.Add(new TextChange(name.Identifier.Span, other.Full));
            }
        }
        return SourceText.From(text).WithChanges(changes).ToString();
    }

    /// <summary>An attribute is known by its short name too.</summary>
    private static string KeyOf(SimpleNameSyntax name, IReadOnlyDictionary<string, HiddenName> hidden) =>
        name.Parent is AttributeSyntax && hidden.ContainsKey(name.Identifier.ValueText + "Attribute") ? name.Identifier.ValueText + "Attribute" : name.Identifier.ValueText;

    /// <summary>Whether a name is looked up where it stands, not in what stands before it.</summary>
    private static bool IsFirst(SimpleNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access => access.Expression == name,
        QualifiedNameSyntax qualified => qualified.Left == name,
        AliasQualifiedNameSyntax or NameColonSyntax or NameEqualsSyntax or MemberBindingExpressionSyntax or ExplicitInterfaceSpecifierSyntax { Name: AliasQualifiedNameSyntax } => false,
        AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment => assignment.Left != name,
        _ => name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is null,
    };

    /// <summary>Whether an expression names a member of the class around it: a layer may be called like its type.</summary>
    private static bool IsMember(SimpleNameSyntax name) => !SyntaxFacts.IsInTypeOnlyContext(name)
        && name.Ancestors().OfType<TypeDeclarationSyntax>().Any(type => type.Members.OfType<PropertyDeclarationSyntax>().Any(p => p.Identifier.ValueText == name.Identifier.ValueText));
}
