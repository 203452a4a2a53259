using System.Text.RegularExpressions;

namespace ModelDsl.Generators.Tests.Architecture;

/// <summary>Who may know whom among the rooms of the generator.</summary>
public sealed partial class RoomTests
{
    private const string Generator = "generators/ModelDsl.Generators/";

    /// <summary>What each room may use; a room that is not listed uses none.</summary>
    private static readonly Dictionary<string, string[]> s_mayKnow = new()
    {
        ["Diagnostics"] = [],
        ["Declarations"] = ["Diagnostics"],
        ["Evaluation"] = ["Declarations", "Diagnostics"],
        ["Model"] = ["Declarations", "Evaluation"],
        ["Targets"] = ["Declarations", "Evaluation", "Model"],
        ["Review"] = ["Declarations", "Diagnostics", "Evaluation", "Model"],
        ["Weights"] = ["Declarations", "Diagnostics", "Evaluation"],
        ["UseSites"] = ["Diagnostics"],
        ["Editing"] = ["Declarations", "Evaluation", "Model"],
        ["Pipeline"] = ["Declarations", "Diagnostics", "Evaluation", "Model", "Review", "Targets", "Weights"],
    };

    /// <summary>Rooms that work with values only, and their helpers for C# text, which may ask Roslyn how a literal or keyword is written.</summary>
    private static readonly string[] s_withoutRoslyn = ["Model", "Targets", "Review", "Weights"];
    private static readonly string[] s_textHelpers = [Generator + "Model/Names.cs", Generator + "Targets/Literals.cs", Generator + "Targets/TorchSharp/Qualification.cs"];

    private static readonly IReadOnlyList<(string Path, string Text)> s_files = SourceFiles.In(Generator.TrimEnd('/'));

    [Fact]
    public void Each_room_knows_only_those_it_may()
    {
        Assert.Equal(s_mayKnow.Keys.Order(), s_files.Select(f => RoomOf(f.Path)).OfType<string>().Distinct().Order());
        Assert.Equal([], Trespasses(s_files));
    }

    [Fact]
    public void Plans_text_and_reviews_hold_no_Roslyn_object() =>
        Assert.Equal([], s_files.Where(f => s_withoutRoslyn.Contains(RoomOf(f.Path)) && !s_textHelpers.Contains(f.Path) && f.Text.Contains("Microsoft.CodeAnalysis", StringComparison.Ordinal)).Select(f => f.Path));

    [Fact]
    public void A_target_uses_no_other() => Assert.Equal([], Strangers(s_files));

    [Fact]
    public void The_rule_of_targets_can_fail() => Assert.Equal(
        [Generator + "Targets/OnnxRuntime/Wrong.cs uses TorchSharp"],
        Strangers([(Generator + "Targets/OnnxRuntime/Wrong.cs", "using ModelDsl.Generators.Targets.TorchSharp;")]));

    [Fact]
    public void Files_and_sessions_know_no_libtorch() =>
        Assert.Equal([], SourceFiles.In("src/ModelDsl.Files", "src/ModelDsl.Onnx").Where(f => Libtorch().IsMatch(f.Text)).Select(f => f.Path));

    [Fact]
    public void The_vocabulary_knows_neither_Roslyn_nor_a_target() =>
        Assert.Equal([], SourceFiles.In("src/ModelDsl").Where(f => Foreign().IsMatch(f.Text)).Select(f => f.Path));

    [Theory]
    [InlineData("Onnx", "PyTorch")]
    [InlineData("PyTorch", "Onnx")]
    public void A_target_of_specifications_that_run_knows_neither_libtorch_nor_another_target(string target, string other) =>
        Assert.Equal([], SourceFiles.In("src/ModelDsl." + target).Where(f => Foreign().IsMatch(f.Text) || f.Text.Contains("ModelDsl." + other, StringComparison.Ordinal)).Select(f => f.Path));

    [Fact]
    public void The_rule_can_fail() => Assert.Equal(
        [Generator + "Evaluation/Wrong.cs knows Model"],
        Trespasses([(Generator + "Evaluation/Wrong.cs", "using ModelDsl.Generators.Diagnostics;\nusing ModelDsl.Generators.Model;\n\nnamespace ModelDsl.Generators.Evaluation;")]));

    private static IEnumerable<string> Trespasses(IEnumerable<(string Path, string Text)> files) =>
        from file in files
        let room = RoomOf(file.Path)
        where room is not null
        from known in Rooms().Matches(file.Text).Select(m => m.Groups[1].Value).Distinct()
        where known != room && s_mayKnow.ContainsKey(known) && !s_mayKnow[room].Contains(known)
        select $"{file.Path} knows {known}";

    private static IEnumerable<string> Strangers(IEnumerable<(string Path, string Text)> files) =>
        from file in files
        let own = Targets().Match("ModelDsl.Generators." + file.Path[Generator.Length..].Replace('/', '.')).Groups[1].Value
        where own.Length > 0 && file.Path.Count(c => c == '/') > 3
        from other in Targets().Matches(file.Text).Select(m => m.Groups[1].Value).Distinct()
        where other != own
        select $"{file.Path} uses {other}";

    private static string? RoomOf(string path) =>
        path[Generator.Length..].Split('/') is [var room, _, ..] ? room : null;

    [GeneratedRegex(@"\bModelDsl\.Generators\.(\w+)")]
    private static partial Regex Rooms();

    [GeneratedRegex(@"\bModelDsl\.Generators\.Targets\.(\w+)\b")]
    private static partial Regex Targets();

    [GeneratedRegex(@"using (static )?TorchSharp|TorchSharp\.torch")]
    private static partial Regex Libtorch();

    [GeneratedRegex(@"Microsoft\.CodeAnalysis|ModelDsl\.Generators|\bTorchSharp\.(torch|Modules)")]
    private static partial Regex Foreign();
}
