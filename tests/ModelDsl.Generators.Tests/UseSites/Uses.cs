using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelDsl.Generators.Tests.Evaluation;
using ModelDsl.Generators.UseSites;

namespace ModelDsl.Generators.Tests.UseSites;

/// <summary>Runs the analyzer on code that uses generated modules.</summary>
internal static class Uses
{
    public const string Models = """
        [Model("net_224")]
        public partial class Net
        {
            static Sym Define(Scope s) => Stem(s / "stem", s.Input("image", Dim.Batch, 3, 224, 224)).Mean(2, 3).Linear(s / "head", 10);

            [Block]
            static Sym Stem(Scope s, Sym x) => x.Conv2d(s / "conv", 8, kernel: 4, stride: 4);
        }

        [Model("any_size")]
        public partial class AnySize
        {
            static Sym Define(Scope s) => s.Input("image", Dim.Batch, 3, Dim.Symbol("H", multipleOf: 32, minimum: 64), Dim.Symbol("W", multipleOf: 32, minimum: 64))
                .Conv2d(s / "conv", 8, kernel: 32, stride: 32);
        }

        [Model("square")]
        public partial class Square
        {
            static Sym Define(Scope s)
            {
                var side = Dim.Symbol("S");
                return s.Input("image", Dim.Batch, 3, side, side).Conv2d(s / "conv", 8, kernel: 3, padding: 1, stride: 2);
            }
        }

        [Model("pyramid")]
        public partial class Pyramid
        {
            static Features Define(Scope s)
            {
                var fine = s.Input("image", Dim.Batch, 3, 32, 32).Conv2d(s / "fine", 4, kernel: 4, stride: 4);
                return new Features(("fine", fine), ("coarse", fine.Conv2d(s / "coarse", 8, kernel: 2, stride: 2)));
            }
        }

        [Model("pair")]
        public partial class Pair
        {
            static Sym Define(Scope s)
            {
                var left = s.Input("left", Dim.Batch, 16).Linear(s / "in", 8);
                return left + s.Input("right", Dim.Batch, 8);
            }
        }

        [Model("head")]
        public partial class Head
        {
            static Sym Define(Scope s) => s.Input("map", Dim.Batch, 8, 4, 4).Mean(2, 3).Linear(s / "out", 5);
        }
        """;

    private const string Start = """
        using TorchSharp;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        static class Consumer
        {
            static Tensor s_field = null!;
            static Tensor Load() => s_field;
            static void Change(ref Tensor x) { }
            static void Read(IList<long> sizes) { }

            static readonly Tensor s_probe = zeros(1, 3, 256, 256);
            static readonly int s_side = 256;
            static readonly long[] s_shape = [1, 3, 256, 256];
            static readonly Tensor s_written = zeros(1, 3, 256, 256);
            static readonly Tensor s_passed = zeros(1, 3, 256, 256);
            static readonly Module<Tensor, Tensor> s_module = new Net();
            static Tensor s_free = zeros(1, 3, 256, 256);
            static Consumer()
            {
                s_written = zeros(1, 3, 224, 224);
                Change(ref s_passed);
            }

            static Tensor Image { get; } = zeros(1, 3, 256, 256);
            static Tensor Fresh => zeros(1, 3, s_side, 224);
            static Tensor Settable { get; set; } = zeros(1, 3, 256, 256);
            static Tensor Probe() => zeros(1, 3, 256, 256);
            static Tensor Listed() => zeros(new List<long> { 1, 3, 256, 256 }.ToArray());
            static Tensor Either()
            {
                var side = s_side;
                if (s_free.dim() > 3) return zeros(1, 3, side, 224);
                return zeros(2, 3, side, 224);
            }

            static Tensor Unclear() => s_free.dim() > 3 ? zeros(1, 3, 256, 256) : zeros(1, 3, 224, 224);
            static Tensor Again() => Again();
            static Tensor Sized(int side) => zeros(1, 3, side, side);
            static Tensor Twice() => Probe().repeat(1, 2, 1, 1);

            static void Run(Net net, AnySize any, Square square, Pyramid pyramid, Pair pair, Head head, Tensor image, Pyramid.Outputs maps, bool flag, int n, long[] sizes, List<Tensor> list)
            {
        """;

    private static readonly Lazy<MetadataReference> s_library = new(Library);

    /// <summary>The diagnostics of statements that use the models as a compiled library.</summary>
    public static IReadOnlyList<Diagnostic> In(string statements) => Analyze(Compile(Wrap(statements)));

    /// <summary>Statements in a method that has the models as its parameters.</summary>
    public static string Wrap(string statements) => Start + "\n" + statements + "\n    }\n}";

    /// <summary>The errors of the compiler in statements.</summary>
    public static IEnumerable<string> Errors(string statements) =>
        Compile(Wrap(statements)).GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString());

    /// <summary>A project that references the models as a compiled library.</summary>
    public static CSharpCompilation Compile(string source) => Spec.Compile("Consumer", [source], [.. Generation.Generation.Libraries, s_library.Value]);

    /// <summary>The analyzer's diagnostics; it must not fail.</summary>
    public static IReadOnlyList<Diagnostic> Analyze(Compilation compilation) => Analyze(compilation, out _);

    /// <summary>The analyzer's diagnostics, and the time that it took.</summary>
    public static IReadOnlyList<Diagnostic> Analyze(Compilation compilation, out TimeSpan time)
    {
        Exception? failure = null;
        var analyzer = new UseSiteAnalyzer();
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), (exception, _, _) => failure = exception, concurrentAnalysis: false, logAnalyzerExecutionTime: true);
        var analysis = compilation.WithAnalyzers(ImmutableArray.Create<DiagnosticAnalyzer>(analyzer), options);
        var diagnostics = analysis.GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        Assert.Null(failure);
        time = analysis.GetAnalyzerTelemetryInfoAsync(analyzer, CancellationToken.None).GetAwaiter().GetResult().ExecutionTime;
        return [.. diagnostics.OrderBy(d => d.Location.SourceSpan.Start)];
    }

    private static MetadataReference Library()
    {
        var project = Spec.Compile("Library", [Models], [.. Generation.Generation.Libraries]);
        Generation.Generation.Driver().RunGeneratorsAndUpdateCompilation(project, out var output, out var diagnostics);
        Assert.Empty(diagnostics);
        return Spec.Emit(output);
    }
}
