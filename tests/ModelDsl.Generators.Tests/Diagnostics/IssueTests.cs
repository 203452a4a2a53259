using ModelDsl.Generators.Tests.Evaluation;
using ModelDsl.Generators.Tests.Mutations;

namespace ModelDsl.Generators.Tests.Diagnostics;

/// <summary>What became of ten reports in FasterViT's issue tracker: the page docs/diagnostics/fastervit-issues.md, verified.</summary>
public sealed class IssueTests
{
    private static readonly (string Number, string Title, string Report, string Code, string After)[] s_issues =
    [
        ("22", "Trained at one resolution, used at another",
            "A model made for 256×256 is given 512×512, and PyTorch refuses a view: `shape '[-1, 2, 2, 4, 4, 512]' is invalid for input of size 73728`. Windows of 7 never fitted 256 in the first place.",
            Variant("FasterVit.B0 with { Resolution = 256 }"),
            "The message comes while the number is typed. `Windows = [8, 8]` makes 256 right, and a module that is given another size says so at its entry, by name."),
        ("76", "Any resolution is not any resolution",
            "The any-resolution variant fails deep inside for sizes that are not a whole number of windows.",
            Variant("FasterVit.B0 with { Resolution = 225 }"),
            "The sizes named are found by evaluating the whole model with them."),
        ("3", "Which window for 576 pixels",
            "There is no way to tell from the code which windows go with a size.",
            Variant("FasterVit.B0 with { Resolution = 576 }"),
            "The divisors in the message are the windows that would do for this stage."),
        ("118", "Windows of another list",
            "The example of the README passes `window_size=[7, 7, 12, 6]`, two of which the convolutional stages ignore; loading the weights then fails with a hundred lines of size mismatches.",
            Variant("FasterVit.B0 with { Windows = [7, 7, 12, 6] }"),
            "A hyper-parameter that the family does not use cannot be given to it."),
        ("6", "Rows and columns in the wrong order",
            "The tokenizer of the any-resolution code put the window grid's columns where its rows belong. Square images hide it; nothing fails for others.",
            Rearranged("var tokens = map.Rearrange(\"b c (h p) (w q) -> b (h w p q) c\", (\"p\", 2), (\"q\", 2));\nreturn tokens.Rearrange(\"b (w h p q) c -> (b h w) (p q) c\", (\"w\", 3), (\"h\", 2), (\"p\", 2));"),
            "An axis remembers what it was put together from."),
        ("79", "Carrier tokens, windowed and back",
            "The two helpers that turn carrier tokens into a map and back take rows and columns in different orders, so they are inverse to each other on square grids only.",
            Rearranged("var raster = map.Rearrange(\"b c (h p) (w q) -> b (h p w q) c\", (\"p\", 2), (\"q\", 2));\nreturn raster.Rearrange(\"b (w p h q) c -> (b h w) (p q) c\", (\"w\", 3), (\"h\", 2), (\"p\", 2));"),
            "A model that has to reproduce the published order says so with `Unnamed()`."),
        ("56", "Heads of FasterViT-4",
            "The configuration had 8 and 16 heads, the checkpoint 16 and 32; each layer with a position bias is reported as a size mismatch when the weights are loaded.",
            Variant("FasterVit.B4 with { Heads = [15, 32] }"),
            "Heads that do not divide the channels are refused. Those that do give another model: its shapes are constants of the generated class, and loading the weights says in one message which keys differ. `FasterVit.B4` has 16 and 32."),
        ("31", "Missing keys of carrier tokens",
            "Weights for 224×224 are loaded into a larger model, and keys like `levels.3.blocks.0.hat_norm1.weight` are missing.",
            Variant("FasterVit.B0 with { Resolution = 448, Hierarchical = [true, true], CarrierSize = 8 }"),
            "More carrier tokens than the map has positions are refused. With fewer, at 448 stage 4 has four windows instead of one, hence carrier tokens and their weights. `Info.Model.Layers` lists them before anything is loaded."),
        ("55", "Which size does a level have",
            "The maps that the levels return are already halved for the next one, which is not what other encoders do.",
            Variant("FasterVit.B0 with { Resolution = 320 }"),
            "Besides, 320 is not a whole number of windows. The maps' sizes are in `Info.Model.Taps`, with the text that documents each block."),
        ("100", "A bracket in a default",
            "A release had `[7, 7, 24, 12)` in a variant that nobody had imported; every user got a syntax error.",
            Variant("FasterVit.B0 with { Windows = [7, 7) }"),
            "The compiler says it, and ModelDsl adds nothing of its own: code that does not compile is not evaluated further."),
    ];

