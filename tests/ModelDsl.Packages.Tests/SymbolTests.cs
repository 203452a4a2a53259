using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;

namespace ModelDsl.Packages.Tests;

/// <summary>Symbols for debugging, and nothing in them about the machine that made them.</summary>
[Collection(Packed.Name)]
public sealed class SymbolTests(Feed feed)
{
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    public static TheoryData<string, string> Assemblies { get; } = new()
    {
        { "ModelDsl", "lib/net10.0/ModelDsl" },
        { "ModelDsl", "lib/netstandard2.0/ModelDsl" },
        { "ModelDsl.Runtime", "lib/net10.0/ModelDsl.Runtime" },
        { "ModelDsl.Training", "lib/net10.0/ModelDsl.Training" },
        { "ModelDsl.Models", "lib/net10.0/ModelDsl.Models" },
        { "ModelDsl.Cli", "tools/net10.0/any/ModelDsl.Cli" },
    };

    [Theory, MemberData(nameof(Assemblies))]
    public void Symbols_are_those_of_the_assembly(string id, string path)
    {
        using var package = feed.Open(id);
        using var symbols = feed.Open(id, "snupkg");
        using var assembly = new PEReader(package.Bytes($"{path}.dll"));
        using var pdb = MetadataReaderProvider.FromPortablePdbStream(symbols.Bytes($"{path}.pdb"));
        var entry = assembly.ReadDebugDirectory().Single(e => e.Type == DebugDirectoryEntryType.CodeView);
        Assert.Equal(assembly.ReadCodeViewDebugDirectoryData(entry).Guid, new BlobContentId(pdb.GetMetadataReader().DebugMetadataHeader!.Id).Guid);
    }

    [Fact]
    public void Generated_code_can_be_stepped_into()
    {
        using var symbols = feed.Open("ModelDsl.Models", "snupkg");
        using var pdb = MetadataReaderProvider.FromPortablePdbStream(symbols.Bytes("lib/net10.0/ModelDsl.Models.pdb"));
        var reader = pdb.GetMetadataReader();
        var embedded = from handle in reader.Documents
                       where reader.GetCustomDebugInformation(handle).Any(i => reader.GetGuid(reader.GetCustomDebugInformation(i).Kind) == EmbeddedSource)
                       select reader.GetString(reader.GetDocument(handle).Name);
        Assert.Contains(embedded, name => name.EndsWith("FasterVit0.g.cs", StringComparison.Ordinal));
    }

    [Fact]
    public void The_generator_carries_its_symbols_itself()
    {
        using var package = feed.Open("ModelDsl");
        Assert.Contains(Documents(package.Bytes("analyzers/dotnet/cs/ModelDsl.Generators.dll"))!, name => name.EndsWith("ModelGenerator.cs", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(PackageTests.Ids), MemberType = typeof(PackageTests))]
    public void No_folder_of_this_machine_is_in_a_package(string id)
    {
        // Elsewhere, debuggers shall find the sources where they lie.
        if (Repository.Configuration != "Release" || !Repository.IsClone) return;
        var root = Repository.Root.TrimEnd('/');
        foreach (var extension in (string[])["nupkg", "snupkg"])
        {
            using var package = feed.Open(id, extension);
            foreach (var file in package.Files)
            {
                var bytes = package.Bytes(file).ToArray();
                Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(root)) < 0, $"{file} of {id} names {root}");
                Assert.True(bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(root)) < 0, $"{file} of {id} names {root}");
                if (file.StartsWith("analyzers/", StringComparison.Ordinal))
                    Assert.All(Documents(package.Bytes(file))!, name => Assert.DoesNotContain(root, name, StringComparison.Ordinal));
            }
        }
    }

    /// <summary>The source files that an assembly's embedded symbols know.</summary>
    private static List<string> Documents(Stream assembly)
    {
        using var image = new PEReader(assembly);
        var entry = image.ReadDebugDirectory().Single(e => e.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        using var pdb = image.ReadEmbeddedPortablePdbDebugDirectoryData(entry);
        var reader = pdb.GetMetadataReader();
        return [.. reader.Documents.Select(d => reader.GetString(reader.GetDocument(d).Name))];
    }
}
