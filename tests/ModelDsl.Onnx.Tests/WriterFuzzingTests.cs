using ModelDsl.Onnx.Format;
using Xunit.Abstractions;

namespace ModelDsl.Onnx.Tests;

/// <summary>What the writer is given, wrong in all ways at once: it writes whole files, or refuses in one line and leaves what was there.</summary>
public sealed class WriterFuzzingTests(ITestOutputHelper output)
{
    private const int Runs = 1500;
    private const int LeastRuns = 300;
    private const string Before = "what was there before";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    private static readonly string[] s_names = ["image", "x", "", " ", "a b", "a\nb", "é", "\u0000", "\ud800", "../up", "class", "input_2", "\"", new string('n', 300)];
    private static readonly int[] s_opsets = [20, 18, 19, 21, 22, 23, 17, 24, 0, -1, int.MaxValue, int.MinValue];
    private static readonly int?[] s_batches = [null, 1, 3, 0, -1, int.MaxValue, int.MinValue];
    private static readonly (int, int)?[] s_sizes = [null, null, (16, 16), (16, 24), (17, 16), (0, 16), (-16, 16), (1 << 20, 1 << 20), (int.MaxValue, int.MaxValue), (int.MinValue, 3)];
    private static readonly float[] s_values = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.Epsilon, -0f, 70_000, 1e-8f];

    [Fact]
    public void Whatever_comes_in_a_file_is_whole_or_not_there()
    {
        var folder = Directory.CreateTempSubdirectory("modeldsl").FullName;
        var (written, refused, failed, watch) = (0, new Dictionary<string, int>(), new List<string>(), System.Diagnostics.Stopwatch.StartNew());
        try
        {
            for (var run = 0; run < Runs && (run < LeastRuns || watch.Elapsed < Limit) && failed.Count < 10; run++)
            {
                try
                {
                    if (Try(run, folder) is { } message) refused[Kind(message)] = refused.GetValueOrDefault(Kind(message)) + 1;
                    else written++;
                }
                catch (Exception e)
                {
                    failed.Add($"run {run}: {e}");
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        output.WriteLine($"{written} written; {string.Join("; ", refused.OrderByDescending(r => r.Value).Select(r => $"{r.Value} {r.Key}"))}; {watch.Elapsed.TotalSeconds:f1} s");
        Assert.True(failed.Count == 0, string.Join("\n\n", failed));
        // Damage that is never noticed, or always at once, would try little.
        Assert.True(written >= 40 && refused.Count >= 8);
        Assert.InRange(refused.Values.Sum(), written, 10 * written);
    }

    /// <summary>One run; the same number makes the same case. Yields why the model was refused; null where it was written.</summary>
    private static string? Try(int run, string folder)
    {
        var random = new Random(run);
        var names = Enumerable.Range(0, 3).Select(_ => random.Next(3) > 0 ? "y" : Any(random, s_names)).ToArray();
        Specification specification;
        try
        {
            specification = SpecificationOf(random, names);
        }
        catch (SpecException e)
        {
            return e.Message;
        }
        var values = new Values(specification, random);
        var options = OptionsOf(random);
        var path = Path.Combine(folder, "model.onnx");
        foreach (var file in Directory.GetFiles(folder)) File.Delete(file);
        File.WriteAllText(path, Before);
        try
        {
            var model = OnnxModel.Of(specification, values, options);
            var files = model.Save(path);
            Check(files, options, model, values.IsUsual && run % 4 == 0);
            Assert.Equal(files.Order(StringComparer.Ordinal), Directory.GetFiles(folder).Order(StringComparer.Ordinal));
            return null;
        }
        catch (Exception e) when (e is OnnxException or Values.BrokenException)
        {
            Assert.True(e.Message.Length > 0 && !e.Message.Any(char.IsControl), $"run {run}: a message that is not one line: {e.Message}");
            Assert.Equal([path], Directory.GetFiles(folder));
            Assert.Equal(Before, File.ReadAllText(path));
            return e.Message;
        }
    }

    /// <summary>A file that was written can be read to its end, has all weights, and an engine opens it.</summary>
    private static void Check(IReadOnlyList<string> files, OnnxOptions options, OnnxModel model, bool isOpened)
    {
        var proto = ModelProto.Parser.ParseFrom(File.ReadAllBytes(files[0]));
        Assert.Equal(options.Metadata.Count, proto.MetadataProps.Count);
        var names = proto.Graph.Input.Select(i => i.Name).Concat(proto.Graph.Initializer.Select(i => i.Name)).Concat(proto.Graph.Node.SelectMany(n => n.Output)).ToList();
        Assert.Equal([], names.GroupBy(n => n).Where(n => n.Skip(1).Any()).Select(n => n.Key));
        foreach (var tensor in proto.Graph.Initializer)
        {
            var bytes = tensor.Dims.Aggregate(1L, (a, b) => a * b) * (tensor.DataType switch { (int)TensorProto.Types.DataType.Int64 => 8, (int)TensorProto.Types.DataType.Float or (int)TensorProto.Types.DataType.Int32 => 4, (int)TensorProto.Types.DataType.Float16 or (int)TensorProto.Types.DataType.Bfloat16 => 2, _ => 1 });
            if (tensor.ExternalData.Count == 0) Assert.Equal(bytes, tensor.RawData.Length);
            else Assert.True(long.Parse(tensor.ExternalData.Single(d => d.Key == "offset").Value, System.Globalization.CultureInfo.InvariantCulture) + bytes <= new FileInfo(files[1]).Length);
        }
        // ONNX Runtime has no kernels for bfloat16 on the CPU.
        if (options.Precision == OnnxPrecision.BFloat16 || model.Inputs.Any(i => i.Shape.Any(s => s > 1000)) || !isOpened) return;
        using var settings = new Microsoft.ML.OnnxRuntime.SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = Microsoft.ML.OnnxRuntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(files[0], settings);
        Assert.Equal(model.Outputs.Count, session.OutputNames.Count);
    }

    private static OnnxOptions OptionsOf(Random random) => new()
    {
        Opset = random.Next(4) == 0 ? Any(random, s_opsets) : 20,
        Batch = random.Next(3) == 0 ? Any(random, s_batches) : null,
        Size = random.Next(3) == 0 ? Any(random, s_sizes) : null,
        Precision = (OnnxPrecision)(random.Next(4) == 0 ? random.Next(-1, 5) : 0),
        Target = (OnnxTarget)(random.Next(6) == 0 ? random.Next(-1, 4) : 0),
        External = random.Next(4) == 0,
        Without = random.Next(6) == 0 ? [Any(random, [.. OnnxModel.PassNames, "", "no such pass", "\n"])] : [],
        Metadata = random.Next(3) == 0 ? Enumerable.Range(0, random.Next(4)).Select(_ => Any(random, s_names)).Distinct().ToDictionary(n => n, _ => Any(random, s_names)) : new Dictionary<string, string>(),
    };

    private static Specification SpecificationOf(Random random, string[] names)
    {
        var (first, height) = (random.Next(6) == 0 ? Any(random, s_names) : "x", random.Next(2) == 0 ? Dim.Symbol("H", multipleOf: 4, minimum: 8) : (Dim)16);
        switch (random.Next(6))
        {
            case 0:
                return Specification.Of(s => Convolved(s, first, height, random).Tap(names[1]).Mean(2, 3).Linear(s / "head", 4), names[0]);
            case 1:
                return Specification.Of(s =>
                {
                    var x = Convolved(s, first, height, random);
                    return [x, x.ResizeBilinear(2 * x.Height, 2 * x.Width)];
                }, names[0], names[1]);
            case 2:
                return Specification.Of(s =>
                {
                    var x = Convolved(s, first, height, random).Rearrange("b c h w -> b (h w) c");
                    var parts = x.Linear(s / "qkv", 3 * 8).Rearrange("b n (k h d) -> k b h n d", ("k", 3), ("h", 2));
                    return parts.Select(0, 0).Attention(parts.Select(0, 1), parts.Select(0, 2)).Rearrange("b h n d -> b n (h d)").Linear(s / "proj", 8);
                }, names[0]);
            case 3:
                return Specification.Of(s =>
                {
                    // A table as large as the image.
                    var x = Convolved(s, first, height, random);
                    return x + s.Buffer("table", s.Arange(0, 4)).Mean(0) + (random.Next(2) == 0 ? s.Arange(0, x.Height).Rearrange("h -> 1 1 h 1") : x);
                }, names[0]);
            case 4:
                return Specification.Of(s =>
                {
                    var tokens = s.Input(ElementType.Int64, first, Dim.Batch, 6);
                    return tokens.Embedding(s / "embed", 11, 8).LayerNorm(s / "norm") + s.Input(names[1], Dim.Batch, 6, 8);
                }, names[0]);
            default:
                return Specification.Of(s => s.Parameter("weight", [3, 4], Init.Zeros).Softmax(axis: 1), names[0]);
        }
    }

    private static Sym Convolved(Scope s, string name, Dim height, Random random) =>
        s.Input(name, random.Next(3) == 0 ? 2 : Dim.Batch, 3, height, height).Conv2d(s / "conv", 8, kernel: 3, padding: 1).BatchNorm2d(s / "norm").Gelu();

    private static T Any<T>(Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];

    /// <summary>The reason without names and numbers.</summary>
    private static string Kind(string message) => new([.. message.Where(c => char.IsAsciiLetter(c) || c == ' ').Take(24)]);

    /// <summary>Weights that may be wrong in a way.</summary>
    private sealed class Values : IStateValues
    {
        private readonly Dictionary<string, long[]> shapes = new(StringComparer.Ordinal);
        private readonly string broken = "";
        private readonly int harm;
        private readonly Random random;

        public Values(Specification specification, Random random)
        {
            this.random = random;
            foreach (var path in specification.Graph.StatePaths)
                foreach (var entry in specification.Graph.StateOf(path)) shapes[$"{path}.{entry.Name}".Trim('.')] = [.. entry.Shape.Select(d => d.AtReference())];
            harm = random.Next(3) == 0 ? random.Next(1, 8) : 0;
            if (harm > 0 && shapes.Count > 0) broken = Any(random, [.. shapes.Keys]);
            if (harm == 1) shapes.Remove(broken);
            if (harm == 2) shapes[broken + ".more"] = [3];
            if (harm == 3 && broken.Length > 0) shapes[broken] = Any<long[]>(random, [[], [0], [-1], [long.MaxValue, 2], [.. shapes[broken], 1], [.. shapes[broken].Select(n => n + 1)]]);
        }

        /// <summary>Whether an engine has no reason to refuse the values.</summary>
        public bool IsUsual => harm is 0 or 2;

        public IReadOnlyList<long>? ShapeOf(string key) => shapes.GetValueOrDefault(key);

        public float[] Read(string key)
        {
            var values = new float[shapes[key].Aggregate(1L, (a, b) => a * b)];
            for (var i = 0; i < values.Length; i++) values[i] = 0.01f * (i % 7);
            if (key != broken) return values;
            switch (harm)
            {
                case 4:
                    Array.Fill(values, Any(random, s_values));
                    return values;
                case 5:
                    return [.. values.Skip(1)];
                case 6:
                    return [.. values, 1];
                case 7:
                    throw new BrokenException();
                default:
                    return values;
            }
        }

        /// <summary>What a source of values may say while it is read, as a weight file does.</summary>
        public sealed class BrokenException() : IOException("the disk is gone");
    }
}
