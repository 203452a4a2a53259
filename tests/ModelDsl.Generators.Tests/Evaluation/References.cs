using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>What the specifications of tests are compiled against: the SDK's reference assemblies and the vocabulary, nothing of the test host.</summary>
internal static class References
{
    /// <summary>The vocabulary's assembly.</summary>
    public static string VocabularyPath { get; } = Path.Combine(AppContext.BaseDirectory, "vocabulary", "ModelDsl.dll");

    /// <summary>The same instances each time, as a compiler server has them.</summary>
    public static IReadOnlyList<MetadataReference> All { get; } =
        [.. FrameworkFiles().Append(VocabularyPath).Select(path => MetadataReference.CreateFromFile(path))];

    private static IEnumerable<string> FrameworkFiles()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        if (Directory.Exists(root))
        {
            var folder = Directory.GetDirectories(root).Select(d => Path.Combine(d, "ref", "net10.0")).Where(Directory.Exists).OrderBy(d => d, StringComparer.Ordinal).LastOrDefault();
            if (folder is not null) return Directory.GetFiles(folder, "*.dll");
        }
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(f => Path.GetFileName(f).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(f) is "mscorlib.dll" or "netstandard.dll");
    }
}
