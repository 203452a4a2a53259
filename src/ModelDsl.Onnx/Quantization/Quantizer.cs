using ModelDsl.Onnx.Lowering;
using ModelDsl.Onnx.Quantization;

namespace ModelDsl.Onnx;

/// <summary>
/// Makes 8-bit models of classifiers. Half of the images say which range each activation takes, the other half whether the
/// 8-bit model still says the same; layers that cost too much stay in floating point.
/// </summary>
/// <param name="specification">The model; it takes one image and yields logits [N, classes].</param>
/// <param name="values">The values of its state_dict.</param>
/// <param name="options">How it is written.</param>
public sealed class Quantizer(Specification specification, IStateValues values, OnnxOptions options)
{
    // Enough to rank layers by; each of them is tried by itself.
    private const int ImagesForRanking = 4;

    // A layer that lies in an operator of one engine could not be in 8 bits.
    private readonly OnnxOptions options = options with { Target = OnnxTarget.Any };

    private const int FullRange = 127;
    private const int ReducedRange = 63;

    // Layers that are tried one by one are lowered one by one; what comes before is the same for all.
    private PreparedModel Prepared => field ??= OnnxModel.Prepared(specification, values, options);

    /// <summary>The share of images for which the 8-bit model has to name the class that the model in floating point names.</summary>
    public double Agreement { get; init; } = 0.99;

    /// <summary>Whether weights take 7 bits: for processors without VNNI, whose kernels overflow with 8.</summary>
    public bool ReducesRange { get; init; }

    /// <summary>Told what is being done, and which share of it is done.</summary>
    public IProgress<(string Step, double Share)>? Progress { get; init; }

    /// <summary>Makes the model.</summary>
    /// <param name="images">Images as the model takes them, each [1, …]: at least two.</param>
    /// <param name="shape">The shape of each.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The model, and how well it agrees.</returns>
    /// <exception cref="OnnxException">There are too few images, or the model is not a classifier.</exception>
    public QuantizationReport Run(IReadOnlyList<float[]> images, IReadOnlyList<long> shape, CancellationToken cancellation = default)
    {
        if (images.Count < 2) throw new OnnxException($"{images.Count} images are too few to quantize with: half of them set the ranges, the other half check the result");
        float[][] seen = [.. images.Where((_, i) => i % 2 == 0)];
        float[][] unseen = [.. images.Where((_, i) => i % 2 == 1)];
        var ranges = Ranges(seen, shape, cancellation);
        IReadOnlyList<string> layers = [];
        using var reference = Open(Of(g =>
        {
            layers = QuantizedGraph.Layers(g);
            return g;
        }));
        int[] expected = [.. unseen.Select(image => Class(reference, image, shape))];
        var kept = new List<string>();
        var (model, agreement) = Try([]);
        var first = agreement;
        if (agreement < Agreement)
        {
            var ranked = Ranked(layers, reference, ranges, seen, shape, cancellation);
            // Twice as many each time: the worst few usually are enough, and all of them always are.
            for (var count = 1; agreement < Agreement; count = Math.Min(2 * count, ranked.Count))
            {
                cancellation.ThrowIfCancellationRequested();
                kept = [.. ranked.Take(count)];
                (model, agreement) = Try([.. kept]);
                if (count == ranked.Count) break;
            }
        }
        return new(model, agreement, first, unseen.Length, layers.Count - kept.Count, kept);

        (OnnxModel, double) Try(HashSet<string> inFloat)
        {
            var quantized = Quantized(ranges, inFloat);
            using var session = Open(quantized);
            var same = 0;
            for (var i = 0; i < unseen.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                Progress?.Report(("compare", (double)i / unseen.Length));
                if (Class(session, unseen[i], shape) == expected[i]) same++;
            }
            return (quantized, (double)same / unseen.Length);
        }
    }

    private OnnxModel Of(Func<LoweredGraph, LoweredGraph> rewrite) => OnnxModel.Of(Prepared, values, options with { External = false, Precision = OnnxPrecision.Float32 }, rewrite);