    [Fact]
    public void The_page_shows_what_a_reader_would_see()
    {
        var page = "# Ten mistakes from FasterViT's issue tracker\n\nWhat their authors met in PyTorch, and what somebody sees who makes the same mistake here. The messages on this page are those of the tests.\n";
        foreach (var (number, title, report, code, after) in s_issues)
        {
            page += $"\n## {title} ([#{number}](https://github.com/NVlabs/FasterViT/{(number == "100" ? "pull" : "issues")}/{number}))\n\n{report}\n\n```csharp\n{code}\n```\n\n";
            var messages = Messages(code);
            if (messages.Count > 0) page += $"```\n{string.Join("\n", messages)}\n```\n\n";
            page += after + "\n";
        }
        var path = Path.Combine(CatalogueTests.Repository(), "docs", "diagnostics", "fastervit-issues.md");
        if (Acceptance.IsWanted) File.WriteAllText(path, page);
        Assert.Equal(page, File.ReadAllText(path));
    }

    [Fact]
    public void Each_mistake_gives_one_message_or_is_the_compilers() =>
        Assert.All(s_issues, issue => Assert.Equal(issue.Number == "100" ? 0 : 1, Messages(issue.Code).Count));

    [Fact]
    public void What_is_said_of_keys_and_sizes_is_so()
    {
        var (b4, b0, large) = (Evaluate(Variant("FasterVit.B4")), Evaluate(Variant("FasterVit.B0")), Evaluate(Variant("FasterVit.B0 with { Resolution = 448, Hierarchical = [true, true] }")));
        Assert.Equal("[16, 512]", b4.Graph.StateOf("levels.2.blocks.0.attn.pos_emb_funct.cpb_mlp.2")[0].Shape.ToString());
        Assert.DoesNotContain("levels.3.blocks.0.hat_norm1", b0.Graph.StatePaths);
        Assert.Contains("levels.3.blocks.0.hat_norm1", large.Graph.StatePaths);
        Assert.Equal("[N, 128, 28, 28]", b0.Graph.Taps.Single(t => t.Name == "level1").Value.Shape.ToString());
        Assert.Empty(Evaluate(Variant("FasterVit.B0 with { Resolution = 256, Windows = [8, 8] }")).Diagnostics);
    }

    private static Generators.Evaluation.Evaluation Evaluate(string code) =>
        Spec.Evaluate(Spec.Compile().AddSyntaxTrees(FamilySeeds.Sources).AddSyntaxTrees(Spec.Tree("using ModelDsl.Models;\n" + code, "Mine.cs")), "Mine");

    private static IReadOnlyList<string> Messages(string code) => [.. Evaluate(code).Diagnostics.Select(d =>
    {
        var start = d.Where!.Value.ToLocation().GetLineSpan().StartLinePosition;
        // The page leaves out the first line.
        return FormattableString.Invariant($"Mine.cs({start.Line},{start.Character + 1}): error {d.Descriptor.Id}: {d.Message}");
    })];

    private static string Variant(string config) => $$"""
        [Model("mine")]
        public partial class Mine
        {
            static Sym Define(Scope s) => FasterVit.Classifier(s, {{config}});
        }
        """;

    private static string Rearranged(string statements) => $$"""
        [Model("mine")]
        public partial class Mine
        {
            static Sym Define(Scope s)
            {
                var map = s.Input("map", Dim.Batch, 64, 4, 6);
                {{statements.Replace("\n", "\n        ", StringComparison.Ordinal)}}
            }
        }
        """;
}
