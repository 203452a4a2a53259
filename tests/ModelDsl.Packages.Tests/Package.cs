using System.IO.Compression;
using System.Xml.Linq;

namespace ModelDsl.Packages.Tests;

/// <summary>A NuGet package, opened.</summary>
internal sealed class Package : IDisposable
{
    private readonly ZipArchive archive;

    public Package(string path)
    {
        archive = ZipFile.OpenRead(path);
        // Parts of the container format are nobody's business.
        Files = [.. archive.Entries.Select(e => e.FullName)
            .Where(f => f != "[Content_Types].xml" && !f.StartsWith("_rels/", StringComparison.Ordinal) && !f.StartsWith("package/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
        Metadata = XDocument.Parse(Text(Files.Single(f => f.EndsWith(".nuspec", StringComparison.Ordinal)))).Root!.Elements().First();
    }

    public IReadOnlyList<string> Files { get; }

    /// <summary>The `metadata` of the nuspec.</summary>
    public XElement Metadata { get; }

    /// <summary>Dependencies by framework: `net10.0: ModelDsl 0.1.0 +generator`, where a generator within comes along.</summary>
    public IEnumerable<string> Dependencies =>
        from dependency in Metadata.Descendants(Metadata.Name.Namespace + "dependency")
        let analyzers = (string?)dependency.Attribute("include") == "All" ? " +generator" : ""
        select $"{(string?)dependency.Parent!.Attribute("targetFramework")}: {(string?)dependency.Attribute("id")} {(string?)dependency.Attribute("version")}{analyzers}";

    public string? Value(string name) => (string?)Metadata.Element(Metadata.Name.Namespace + name);

    public XElement? Element(string name) => Metadata.Element(Metadata.Name.Namespace + name);

    public string Text(string file)
    {
        using var reader = new StreamReader(archive.GetEntry(file)!.Open());
        return reader.ReadToEnd();
    }

    public MemoryStream Bytes(string file)
    {
        var copy = new MemoryStream();
        using (var entry = archive.GetEntry(file)!.Open()) entry.CopyTo(copy);
        copy.Position = 0;
        return copy;
    }

    public void Dispose() => archive.Dispose();
}
