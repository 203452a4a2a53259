using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests;

/// <summary><c>docs/families.md</c> says what <c>Info</c> says; <c>VERIFY_ACCEPT=1</c> writes it.</summary>
public sealed class FamilyTableTests
{
    private const string Head = """
        # Models

        Every model of `ModelDsl.Models`, as its `Info` describes it. A test compares this page with the models and writes it.

        * *Input* is the size for which costs are stated; models of any size take others.
        * *GMAC* are thousand millions of multiply-accumulates for one image: convolutions and linear layers, then products of attention.
        * *Keys* names the published weights whose keys and shapes the model has: a file, or `timm/…` for what timm 0.9.16 saves under that
          name. A backbone takes those of its classifier without the head ([weights.md](weights.md#adapters)).

        * [Heads](#heads), [detectors](#detectors) and [blocks of one family in another](#blocks-of-one-family-in-another) are below the table.

        | model | description | input | parameters | GMAC | keys |
        |---|---|---|---|---|---|

        """;

    private const string Tail = """

        ## Heads

        `SegFormer`, `UperNet`, `FeaturePyramid` and `RegionCnn` take the maps of any backbone. On `Levels.Inputs` a head is a model by itself,
        whose `call` takes a tensor for each level:

        ```csharp
        [Model("uper_19")]
        public partial class Uper19
        {
            static Sym Define(Scope s) => UperNet.Scores(s, Levels.Inputs(s, [96, 192, 384, 768], (128, 256)), classes: 19);
        }
        ```

        The first map is 128×256 here, `ImageSize.Any()` stands for any size. `modeldsl verify` compares such a model with a golden file of
        several inputs, `bench`, `export` and `--engine onnx` take it like any other, and code that knows only its `Info` calls
        `Info.Model.Forward(net, level1, level2, level3, level4)`.

        ## Detectors

        * `RegionCnn` has the proposal network and the box and mask heads of Faster, Mask and Cascade R-CNN, on any `FeaturePyramid.Neck`,
          with mmdetection's keys: `Boxes` with `convs: 4` is 4conv1fc, `isAgnostic` is Cascade R-CNN's, one call for each step.
        * The heads end with scores and offsets. What decides between them and their training is a program's: of the package
          `TorchVision` 0.107 for TorchSharp, `torchvision.ops.nms` chooses among boxes. It has no RoI align, and TorchSharp has none either; what cuts
          the regions for `Boxes` and `Masks` out of the maps is not here.
        * `faster_vit_…_dino` compute what the published code for DINO computes from the classifier's weights, which is not what the classifier
          computes: it scales positions by the number of tokens, takes channels of carrier tokens for positions, and fills up maps in all stages.
          Golden files made with that code hold it. `FasterVit.DetectionBackbone(s, FasterVit.ForDetection(config), first: 0)` yields the four
          maps of five scales. The published code for MOTRv2 calls the last norm `norm` in place of `norm3`. The classifier's file has all but
          those norms: load it into the classifier, then `net.load_state_dict(classifier.state_dict(), strict: false)`.

        ## Blocks of one family in another

        A stage of ConvNeXt takes blocks of another kind. With FasterViT's hierarchical attention in the third:

        ```csharp
        static Sym Define(Scope s) => ConvNext.Classifier(s, ConvNext.Tiny with { Resolution = 224 }, (at, map, stage, rates) =>
            stage == 2 ? FasterVit.HierarchicalAttention(at, map, stage, heads: 8, window: 7, rates, FasterVit.B0) : null);
        ```

        The keys of the stage are then FasterViT's below `stages.2`, all others ConvNeXt's. A window that does not tile the map, or heads that do
        not divide the channels, are errors on the numbers of that line.

        """;

    [Fact]
    public void The_page_says_what_the_models_say()
    {
        var page = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "docs", "families.md"));
        var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach (var model in ModelDsl.Models.Models.All.OrderBy(m => m.Name, StringComparer.Ordinal)) text.Append(Row(model)).Append('\n');
        text.Append(Tail.ReplaceLineEndings("\n"));
        if (Environment.GetEnvironmentVariable("VERIFY_ACCEPT") == "1") File.WriteAllText(page, text.ToString());
        Assert.Equal(text.ToString(), File.ReadAllText(page).ReplaceLineEndings("\n"));
    }

    private static string Row(ModelInfo model)
    {
        var sizes = string.Join(", ", model.Inputs.Where(i => i.Shape.Count == 4).Select(i => string.Join("×", i.Reference.Skip(2))));
        var macs = model.Macs;
        var layers = (macs.Convolution + macs.Linear + macs.WeightsOnly) / 1e9;
        var products = macs.MatMul == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" + {macs.MatMul / 1e9:F3}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| `{model.Name}` | {model.Description} | {sizes} | {model.Parameters:N0} | {layers:F3}{products} | {Keys(model)} |");
    }

    private static string Keys(ModelInfo model) => model.Published?.Checkpoint is { Length: > 0 } file ? $"`{file}`" : "";

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
