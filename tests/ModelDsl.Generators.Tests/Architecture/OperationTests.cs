using System.Text.RegularExpressions;

namespace ModelDsl.Generators.Tests.Architecture;

/// <summary>An operation is one file: nothing else names its type but what a target makes of it.</summary>
public sealed partial class OperationTests
{
    /// <summary>Where operations may be named besides their own files and targets, each with its reason.</summary>
    private static readonly Dictionary<string, string> s_matching = new()
    {
        ["src/ModelDsl/Passes/ConvolveTaps.cs"] = "makes linear layers on cuts of an unfolding",
        ["src/ModelDsl/Passes/CountInWholeNumbers.cs"] = "makes a range that is converted of whole numbers",
        ["src/ModelDsl/Passes/FoldBatchNorm.cs"] = "puts a norm into the convolution before it",
        ["src/ModelDsl/Passes/FoldNormIntoHead.cs"] = "puts a norm into the linear layer behind means",
        ["src/ModelDsl/Passes/MergeProjections.cs"] = "makes one linear layer of several, and slices of its result",
        ["src/ModelDsl/Passes/FoldScale.cs"] = "puts a scale into the layer before it",
        ["src/ModelDsl/Passes/RecognizeAttention.cs"] = "makes one operation of attention that is written out",
        ["src/ModelDsl/Passes/RemoveIdentities.cs"] = "knows which operations may change nothing",
        ["src/ModelDsl/Analysis/ConvolutionKernel.cs"] = "decides how TorchSharp computes a convolution",
        ["generators/ModelDsl.Generators/Model/MapLayouts.cs"] = "places the copies that convolutions read",
        ["src/ModelDsl/Blocks/Sharing/PortNames.cs"] = "tells maps from tokens by what is done with them",
        ["generators/ModelDsl.Generators/Review/CostReview.cs"] = "recognises attention and windows",
        ["generators/ModelDsl.Generators/Evaluation/Meaning/Axes.cs"] = "tells maps from tokens, and batches that are joined",
        ["generators/ModelDsl.Generators/Evaluation/Meaning/Layouts.cs"] = "finds images that go into a convolution",
        ["generators/ModelDsl.Generators/Evaluation/Meaning/LoneValues.cs"] = "knows what norms work on",
        ["generators/ModelDsl.Generators/Evaluation/Meaning/TakenParts.cs"] = "finds parts of a rearrangement",
        ["generators/ModelDsl.Generators/Evaluation/Explanation/Repairs/OperandRepairs.cs"] = "calls axes as the pattern that made them does",
        ["generators/ModelDsl.Generators/Evaluation/Interpretation/Interpreter.Problems.cs"] = "finds the rearrangements that an axis came through",
    };

    /// <summary>Targets outside of the generator.</summary>
    private static readonly string[] s_targets = ["src/ModelDsl.Onnx/", "src/ModelDsl.PyTorch/", "src/ModelDsl.Runtime/Inference/TensorLowering."];

    private static readonly IReadOnlyList<(string Path, string Text)> s_files = SourceFiles.In("src", "generators");

    [Fact]
    public void An_operation_is_named_in_its_own_file_and_by_targets_only()
    {
        var operations = Operations().ToDictionary(o => o.Name, o => o.File);
        Assert.True(operations.Count >= 26, $"{operations.Count}");
        Assert.Equal([], Strangers(operations, s_files));
    }

    [Fact]
    public void What_matches_operations_does_match_some()
    {
        var names = Operations().Select(o => o.Name).ToHashSet();
        Assert.Equal(s_matching.Keys.Order(), s_files.Where(f => s_matching.ContainsKey(f.Path) && Words().Matches(f.Text).Any(m => names.Contains(m.Value))).Select(f => f.Path));
    }

    [Fact]
    public void The_rule_can_fail()
    {
        var operations = Operations().ToDictionary(o => o.Name, o => o.File);
        Assert.Equal(
            ["generators/ModelDsl.Generators/Model/Wrong.cs:2 names ConcatOp"],
            Strangers(operations, [("generators/ModelDsl.Generators/Model/Wrong.cs", "// ConcatOp may stand in a comment\nif (node.Op is ConcatOp) return;")]));
    }

    private static IEnumerable<string> Strangers(Dictionary<string, string> operations, IEnumerable<(string Path, string Text)> files) =>
        from file in files
        where !IsTarget(file.Path) && !s_matching.ContainsKey(file.Path)
        from line in file.Text.Split('\n').Select((text, i) => (Text: text, Number: i + 1))
        where !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal)
        from Match word in Words().Matches(line.Text)
        where operations.TryGetValue(word.Value, out var home) && home != file.Path
        select $"{file.Path}:{line.Number} names {word.Value}";

    private static bool IsTarget(string path) => path.Contains("/Targets/", StringComparison.Ordinal)
        || s_targets.Any(target => path.StartsWith(target, StringComparison.Ordinal));

    /// <summary>The operations that are computed, and their files; inputs, weights and tables are the graph's own.</summary>
    private static IEnumerable<(string Name, string File)> Operations() =>
        from file in s_files
        where file.Path.StartsWith("src/ModelDsl/Operations/", StringComparison.Ordinal)
        from Match match in Declarations().Matches(file.Text)
        where match.Groups["base"].Value is not ("GivenOp" or "TableOp")
        select (match.Groups["name"].Value, file.Path);

    [GeneratedRegex(@"sealed record (?<name>\w+Op)\b[^:]*: (?<base>\w*Op)\b")]
    private static partial Regex Declarations();

    [GeneratedRegex(@"\b\w+Op\b")]
    private static partial Regex Words();
}
