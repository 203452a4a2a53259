using System.Globalization;
using System.Runtime.CompilerServices;
using ModelDsl.Runtime;

namespace ModelDsl.Models.Tests;

/// <summary><c>docs/families.md</c> says what <c>Info</c> says; <c>VERIFY_ACCEPT=1</c> writes it.</summary>
public sealed class FamilyTableTests
{
    [Fact]
    public void The_page_says_what_the_models_say()
    {
        var page = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "docs", "families.md"));
        var lines = File.ReadAllText(page).ReplaceLineEndings("\n").Split('\n');
        // The table of all models is the part with a line for each; the words around it are the page's own.
        var first = Array.FindIndex(lines, IsRow);
        var end = Array.FindIndex(lines, first, line => !IsRow(line));
        Assert.DoesNotContain(lines[end..], IsRow);
        string[] rows = [.. ModelDsl.Models.Models.All.OrderBy(m => m.Name, StringComparer.Ordinal).Select(Row)];
        if (Environment.GetEnvironmentVariable("VERIFY_ACCEPT") == "1") File.WriteAllText(page, string.Join('\n', [.. lines[..first], .. rows, .. lines[end..]]));
        else Assert.Equal(rows, lines[first..end]);
    }

    private static bool IsRow(string line) => line.StartsWith("| `", StringComparison.Ordinal);

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
