using System.Reflection;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelDsl.Generators.Editing;
using ModelDsl.Generators.Tests.Evaluation;

namespace ModelDsl.Generators.Tests.Documentation;

/// <summary>What an editor shows of the vocabulary while a specification is typed.</summary>
public sealed class VocabularyTests
{
    // What the examples are about: a map, tokens, heads, words.
    private const string Before = """
                var x = s.Input("x", Dim.Batch, 64, 56, 56);
                var tokens = s.Input("tokens", Dim.Batch, 49, 64);
                var (q, k, v) = (s.Input("q", Dim.Batch, 8, 49, 32), s.Input("k", Dim.Batch, 8, 49, 32), s.Input("v", Dim.Batch, 8, 49, 32));
                var words = s.Input(ElementType.Int64, "w", Dim.Batch, 6);
                _ = s.Parameter("pos_embed", [64], Init.Zeros);
        """;

    private static readonly XElement[] s_members = [.. XDocument.Load(Path.Combine(AppContext.BaseDirectory, "ModelDsl.Generators.xml")).Descendants("member")];

    /// <summary>The functions of the vocabulary: their names and descriptions.</summary>
    private static IReadOnlyList<(string Id, XElement Text)> Functions { get; } = Documented(typeof(Vocabulary).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(m => m.Name));

    [Fact]
    public void Every_public_type_and_member_has_a_summary()
    {
        var told = s_members.Where(m => m.Element("summary") is not null || m.Element("inheritdoc") is not null).Select(m => m.Attribute("name")!.Value).ToHashSet();
        var types = typeof(Vocabulary).Assembly.GetExportedTypes().Where(t => t.Namespace == nameof(ModelDsl)).ToList();
        Assert.True(types.Count > 100);
        Assert.Equal([], types.Select(t => "T:" + Name(t)).Where(id => !told.Contains(id)));
        var names = told.Select(id => id.Split('(')[0].Split("``")[0]).ToHashSet();
        Assert.Equal([], types.SelectMany(Members).Where(id => !names.Contains(id)).Distinct());
    }

    [Fact]
    public void Every_function_says_what_becomes_of_the_shape()
    {
        Assert.True(Functions.Count > 80);
        // Of a function without options an example says no more than its name.
        Assert.Equal([], Functions.Where(f => f.Text.Element("example") is null && !f.Text.Element("summary")!.Value.Contains("the shape stays", StringComparison.Ordinal)).Select(f => f.Id));
    }

    [Fact]
    public void Examples_compile_and_have_the_shape_that_they_state()
    {
        var examples = Functions.Where(f => f.Text.Element("example") is not null).Select(f => (f.Id, Text: f.Text.Element("example")!.Value)).ToList();
        var sources = examples.Select((e, i) =>
            $"[Model(\"m{i}\")]\npublic partial class M{i}\n{{\n    static Sym Define(Scope s)\n    {{\n{Before}\n        {(e.Text.EndsWith(';') ? e.Text : $"var result = {Parts(e.Text).Code};")}\n        return x;\n    }}\n}}\n");
        var compilation = Spec.Compile([.. sources]);
        Spec.AssertCompiles(compilation);
        var wrong = new List<string>();
        for (var i = 0; i < examples.Count; i++)
        {
            var define = compilation.GetTypeByMetadataName($"M{i}")!.DeclaringSyntaxReferences[0].GetSyntax().DescendantNodes().OfType<MethodDeclarationSyntax>().Single();
            Assert.Equal([], Spec.Evaluate(compilation, $"M{i}").Diagnostics.Select(d => examples[i].Text + ": " + Spec.Describe(d)));
            if (examples[i].Text.EndsWith(';')) continue;
            var shape = MethodShapes.Of(define, compilation, CancellationToken.None)!.Single(s => s.Key.ToString().StartsWith("var result", StringComparison.Ordinal)).Value;
            if (shape != Parts(examples[i].Text).Shape) wrong.Add($"{examples[i].Text} is {shape}");
        }
        Assert.Equal([], wrong);
        Assert.True(examples.Count > 60);
    }

    private static (string Code, string Shape) Parts(string example) => example.Split("  // ") is [var code, var shape] ? (code, shape) : (example, "");

    private static IReadOnlyList<(string, XElement)> Documented(IEnumerable<string> names)
    {
        var known = names.ToHashSet();
        return [.. s_members.Select(m => (Id: m.Attribute("name")!.Value, m)).Where(m => m.Id.StartsWith("M:ModelDsl.Vocabulary.", StringComparison.Ordinal) && known.Contains(m.Id["M:ModelDsl.Vocabulary.".Length..].Split('(')[0]))];
    }

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Own = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        // What the compiler writes for records, enumerations and delegates, and what overrides something, nobody has to explain.
        foreach (var property in type.GetProperties(Own))
            if (property.GetMethod is { } getter && getter.GetBaseDefinition() == getter && !IsOfParameter(type, property.Name)) yield return "P:" + Name(type) + "." + property.Name;
        foreach (var field in type.GetFields(Own))
            if (!field.IsSpecialName) yield return "F:" + Name(type) + "." + field.Name;
        foreach (var method in type.GetMethods(Own))
            if (!method.IsSpecialName && method.GetBaseDefinition() == method && method.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is null
                && !method.Name.StartsWith('<') && !type.IsSubclassOf(typeof(Delegate))) yield return "M:" + Name(type) + "." + method.Name;
    }

    /// <summary>A property that a record has for a parameter of its constructor, which is described there.</summary>
    private static bool IsOfParameter(Type type, string name) => (type.GetMethod("<Clone>$") is not null || type.IsValueType)
        && type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Any(c => c.GetParameters().Any(p => p.Name == name));

    private static string Name(Type type) => type.FullName!.Replace('+', '.');
}
