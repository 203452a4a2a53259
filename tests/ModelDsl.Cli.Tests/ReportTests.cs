using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using ModelDsl.Cli.Output;
using ModelDsl.Cli.Reports;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Tests;

/// <summary>Pages about models, and drawings of them.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("faster_vit_0_224")]
    [InlineData("lvt_backbone")]
    [InlineData("faster_vit_0_any_size")]
    public void The_page_holds_each_layer_once(string name)
    {
        var model = Model(name);
        var page = Parse(ModelPage.Of(model));
        var rows = Nodes(page).Select(n => (Path: (string)n.Attribute("id")!, Cells: Cells(n))).ToList();
        var layers = Layers(model.Layers, "").ToList();
        Assert.Equal(layers.Select(l => "/" + l.Path), rows.Select(r => r.Path));
        foreach (var ((path, layer), (_, cells)) in layers.Zip(rows))
        {
            Assert.Equal([path.Length == 0 ? model.Name : layer.Name, layer.Kind, layer.Output, Count(layer.Parameters), Count(layer.Macs)], cells.Select(c => c.Value));
        }

        static string Count(long value) => value == 0 ? "" : value.ToString("N0", CultureInfo.InvariantCulture);
    }

    [Fact]
    public void The_costs_by_kind_add_up_to_those_of_the_model()
    {
        foreach (var model in ModelCatalog.BuiltIn.Models)
        {
            var page = Parse(ModelPage.Of(model));
            var costs = Elements(page, "table").Single(t => Has(t, "costs"));
            Assert.Equal(model.Parameters, Sum("parameters"));
            Assert.Equal(model.Macs.Total, Sum("macs"));
            Assert.Equal(model.Layers.Macs, Sum("macs"));

            long Sum(string kind) => Elements(costs, "span").Where(s => Has(s, kind) && s.Value.Length > 0).Sum(s => Number(s.Value));
        }
    }

    [Fact]
    public void Sizes_that_are_fixed_later_are_symbols()
    {
        var page = ModelPage.Of(Model("lvt_backbone"));
        Assert.Contains("[N, 64, ⌈H/4⌉, ⌈W/4⌉]", page);
        Assert.Contains("MACs for one image of 224×224", page);
        Assert.Contains("[N, 3, H, W], from 32×32 up", ModelPage.Of(Model("faster_vit_0_any_size")));
    }

    [Fact]
    public void Pages_load_nothing()
    {
        string[] pages = [ModelPage.Of(Model("faster_vit_0_224")), ComparisonPage.Of(Model("faster_vit_0_224"), Model("lvt_cls"))];
        foreach (var text in pages)
        {
            var page = Parse(text);
            var known = "html head meta title style body header h1 h2 p a div b span section input label button details summary em table tr th td i main footer code script svg text rect path";
            Assert.Empty(page.Descendants().Select(e => e.Name.LocalName).Distinct().Except(known.Split(' ')));
            Assert.DoesNotContain(page.Descendants().Attributes(), a => a.Name.LocalName is "src" or "srcset" or "poster" or "data" || a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
            // What a reader may follow is not a load.
            Assert.All(page.Descendants().Attributes("href"), a => Assert.Equal("a", a.Parent!.Name.LocalName));
            Assert.DoesNotMatch(@"url\(|@import", Elements(page, "style").Single().Value);
            Assert.DoesNotMatch(@"https?:|fetch\(|import|XMLHttpRequest|eval", Elements(page, "script").Single().Value);
            Assert.All(page.Descendants().Attributes("style"), a => Assert.Matches("^--(level|share):[0-9.]+%?$", a.Value));
        }
    }

    [Fact]
    public void Names_are_texts_whatever_they_hold()
    {
        const string hostile = "</script><script>alert('\"&]]>\0\u0001\uD800)\u202E\r\n";
        var model = TinyModels.Classifier with
        {
            Name = hostile,
            Description = hostile,
            Paper = "javascript:" + hostile,
            Inputs = [new TensorInfo(hostile, [-1, 3, 16, 16], hostile)],
            HyperParameters = [new HyperParameter(hostile, hostile)],
            Published = new PublishedInfo(hostile, 1, 2, hostile, hostile),
            Layers = new LayerInfo("", hostile, hostile, 246, 3112, [new LayerInfo(hostile, hostile, hostile, 196, 3072, [new LayerInfo(hostile, hostile, hostile, 50, 40, [])])]),
        };
        foreach (var text in new[] { ModelPage.Of(model), ComparisonPage.Of(model, TinyModels.Classifier) })
        {
            var page = Parse(text);
            _ = Assert.Single(Elements(page, "script"));
            Assert.Contains("</script><script>alert('\"&]]>\uFFFD\uFFFD\uFFFD", page.Root!.Value);
            Assert.Single(Regex.Matches(text, "<script"));
            Assert.DoesNotContain(page.Descendants().Attributes("href"), a => a.Value.StartsWith("javascript", StringComparison.Ordinal));
        }
        Assert.Contains("alert", XDocument.Parse(Html.TextOf(StageDrawing.Of(model))).Root!.Value);
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void The_language_of_the_machine_plays_no_part(string culture)
    {
        var expected = All();
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Assert.Equal(expected, All());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        static string[] All() =>
            [ModelPage.Of(Model("faster_vit_0_224")), ComparisonPage.Of(Model("lvt_cls"), Model("lvt")), Html.TextOf(StageDrawing.Of(Model("lvt_segformer_256")))];
    }

    [Fact]
    public void A_drawing_has_a_box_for_each_stage_in_the_order_of_the_computation()
    {
        var drawing = XDocument.Parse(Html.TextOf(StageDrawing.Of(Model("lvt_backbone"))));
        Assert.Equal(
            ["lvt_backbone", "image", "backbone.0", "downstream_norms.0", "backbone.1", "downstream_norms.1", "backbone.2", "downstream_norms.2", "backbone.3", "downstream_norms.3"],
            drawing.Descendants().Where(e => e.Name.LocalName == "text" && (Has(e, "d-name") || Has(e, "d-title"))).Select(e => e.Value));
        Assert.Equal(
            ["stage1  [N, 64, ⌈H/4⌉, ⌈W/4⌉]", "stage2  [N, 64, ⌈H/8⌉, ⌈W/8⌉]", "stage3  [N, 160, ⌈H/16⌉, ⌈W/16⌉]", "stage4  [N, 256, ⌈H/32⌉, ⌈W/32⌉]"],
            drawing.Descendants().Where(e => Has(e, "d-output")).Select(e => e.Value));
        Assert.Equal(10, StageFlow.Of(Model("lvt_cls")).Flows.Count);
    }

    [Fact]
    public void What_flows_between_stages_is_what_the_specification_says()
    {
        var flow = StageFlow.Of(Model("lvt_segformer_256"));
        var boxes = flow.Stages.Select(s => s.Path).Prepend("image").Append("output").ToList();
        Assert.Equal(
            [
                "backbone.backbone.0 -> backbone.backbone.1", "backbone.backbone.0 -> decode_head.linear_c1",
                "backbone.backbone.1 -> backbone.backbone.2", "backbone.backbone.1 -> decode_head.linear_c2",
                "backbone.backbone.2 -> backbone.backbone.3", "backbone.backbone.2 -> decode_head.linear_c3",
                "backbone.backbone.3 -> decode_head.linear_c4",
                "decode_head.linear_c1 -> decode_head.linear_fuse", "decode_head.linear_c2 -> decode_head.linear_fuse",
                "decode_head.linear_c3 -> decode_head.linear_fuse", "decode_head.linear_c4 -> decode_head.linear_fuse",
                "decode_head.linear_fuse -> decode_head.linear_pred",
                "decode_head.linear_pred -> output",
                "image -> backbone.backbone.0",
            ],
            flow.Flows.Select(f => $"{boxes[f.From]} -> {boxes[f.To]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_stages_of_every_model_hold_its_costs()
    {
        foreach (var model in ModelCatalog.BuiltIn.Models)
        {
            var stages = Stage.Of(model.Layers);
            Assert.InRange(stages.Count, 1, 40);
            Assert.Equal(stages.Count, StageFlow.Of(model).Stages.Distinct().Count());
            var lone = Layers(model.Layers, "").Where(l => l.Layer is { Kind: "parameter" } && !stages.Any(s => LayerPath.IsIn(l.Path, s.Path))).Sum(l => l.Layer.Parameters);
            Assert.Equal(model.Parameters, stages.Sum(s => s.Parameters) + lone);
        }
    }

    [Fact]
    public void Two_models_are_aligned_by_path()
    {
        var (first, second) = (Model("faster_vit_0_224"), Model("faster_vit_1_224"));
        var page = Parse(ComparisonPage.Of(first, second));
        var (ours, theirs) = (Layers(first.Layers, "").ToDictionary(l => "/" + l.Path, l => l.Layer), Layers(second.Layers, "").ToDictionary(l => "/" + l.Path, l => l.Layer));
        var rows = Nodes(page).ToDictionary(n => (string)n.Attribute("id")!);
        Assert.Equal(ours.Keys.Union(theirs.Keys).Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        foreach (var (path, row) in rows)
        {
            var (a, b) = (ours.GetValueOrDefault(path), theirs.GetValueOrDefault(path));
            var mark = a is null ? "second" : b is null ? "first" : (a.Kind, a.Output, a.Parameters, a.Macs) == (b.Kind, b.Output, b.Parameters, b.Macs) ? "" : "differs";
            Assert.Equal($"node {mark}".TrimEnd(), (string)row.Attribute("class")!);
            var cells = Cells(row);
            Assert.Equal([Text(a), Text(b)], cells[1..3].Select(c => c.Value));
            Assert.Equal([a?.Parameters ?? 0, b?.Parameters ?? 0, a?.Macs ?? 0, b?.Macs ?? 0], new[] { 3, 4, 6, 7 }.Select(i => cells[i].Value is { Length: > 0 } text ? Number(text) : 0));
        }
        // Those of one model alone are beside their like.
        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"/levels.2.blocks.{i}"), rows.Keys.Where(k => Regex.IsMatch(k, @"^/levels\.2\.blocks\.\d$")));
        Assert.Equal("second", LayerPair.Of(first.Layers, second.Layers).All.Single(p => p.Path == "levels.2.blocks.7").Mark);

        static string Text(LayerInfo? layer) => layer is null ? "" : $"{layer.Kind} {layer.Output}".Trim();
    }

    [Fact]
    public void A_model_does_not_differ_from_itself()
    {
        var page = Parse(ComparisonPage.Of(Model("lvt_cls"), Model("lvt_cls")));
        Assert.DoesNotContain(page.Descendants(), e => Has(e, "differs") || Has(e, "first") || Has(e, "second") || Has(e, "changed"));
        Assert.All(page.Descendants().Where(e => Has(e, "change") && !Has(e.Parent!, "heading")), e => Assert.Equal("", e.Value));
    }

    [Fact]
    public async Task The_command_writes_what_is_asked_for()
    {
        var (page, drawing) = (scratch.Path("model.html"), scratch.Path("model.svg"));
        var result = await Command.Run("report", "tiny_classifier", "-o", page, "--svg", drawing, "--json");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Equal("tiny_classifier", result.Json.GetProperty("models")[0].GetString());
        Assert.Equal([page, drawing], result.Json.GetProperty("files").EnumerateArray().Select(f => f.GetProperty("path").GetString()));
        Assert.Equal(new FileInfo(page).Length, result.Json.GetProperty("files")[0].GetProperty("bytes").GetInt64());
        var first = File.ReadAllBytes(page);
        result = await Command.Run("report", "tiny_classifier", "--out", page);
        Assert.Equal($"{page}  {Numbers.Whole(first.Length)} bytes\n", result.Out);
        Assert.Equal(first, File.ReadAllBytes(page));
        Assert.Equal("svg", XDocument.Load(drawing).Root!.Name.LocalName);
        Assert.Equal(0, (await Command.Run("report", "tiny_classifier", "tiny_backbone", "-o", page)).Code);
        Assert.Contains("tiny_backbone", File.ReadAllText(page));
        Assert.Equal(2, Directory.GetFiles(Path.GetDirectoryName(page)!).Length);
    }

    [Fact]
    public async Task What_cannot_be_written_is_one_line()
    {
        var (missing, page, folder) = (scratch.Path("none/model.html"), scratch.Path("model.html"), Directory.CreateDirectory(scratch.Path("folder")).FullName);
        Assert.Equal("nothing to write: --out FILE.html writes a page, --svg FILE.svg a drawing", (await Command.Run("report", "tiny_classifier")).Failure);
        Assert.Equal("--svg: a drawing is of one model", (await Command.Run("report", "tiny_classifier", "tiny_backbone", "--svg", page)).Failure);
        Assert.Equal($"--svg: {page} is the file of the page", (await Command.Run("report", "tiny_classifier", "-o", page, "--svg", page)).Failure);
        Assert.Equal($"--out: {missing}: cannot be written: {scratch.Path("none")}: no such folder; make it first", (await Command.Run("report", "tiny_classifier", "-o", missing)).Failure);
        Assert.Equal($"--svg: {missing}: cannot be written: {scratch.Path("none")}: no such folder; make it first", (await Command.Run("report", "tiny_classifier", "--svg", missing)).Failure);
        Assert.Equal($"--out: {folder}: cannot be written: it is a folder; name a file", (await Command.Run("report", "tiny_classifier", "-o", folder)).Failure);
        Assert.Equal("unknown model 'tiny_clasifier': did you mean 'tiny_classifier'?", (await Command.Run("report", "tiny_clasifier", "-o", page)).Failure);
        Assert.False(File.Exists(page));
    }

    [Fact]
    public async Task A_page_behind_a_link_is_replaced_and_the_link_stays()
    {
        if (OperatingSystem.IsWindows()) return;
        var (folder, link, next, ahead) = (scratch.Path("there"), scratch.Path("link.html"), scratch.Path("next.html"), scratch.Path("ahead.html"));
        Directory.CreateDirectory(folder);
        var page = Path.Combine(folder, "page.html");
        File.WriteAllText(page, "old");
        File.CreateSymbolicLink(next, "there/page.html");
        File.CreateSymbolicLink(link, next);
        File.CreateSymbolicLink(ahead, Path.Combine(folder, "new.html"));
        var written = await Command.Run("report", "tiny_classifier", "-o", link);
        Assert.Equal((0, FormattableString.Invariant($"{link}  {new FileInfo(page).Length:N0} bytes\n")), (written.Code, written.Out));
        Assert.Equal(next, new FileInfo(link).LinkTarget);
        Assert.Equal("there/page.html", new FileInfo(next).LinkTarget);
        Assert.Contains("tiny_classifier", File.ReadAllText(page));
        Assert.Equal(0, (await Command.Run("report", "tiny_classifier", "-o", ahead)).Code);
        Assert.NotNull(new FileInfo(ahead).LinkTarget);
        Assert.Equal(["new.html", "page.html"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_pipe_takes_the_page_and_stays_a_pipe()
    {
        if (OperatingSystem.IsWindows()) return;
        var pipe = scratch.Path("page.html");
        Assert.Equal(0, ExitCode("mkfifo", pipe));
        var read = Task.Run(() => File.ReadAllText(pipe));
        Assert.Equal(0, (await Command.Run("report", "tiny_classifier", "-o", pipe)).Code);
        // One that was renamed over the pipe would leave the reader waiting.
        Assert.Equal(0, ExitCode("test", "-p", pipe));
        Assert.Contains("tiny_classifier", await read);
        Assert.Equal([pipe], Directory.GetFileSystemEntries(Path.GetDirectoryName(pipe)!));
    }

    [Fact]
    public async Task A_device_stays_a_device()
    {
        // Only root makes one, and not everywhere.
        var device = scratch.Path("full");
        if (!OperatingSystem.IsLinux() || ExitCode("mknod", "-m", "666", device, "c", "1", "7") != 0) return;
        Assert.Equal($"--out: {device}: cannot be written: No space left on device", (await Command.Run("report", "tiny_classifier", "-o", device)).Failure);
        Assert.Equal(0, ExitCode("test", "-c", device));
        Assert.Equal([device], Directory.GetFileSystemEntries(Path.GetDirectoryName(device)!));
    }

    [ChromiumFact]
    public async Task In_a_browser_the_search_filters()
    {
        var model = Model("faster_vit_0_224");
        var file = scratch.Write("model.html", ModelPage.Of(model));
        var paths = Layers(model.Layers, "").Select(l => "/" + l.Path).ToList();
        var hits = paths.Where(p => p.Contains("qkv", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(hits);

        var shown = Shown(await Chromium.Show(file, "search=qkv"));
        Assert.Equal(paths.Where(p => p == "/" || hits.Any(h => LayerPath.IsIn(h, p))), shown.Keys);
        // What lies around a hit is open.
        Assert.All(shown, node => Assert.Equal(!hits.Contains(node.Key), node.Value));
        Assert.Equal(paths, Shown(await Chromium.Show(file, "search=")).Keys);
        Assert.Empty(Shown(await Chromium.Show(file, "search=nothing+of+that+kind")));
    }

    [ChromiumFact]
    public async Task In_a_browser_rows_open_and_close()
    {
        var file = scratch.Write("model.html", ModelPage.Of(Model("lvt_cls")));
        Assert.All(Inner(await Chromium.Show(file, "open=all")), Assert.True);
        Assert.All(Inner(await Chromium.Show(file, "open=none")), Assert.False);
        string[] around = ["/", "/backbone", "/backbone.1", "/backbone.1.1", "/backbone.1.1.1", "/backbone.1.1.1.attn"];
        var opened = Shown(await Chromium.Show(file, "/backbone.1.1.1.attn.q")).Where(n => n.Value).Select(n => n.Key).ToList();
        Assert.Equal(around, around.Intersect(opened));
        Assert.DoesNotContain("/backbone.1.1.0", opened);

        // The model's own row stays open, and what has nothing inside has no state.
        static IEnumerable<bool> Inner(string page) => Regex.Matches(page, @"<details id=""/[^""]+""[^>]*>").Select(m => m.Value.Contains(" open", StringComparison.Ordinal));
    }

    [ChromiumFact]
    public async Task In_a_browser_differences_can_be_seen_alone()
    {
        var file = scratch.Write("two.html", ComparisonPage.Of(Model("faster_vit_0_224"), Model("faster_vit_1_224")));
        var pairs = LayerPair.Of(Model("faster_vit_0_224").Layers, Model("faster_vit_1_224").Layers).All.ToList();
        var shown = Shown(await Chromium.Show(file, "only=differences"));
        Assert.Equal(pairs.Where(p => p.All.Any(inside => inside.Mark.Length > 0)).Select(p => "/" + p.Path), shown.Keys);
        Assert.True(shown.Count < pairs.Count);
    }

    /// <summary>The rows that a browser shows or would show in an open one, and whether they are open.</summary>
    private static OrderedDictionary<string, bool> Shown(string page)
    {
        var shown = new OrderedDictionary<string, bool>();
        foreach (Match node in Regex.Matches(page, @"<(details|div) id=""(/[^""]*)""([^>]*)>"))
        {
            if (!node.Groups[3].Value.Contains(" hidden", StringComparison.Ordinal)) shown.Add(node.Groups[2].Value, node.Groups[3].Value.Contains(" open", StringComparison.Ordinal));
        }
        return shown;
    }

    private static ModelInfo Model(string name) => ModelCatalog.BuiltIn.Find(name);

    private static XDocument Parse(string page)
    {
        using var reader = XmlReader.Create(new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }

    private static IEnumerable<XElement> Elements(XContainer page, string name) => page.Descendants().Where(e => e.Name.LocalName == name);

    private static IEnumerable<XElement> Nodes(XDocument page) => page.Descendants().Where(e => Has(e, "node"));

    private static bool Has(XElement element, string name) => ((string?)element.Attribute("class"))?.Split(' ').Contains(name) == true;

    private static List<XElement> Cells(XElement node) => [.. node.Elements().First().Elements()];

    private static long Number(string text) => long.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static IEnumerable<(string Path, LayerInfo Layer)> Layers(LayerInfo layer, string path) =>
        [(path, layer), .. layer.Children.SelectMany(child => Layers(child, LayerPath.Join(path, child.Name)))];

    private static int ExitCode(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
