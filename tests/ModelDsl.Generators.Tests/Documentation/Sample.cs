using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace ModelDsl.Generators.Tests.Documentation;

/// <summary>C# code that stands in a page of the manual.</summary>
/// <param name="Page">The page, from the root of the repository.</param>
/// <param name="Line">The line of its first statement.</param>
/// <param name="Code">The code.</param>
internal sealed partial record Sample(string Page, int Line, string Code)
{
    /// <summary>All samples of a page.</summary>
    /// <param name="page">Its path from the root of the repository.</param>
    /// <param name="text">Its text.</param>
    public static IEnumerable<Sample> In(string page, string text) =>
        Fence().Matches(text).Select(m => new Sample(page, text[..m.Index].Count(c => c == '\n') + 2, m.Groups[1].Value));

    /// <summary>The sample as a file, with what pages take for granted: usings, models, and the variables that it does not declare itself.</summary>
    public string Source => Usings + (IsType() ? Code : IsMember().IsMatch(Code) ? $"static class Sample\n{{\n{Code}\n}}" : $"{Models}\nstatic class Sample\n{{\n{Helpers}\nstatic void Run({Given})\n{{\n{Statements}\n}}\n}}");

    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Threading;
        using ModelDsl;
        using ModelDsl.Models;
        using ModelDsl.Onnx;
        using ModelDsl.Runtime;
        using ModelDsl.Runtime.Inference;
        using ModelDsl.Training;
        using TorchSharp;
        using static TorchSharp.torch;

        """;

    private const string Models = """
        [Model("faster_vit_tiny_flowers")]
        [Preprocessing]
        public partial class FlowerNet
        {
            static Sym Define(Scope s) => FasterVit.Classifier(s, FasterVit.B0 with { Depths = [2, 2, 4, 2], Classes = 102 });
        }

        [Model("MyNet")]
        [Preprocessing]
        public partial class MyNet
        {
            static Sym Define(Scope s) => s.Input("image", Dim.Batch, 3, 32, 32).Mean(2, 3).Linear(s / "head", 10);
        }
        """;

    // A camera that fills the input of a session, and what shows its output.
    private const string Helpers = """
        interface ICamera { bool Read(Span<float> pixels); }
        static void Show(ReadOnlySpan<float> scores) { }
        """;

    private static readonly (string Type, string Name)[] s_given =
    [
        ("FlowerNet", "net"), ("Tensor", "images"), ("string", "file"), ("Stream", "stream"), ("float[]", "pixels"), ("FlowerNet.Session", "session"), ("ICamera", "camera"),
        ("Sym", "x"), ("int", "window"), ("int", "kernel"), ("ITrainingObserver", "observer"), ("CancellationToken", "cancellation"),
        ("LvtClsTraining", "training"), ("Random", "random"), ("Tensor", "targets"),
    ];

    private string Given => string.Join(", ", s_given.Where(g => !Code.Contains($"var {g.Name} =", StringComparison.Ordinal)).Select(g => $"{g.Type} {g.Name}"));

    /// <summary>
    /// The code with an ellipsis for nothing, and a line that is nothing but a value for a statement. The Roslyn of these tests does
    /// not know extension members yet: their class is called instead.
    /// </summary>
    private string Statements => string.Join('\n', Code
        .Replace("…", ";", StringComparison.Ordinal)
        .Replace("Preprocessing.Load(", "TensorPreprocessing.Load(", StringComparison.Ordinal).Replace("StateValues.Of(", "ModuleValues.Of(", StringComparison.Ordinal)
        .Split('\n')
        .Select(line => line.Split("//")[0])
        .Select(line => line.Trim().Length > 0 && !SyntaxFactory.ParseExpression(line).ContainsDiagnostics ? $"_ = {line};" : line));

    private bool IsType() => Type().IsMatch(Code);

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^public partial class", RegexOptions.Multiline)]
    private static partial Regex Type();

    [GeneratedRegex(@"^(static|\[Block\])", RegexOptions.Multiline)]
    private static partial Regex IsMember();
}
