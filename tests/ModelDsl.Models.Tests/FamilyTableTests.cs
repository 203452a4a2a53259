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

        | model | description | input | parameters | GMAC | keys |
        |---|---|---|---|---|---|

        """;

    [Fact]
    public void The_page_says_what_the_models_say()
    {
        var page = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "docs", "families.md"));
        var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach (var model in ModelDsl.Models.Models.All.OrderBy(m => m.Name, StringComparer.Ordinal)) text.Append(Row(model)).Append('\n');
        if (Environment.GetEnvironmentVariable("VERIFY_ACCEPT") == "1") File.WriteAllText(page, text.ToString());
        Assert.Equal(text.ToString(), File.ReadAllText(page).ReplaceLineEndings("\n"));
    }

    private static string Row(ModelInfo model)
    {
        var size = model.Inputs[0].Reference;
        var macs = model.Macs;
        var layers = (macs.Convolution + macs.Linear + macs.WeightsOnly) / 1e9;
        var products = macs.MatMul == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" + {macs.MatMul / 1e9:F3}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| `{model.Name}` | {model.Description} | {size[2]}×{size[3]} | {model.Parameters:N0} | {layers:F3}{products} | {Keys(model)} |");
    }

    private static string Keys(ModelInfo model) => model.Published?.Checkpoint is { Length: > 0 } file ? $"`{file}`" : "";

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
