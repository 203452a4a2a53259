using System.Text.Json.Serialization;
using ModelDsl.Runtime;
using ModelDsl.Training;

namespace ModelDsl.Cli.Output;

/// <summary>An input or output of a model.</summary>
internal sealed record TensorDocument(string Name, IReadOnlyList<long> Shape, string Text, IReadOnlyList<long> Reference)
{
    public static TensorDocument[] From(IReadOnlyList<TensorInfo> tensors) =>
        [.. tensors.Select(t => new TensorDocument(t.Name, t.Shape, t.Text, t.Reference))];
}

/// <summary>One model of <c>list --json</c>.</summary>
internal sealed record ListDocument(
    string Name, string Description, string Paper, TensorDocument[] Inputs, TensorDocument[] Outputs, long Parameters, long Buffers, long Macs);

/// <summary><c>summary --json</c>.</summary>
internal sealed record SummaryDocument(
    string Name, string Description, string Paper, TensorDocument[] Inputs, TensorDocument[] Outputs, long Parameters, long Buffers,
    MacDocument Macs, long ActivationBytes, long? Classes, PreprocessingInfo? Preprocessing, PublishedInfo? Published, LayerInfo Layers);

/// <summary>Multiply-accumulate operations by kind.</summary>
internal sealed record MacDocument(long Total, long Convolution, long Linear, long WeightsOnly, long MatMul);

/// <summary><c>run --json</c>.</summary>
internal sealed record RunDocument(string Model, string? Weights, IReadOnlyList<string>? Notes, string Device, IReadOnlyList<ImageDocument> Images);

/// <summary>What a model says of one image: classes, the shares of classes of its pixels, or tensors where it tells no classes.</summary>
internal sealed record ImageDocument(
    string File, IReadOnlyList<ClassDocument>? Classes, IReadOnlyList<FeatureDocument>? Features, IReadOnlyList<ShareDocument>? Shares = null, string? Overlay = null);

/// <summary>A class, how many of an image's pixels have it, and their share of all; its colour in the overlay as #rrggbb.</summary>
internal sealed record ShareDocument(int Index, string? Label, int Pixels, double Share, string Colour);

/// <summary>A class and its probability.</summary>
internal sealed record ClassDocument(int Index, string? Label, double Probability);

/// <summary>An output tensor in numbers.</summary>
internal sealed record FeatureDocument(string Name, IReadOnlyList<long> Shape, double Mean, double Rms);

/// <summary><c>verify --json</c>.</summary>
internal sealed record VerifyDocument(
    string Model, string Golden, bool Passed, int? StateEntries, IReadOnlyList<string> Problems, IReadOnlyList<CheckDocument> Checks);

/// <summary>One comparison of numbers.</summary>
internal sealed record CheckDocument(string Kind, string Name, double Deviation, double Tolerance, bool Passed, string Where);

/// <summary><c>bench --json</c>; times are milliseconds per batch.</summary>
/// <param name="Model">The model.</param>
/// <param name="Device">Where it ran.</param>
/// <param name="Batch">Images in a batch.</param>
/// <param name="Threads">Threads of each engine.</param>
/// <param name="Iterations">How often each ran.</param>
/// <param name="Engines">Who ran, in turns; the first one is what the others are compared with.</param>
/// <param name="PeakResidentBytes">The most memory that the process held; null where the system does not tell.</param>
/// <param name="LiveTensors">Tensors of TorchSharp that are alive at the end.</param>
/// <param name="TensorsGained">How many more than before the first timed run.</param>
internal sealed record BenchDocument(
    string Model, string Device, int Batch, int Threads, int Iterations, IReadOnlyList<EngineDocument> Engines, long? PeakResidentBytes, long LiveTensors, long TensorsGained);

