using System.Collections.Immutable;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// Binds the specifications that a compiled assembly carries as text. Its metadata has neither method bodies nor the
/// initializers of properties, so the text is compiled again, in place of the assembly.
/// </summary>
internal static class CarriedSources
{
    private static readonly ConditionalWeakTable<MetadataReference, Entry> s_entries = new();

    /// <summary>A compilation of what the assembly carries, or null where it carries nothing.</summary>
    public static Compilation? CompilationOf(
        MetadataReference reference, IAssemblySymbol assembly, Compilation current, CancellationToken cancellation)
    {
        // Most references are the framework's: their attributes are not worth decoding.
        if (!assembly.Modules.Any(m => m.ReferencedAssemblies.Any(r => r.Name == TypeNames.Vocabulary))) return null;
        var others = current.References.Where(r => r != reference).ToImmutableArray();
        var version = current is CSharpCompilation { LanguageVersion: LanguageVersion.Preview } ? LanguageVersion.Preview : LanguageVersion.Latest;
        if (s_entries.TryGetValue(reference, out var entry) && entry.Version == version)
        {
            if (entry.Compilation is null || entry.References.SequenceEqual(others)) return entry.Compilation;
            entry = new Entry(version, others, entry.Compilation.RemoveAllReferences().AddReferences(others));
        }
        else
        {
            var trees = TreesOf(assembly, version, cancellation);
            entry = new Entry(version, others, trees.Count == 0 ? null : CSharpCompilation.Create(
                assembly.Name, trees, others,
                // Without nullable analysis binding is a fifth cheaper, and nobody reads its warnings.
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Disable)));
        }
        lock (s_entries)
        {
            s_entries.Remove(reference);
            s_entries.Add(reference, entry);
        }
        return entry.Compilation;
    }

    private static List<SyntaxTree> TreesOf(IAssemblySymbol assembly, LanguageVersion version, CancellationToken cancellation)
    {
        var options = new CSharpParseOptions(version, DocumentationMode.None);
        var trees = new List<SyntaxTree>();
        foreach (var attribute in assembly.GetAttributes())
        {
            if (attribute is
                {
                    AttributeClass.Name: nameof(SpecificationSourceAttribute),
                    ConstructorArguments: [{ Value: string path }, { Value: string text }],
                })
            {
                trees.Add(CSharpSyntaxTree.ParseText(text, options, path, cancellationToken: cancellation));
            }
        }
        return trees;
    }

    private sealed class Entry(LanguageVersion version, ImmutableArray<MetadataReference> references, Compilation? compilation)
    {
        public LanguageVersion Version { get; } = version;
        public ImmutableArray<MetadataReference> References { get; } = references;
        public Compilation? Compilation { get; } = compilation;
    }
}
