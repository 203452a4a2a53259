using System.Runtime.CompilerServices;

namespace ModelDsl.Generators.Tests.Architecture;

/// <summary>The product's own source, for rules about who may know whom.</summary>
internal static class SourceFiles
{
    private static readonly string s_root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", ".."));

    /// <summary>The C# files in folders of the repository: their paths from its root, with <c>/</c>, and their text.</summary>
    public static IReadOnlyList<(string Path, string Text)> In(params string[] folders)
    {
        var files = folders
            .SelectMany(folder => Directory.GetFiles(System.IO.Path.Combine(s_root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(file => (Path: System.IO.Path.GetRelativePath(s_root, file).Replace('\\', '/'), File: file))
            .Where(f => !f.Path.Contains("/obj/", StringComparison.Ordinal) && !f.Path.Contains("/bin/", StringComparison.Ordinal))
            .OrderBy(f => f.Path, StringComparer.Ordinal)
            .Select(f => (f.Path, File.ReadAllText(f.File))).ToList();
        Assert.True(files.Count > 20, $"{string.Join(", ", folders)}: {files.Count} files");
        return files;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
