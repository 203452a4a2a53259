using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.SnapshotDiff;

/// <summary>A file that the generator wrote: what can be read off its syntax.</summary>
/// <param name="name">The file's name.</param>
/// <param name="text">What is in it.</param>
internal sealed class GeneratedText(string name, string text)
{
    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Preview, DocumentationMode.None);

    private readonly Lazy<CompilationUnitSyntax> _root = new(() => CSharpSyntaxTree.ParseText(WithoutVersion(text), s_options).GetCompilationUnitRoot());

    /// <summary>The file's name.</summary>
    public string Name => name;

    /// <summary>The text without what every version of the generator writes differently.</summary>
    public string Text { get; } = WithoutVersion(text);

    /// <summary>Its syntax.</summary>
    public CompilationUnitSyntax Root => _root.Value;

    /// <summary>The number of its lines.</summary>
    public int Lines => Text.Count(c => c == '\n');

    /// <summary>The class of the model; null where the file holds none.</summary>
    public ClassDeclarationSyntax? Model => Classes.FirstOrDefault(c => c.BaseList?.Types.Any(t => t.Type.ToString() == "IModel") == true);

    /// <summary>All classes, outer ones first.</summary>
    public IEnumerable<ClassDeclarationSyntax> Classes => Root.DescendantNodes(node => node is not BaseMethodDeclarationSyntax).OfType<ClassDeclarationSyntax>();

    /// <summary>The constants of the model's <c>Info</c>, as values: its name, its size, what it costs.</summary>
    public IReadOnlyDictionary<string, string> Constants => InfoOf(Model).ToDictionary(
        constant => constant.Identifier.ValueText,
        constant => constant.Initializer?.Value is LiteralExpressionSyntax literal ? Convert.ToString(literal.Token.Value, CultureInfo.InvariantCulture)! : constant.Initializer?.Value.ToString() ?? "");

    /// <summary>Whether a member is one of those constants.</summary>
    public static bool IsConstantOfInfo(MemberDeclarationSyntax member) =>
        member is FieldDeclarationSyntax field && field.Modifiers.Any(SyntaxKind.ConstKeyword) && field.Parent is ClassDeclarationSyntax { Identifier.ValueText: "Info" };

    /// <summary>A line without the generator's version.</summary>
    public static string LineWithoutVersion(string line) =>
        line.Contains("GeneratedCode(", StringComparison.Ordinal) ? line[..line.IndexOf(", \"", StringComparison.Ordinal)] + ", \"version\")]" : line;

    private static string WithoutVersion(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(LineWithoutVersion));

    private static IEnumerable<VariableDeclaratorSyntax> InfoOf(ClassDeclarationSyntax? model) =>
        model?.Members.OfType<ClassDeclarationSyntax>().FirstOrDefault(c => c.Identifier.ValueText == "Info")?.Members
            .Where(IsConstantOfInfo).SelectMany(f => ((FieldDeclarationSyntax)f).Declaration.Variables) ?? [];
}