    private OnnxModel Quantized(IReadOnlyDictionary<string, Quantization.Range> ranges, HashSet<string> inFloat) =>
        OnnxModel.Of(Prepared, values, options, g => QuantizedGraph.Of(g, ranges, inFloat.Contains, ReducesRange ? ReducedRange : FullRange));

    /// <summary>The range of each activation over some images: the model with these as further outputs.</summary>
    private Dictionary<string, Quantization.Range> Ranges(float[][] images, IReadOnlyList<long> shape, CancellationToken cancellation)
    {
        var ranges = new Dictionary<string, Quantization.Range>(StringComparer.Ordinal);
        var image = "";
        using var session = Open(Of(g =>
        {
            var observed = QuantizedGraph.Observed(g);
            image = observed.FirstOrDefault(v => v.Maker is null)?.Name ?? "";
            return g with { Outputs = [.. g.Outputs, .. observed.Where(v => v.Maker is not null).Except(g.Outputs)] };
        }));
        for (var i = 0; i < images.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Progress?.Report(("calibrate", (double)i / images.Length));
            foreach (var output in session.Run(images[i], shape)) Add(output.Name, output.Values);
            if (image.Length > 0) Add(image, images[i]);
        }
        return ranges;

        void Add(string name, float[] elements)
        {
            var range = Quantization.Range.Of(elements);
            ranges[name] = ranges.TryGetValue(name, out var known) ? known.With(range) : range;
        }
    }

    /// <summary>The layers, the one first that moves the logits most when it alone is quantized.</summary>
    private List<string> Ranked(
        IReadOnlyList<string> layers, OnnxSession reference, IReadOnlyDictionary<string, Quantization.Range> ranges, float[][] images, IReadOnlyList<long> shape, CancellationToken cancellation)
    {
        float[][] some = [.. images.Take(ImagesForRanking)];
        float[][] logits = [.. some.Select(image => Logits(reference, image, shape))];
        var errors = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var layer in layers)
        {
            cancellation.ThrowIfCancellationRequested();
            Progress?.Report(("rank layers", (double)errors.Count / layers.Count));
            using var session = Open(Quantized(ranges, [.. layers.Where(l => l != layer)]));
            errors[layer] = some.Zip(logits, (image, expected) => Logits(session, image, shape).Zip(expected, (a, b) => Math.Pow(a - b, 2)).Sum()).Sum();
        }
        return [.. layers.OrderByDescending(l => errors[l]).ThenBy(l => l, StringComparer.Ordinal)];
    }

    private static OnnxSession Open(OnnxModel model)
    {
        using var stream = new MemoryStream();
        model.Write(stream);
        return new OnnxSession(stream.ToArray());
    }

    private static float[] Logits(OnnxSession session, float[] image, IReadOnlyList<long> shape) => session.Run(image, shape)[0] switch
    {
        { Shape: [1, _] } logits => logits.Values,
        var other => throw new OnnxException($"the model yields [{string.Join(", ", other.Shape)}], no logits [1, classes]; only classifiers can be checked against themselves"),
    };

    private static int Class(OnnxSession session, float[] image, IReadOnlyList<long> shape)
    {
        var logits = Logits(session, image, shape);
        return Array.IndexOf(logits, logits.Max());
    }
}

/// <summary>An 8-bit model, and how well it agrees with the one in floating point.</summary>
/// <param name="Model">The model.</param>
/// <param name="Agreement">The share of images, not seen before, for which both name the same class.</param>
/// <param name="AgreementOfAll">That share with all layers in 8 bits.</param>
/// <param name="Images">How many images that are.</param>
/// <param name="Layers">How many layers are in 8 bits.</param>
/// <param name="InFloat">The layers that stayed in floating point, the most sensitive first.</param>
public sealed record QuantizationReport(OnnxModel Model, double Agreement, double AgreementOfAll, int Images, int Layers, IReadOnlyList<string> InFloat);