/// <summary>What ran the model, and how long it took.</summary>
/// <param name="Name">The engine, or the file of a peer.</param>
/// <param name="ImagesPerSecond">Images by the sum of the times.</param>
/// <param name="Least">The fastest run.</param>
/// <param name="Median">Half of its runs took less.</param>
/// <param name="Percentile10">A tenth of its runs took less.</param>
/// <param name="Percentile90">A tenth of its runs took more.</param>
/// <param name="Start">The fewest milliseconds to open its file, or to prepare the module; null where nothing is prepared.</param>
/// <param name="Ratio">Its time by that of the first engine: the median over rounds; null for the first one itself.</param>
/// <param name="LeastRatio">Its fastest run by that of the first engine; null for the first one itself.</param>
/// <param name="Deviation">The largest difference of its outputs from those of the first engine, by their rms; null where it was not compared.</param>
internal sealed record EngineDocument(
    string Name, double ImagesPerSecond, double Least, double Median, double Percentile10, double Percentile90, double? Start, double? Ratio, double? LeastRatio, double? Deviation);

/// <summary><c>eval --json</c>; shares are from 0 to 1, the confusion table has a row for each actual class.</summary>
internal sealed record EvalDocument(
    string Model, string Weights, IReadOnlyList<string>? Notes, string Data, int Images, double Loss, double Top1, double Top5, IReadOnlyList<string> Classes, int[][] Confusion)
{
    public static EvalDocument Of(string model, string weights, IReadOnlyList<string> notes, TrainingData data, EvaluationResult result) => new(
        model, weights, notes.Count > 0 ? notes : null, data.Name, result.Count, result.Loss, result.Top1, result.Top5, data.Classes,
        [.. Enumerable.Range(0, result.Classes).Select(a => Enumerable.Range(0, result.Classes).Select(p => result.Confused(a, p)).ToArray())]);
}

/// <summary><c>eval --json</c> of a segmentation; an absent class has no IoU, and the confusion table counts pixels.</summary>
internal sealed record SegmentationEvalDocument(
    string Model, string Weights, IReadOnlyList<string>? Notes, string Data, int Images, long Pixels, double Loss, double MeanIou, double PixelAccuracy,
    IReadOnlyList<PixelClassDocument> Classes, long[][] Confusion)
{
    public static SegmentationEvalDocument Of(string model, string weights, IReadOnlyList<string> notes, TrainingData data, SegmentationResult result) => new(
        model, weights, notes.Count > 0 ? notes : null, data.Name, result.Pictures, result.Pixels, result.Loss, result.MeanIou, result.PixelAccuracy,
        [.. data.Classes.Select((name, i) => new PixelClassDocument(name, result.Actual(i), result.Iou(i), result.Accuracy(i)))],
        [.. Enumerable.Range(0, result.Classes).Select(a => Enumerable.Range(0, result.Classes).Select(p => result.Confused(a, p)).ToArray())]);
}

/// <summary>A class of pixels.</summary>
internal sealed record PixelClassDocument(string Name, long Pixels, double? Iou, double? Accuracy);

/// <summary>Serialisation code made at compile time: reflection would cost start-up time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(ListDocument[]))]
[JsonSerializable(typeof(SummaryDocument))]
[JsonSerializable(typeof(RunDocument))]
[JsonSerializable(typeof(VerifyDocument))]
[JsonSerializable(typeof(BenchDocument))]
[JsonSerializable(typeof(EvalDocument))]
[JsonSerializable(typeof(SegmentationEvalDocument))]
[JsonSerializable(typeof(DataDocument))]
[JsonSerializable(typeof(DoctorDocument))]
[JsonSerializable(typeof(WeightFileDocument))]
[JsonSerializable(typeof(WeightDiffDocument))]
[JsonSerializable(typeof(ConversionDocument))]
[JsonSerializable(typeof(ExportDocument))]
[JsonSerializable(typeof(PyTorchDocument))]
[JsonSerializable(typeof(QuantizeDocument))]
[JsonSerializable(typeof(ReportDocument))]
[JsonSerializable(typeof(NewDocument))]
internal sealed partial class JsonDocuments : JsonSerializerContext;
