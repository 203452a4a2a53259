using System.Xml.Linq;

namespace ModelDsl.Packages.Tests;

/// <summary>The ways in which a stranger's project gets its own model.</summary>
[Collection(Packed.Name)]
public sealed class ConsumerTests(Feed feed)
{
    internal static readonly string[] Printed =
    [
        "faster_vit_thumbnails: 2,557,512 parameters",
        "logits: 1x200",
        "weights of the first attention: 384x128",
    ];

    [Fact]
    public async Task From_packages()
    {
        var consumer = feed.NewConsumer();
        _ = (await consumer.Build()).Lines;
        Assert.Equal(Printed, await consumer.Run());
    }

    [Fact]
    public async Task A_window_that_does_not_tile_fails_the_build_on_its_token()
    {
        var consumer = feed.NewConsumer();
        var place = consumer.Edit("ThumbnailNet.cs", "2, 2],\n        CarrierSize", "3, 2],\n        CarrierSize");
        var build = await consumer.Build();
        Assert.Equal(1, build.Code);
        Assert.Contains($"ThumbnailNet.cs({place}): error MDSL3102: window 3 does not tile the 4×4 map of stage 3; ", build.Out);
    }

    [Fact]
    public async Task Weights_of_another_variant_fail_the_build_on_the_number_that_differs()
    {
        var consumer = feed.NewConsumer();
        _ = consumer.Edit("FromPackages.csproj", "  <ItemGroup>\n", "  <ItemGroup>\n    <AdditionalFiles Include=\"thumbnails.weights.json\" />\n");
        _ = consumer.Edit("ThumbnailNet.cs", "public partial", "[ModelDsl.Weights(\"thumbnails.weights.json\")]\npublic partial");
        var place = consumer.Edit("ThumbnailNet.cs", "200", "200");
        consumer.Write("thumbnails.weights.json", """
            {"file":"thumbnails.safetensors","format":"Safetensors","sha256":null,"mapping":null,"wrappers":"","tensors":[
            {"name":"head.weight","dtype":"F32","shape":[100,256]},
            {"name":"head.bias","dtype":"F32","shape":[100]}
            ]}
            """);
        var build = await consumer.Build();
        Assert.Equal(1, build.Code);
        Assert.Contains($"ThumbnailNet.cs({place}): error MDSL4103: \"thumbnails.weights.json\" does not fit 'ThumbnailNet': Classes is 200 here and 100 in the file", build.Out);
    }

    [Fact]
    public async Task By_project_references()
    {
        var consumer = feed.NewConsumer();
        consumer.Write("FromPackages.csproj", Project(
            Reference("ProjectReference", "src/ModelDsl/ModelDsl.csproj"),
            Reference("ProjectReference", "src/ModelDsl.Files/ModelDsl.Files.csproj"),
            Reference("ProjectReference", "src/ModelDsl.Runtime/ModelDsl.Runtime.csproj"),
            Reference("ProjectReference", "models/ModelDsl.Models/ModelDsl.Models.csproj"),
            Reference("ProjectReference", "generators/ModelDsl.Generators/ModelDsl.Generators.csproj",
                new XAttribute("OutputItemType", "Analyzer"), new XAttribute("ReferenceOutputAssembly", "false"))));
        // As built: what is under test here is the reference.
        _ = (await consumer.Build("-p:BuildProjectReferences=false")).Lines;
        Assert.Equal(Printed, await consumer.Run());
    }

    [Fact]
    public async Task By_references_to_assemblies()
    {
        var consumer = feed.NewConsumer();
        var references = new List<XElement>
        {
            Assembly("ModelDsl", "src/ModelDsl"),
            Assembly("ModelDsl.Files", "src/ModelDsl.Files"),
            Assembly("ModelDsl.Runtime", "src/ModelDsl.Runtime"),
            Assembly("ModelDsl.Models", "models/ModelDsl.Models"),
            new("Analyzer", new XAttribute("Include", Repository.Assembly("generators/ModelDsl.Generators", "ModelDsl.Generators", "netstandard2.0"))),
        };
        // What the runtime's package would bring.
        references.Add(Package("TorchSharp", Repository.TorchSharpVersion));
        references.Add(Package("SkiaSharp", Repository.SkiaSharpVersion));
        references.Add(Package("SkiaSharp.NativeAssets.Linux.NoDependencies", Repository.SkiaSharpVersion));
        references.Add(Package("System.IO.Hashing", Repository.HashingVersion));
        consumer.Write("FromPackages.csproj", Project([.. references]));
        _ = (await consumer.Build()).Lines;
        Assert.Equal(Printed, await consumer.Run());
    }

    [Fact]
    public async Task A_session_needs_no_TorchSharp()
    {
        var consumer = feed.NewConsumer();
        File.Delete(Path.Combine(consumer.Folder, "ThumbnailNet.cs"));
        var project = XDocument.Load(Repository.Path("samples/FromPackages/FromPackages.csproj"));
        project.Descendants("ItemGroup").Single().ReplaceNodes(Package("ModelDsl.Onnx", Repository.Version), Package("Microsoft.ML.OnnxRuntime", Repository.OnnxRuntimeVersion));
        consumer.Write("FromPackages.csproj", project.ToString());
        consumer.Write("Net.cs", """
            using ModelDsl;

            [Model("sums")]
            public partial class Net
            {
                static Sym Define(Scope s) => s.Input("image", Dim.Batch, 3, 4, 4).Mean(2, 3).Linear(s / "head", 2, bias: false);
            }
            """);
        consumer.Write("Program.cs", """
            using System.Globalization;

            using (var file = File.Create("net.onnx")) Net.Onnx.Write(file, new Ones());
            using var session = new Net.Session("net.onnx", new() { Threads = 1 });
            var sums = session.Run(Enumerable.Repeat(0.5f, 48).ToArray(), 1);
            Console.WriteLine($"{Net.Info.Name}: {string.Join(" ", sums.Values.Select(v => v.ToString(CultureInfo.InvariantCulture)))}");
            Console.WriteLine($"{Models.All.Count} model, license '{session.Metadata.GetValueOrDefault("license", "none")}'");

            internal sealed class Ones : ModelDsl.IStateValues
            {
                public IReadOnlyList<long>? ShapeOf(string key) => key == "head.weight" ? [2, 3] : null;

                public float[] Read(string key) => [1, 1, 1, 2, 2, 2];
            }
            """);
        _ = (await consumer.Build()).Lines;
        Assert.Equal(["sums: 1.5 3", "1 model, license 'none'"], await consumer.Run());
        var files = Directory.EnumerateFiles(Path.Combine(consumer.Folder, "bin"), "*", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)).ToList();
        Assert.Contains("ModelDsl.Onnx.dll", files);
        Assert.DoesNotContain(files, f => f.Contains("torch", StringComparison.OrdinalIgnoreCase) || f == "ModelDsl.Runtime.dll");
    }

    [Fact]
    public async Task The_command_as_a_tool()
    {
        var consumer = feed.NewConsumer();
        var tools = Path.Combine(consumer.Folder, "tools");
        _ = (await Processes.Dotnet(consumer.Folder, "tool", "install", "ModelDsl.Cli", "--version", Repository.Version, "--tool-path", tools)).Lines;
        var command = Path.Combine(tools, "modeldsl");

        var list = (await Processes.Run(consumer.Folder, command, "list")).Lines;
        Assert.Contains(list, line => line.Contains("faster_vit_0_224", StringComparison.Ordinal));
        Assert.Contains(list, line => line.Contains("lvt_cls", StringComparison.Ordinal));
        // The native library came along.
        _ = (await Processes.Run(consumer.Folder, command, "bench", "lvt", "--seconds", "0.01")).Lines;
    }

    /// <summary>The sample's project with other references, and with what the package of the runtime brings for the build.</summary>
    private static string Project(params XElement[] references)
    {
        var project = XDocument.Load(Repository.Path("samples/FromPackages/FromPackages.csproj"));
        var package = project.Descendants("PackageReference").Single(p => (string?)p.Attribute("Include") == "ModelDsl.Models");
        package.ReplaceWith(references);
        foreach (var library in (string[])["ModelDsl.Files", "ModelDsl.Runtime"])
            project.Root!.Add(new XElement("Import", new XAttribute("Project", Repository.Path($"src/{library}/buildTransitive/{library}.targets"))));
        return project.ToString();
    }

    private static XElement Reference(string kind, string path, params XAttribute[] more) =>
        new(kind, new XAttribute("Include", Repository.Path(path)), more);

    private static XElement Package(string name, string version) =>
        new("PackageReference", new XAttribute("Include", name), new XAttribute("Version", version));

    private static XElement Assembly(string name, string project) =>
        new("Reference", new XAttribute("Include", name), new XAttribute("HintPath", Repository.Assembly(project, name)));
}
