namespace ModelDsl.Runtime;

/// <summary>What is known of a generated model at compile time.</summary>
public record ModelDescription
{
    /// <summary>The name under which the model is listed.</summary>
    public required string Name { get; init; }

    /// <summary>One line about it.</summary>
    public string Description { get; init; } = "";

    /// <summary>Where the architecture was published.</summary>
    public string Paper { get; init; } = "";

    /// <summary>The inputs of <c>forward</c>.</summary>
    public required IReadOnlyList<TensorInfo> Inputs { get; init; }

    /// <summary>What <c>forward</c> yields.</summary>
    public required IReadOnlyList<TensorInfo> Outputs { get; init; }

    /// <summary>Trained values; a tensor with two keys counts once.</summary>
    public required long Parameters { get; init; }

    /// <summary>Saved values that are not trained.</summary>
    public required long Buffers { get; init; }

    /// <summary>Multiply-accumulate operations for one image of the reference size.</summary>
    public required MacInfo Macs { get; init; }

    /// <summary>
    /// The most bytes that tensors hold at once for one image of the reference size, in float32 and without gradients.
    /// The input counts; weights, kept tables and what kernels need for themselves do not.
    /// </summary>
    public long ActivationBytes { get; init; }

    /// <summary>The module tree with the shape and cost of each part.</summary>
    public required LayerInfo Layers { get; init; }

    /// <summary>How an image becomes the input; null where the model states nothing.</summary>
    public PreprocessingInfo? Preprocessing { get; init; }

    /// <summary>Results and weights that were published with the architecture; null where the model names none.</summary>
    public PublishedInfo? Published { get; init; }

    /// <summary>The classes that it tells apart: the size of its one output [N, classes], else null.</summary>
    public long? Classes => Outputs is [{ Shape: [-1, > 0 and var classes] }] ? classes : null;

    /// <summary>The classes that it tells apart at each pixel: the second size of its one output [N, classes, height, width], where its input is one image; else null.</summary>
    public long? PixelClasses => (Inputs, Outputs) is ([{ Shape: [_, _, _, _] }], [{ Shape: [-1 or 1, > 0 and var classes, _, _] }]) ? classes : null;

    /// <summary>Named intermediate values and the path of the module that yields each.</summary>
    public IReadOnlyList<TapInfo> Taps { get; init; } = [];

    /// <summary>The numbers and switches that decide what the state_dict holds; with them a file of another variant is recognised and named.</summary>
    public IReadOnlyList<HyperParameter> HyperParameters { get; init; } = [];

    /// <summary>Runs the specification: the graph with symbolic sizes, for what takes the model elsewhere. Null for a module that was not generated.</summary>
    public Func<Specification>? Specification { get; init; }
}

/// <summary>Name and shape of an input or output.</summary>
/// <param name="Name">The name.</param>
/// <param name="Shape">The sizes; −1 where a size is fixed only at run time.</param>
/// <param name="Text">The sizes as the specification states them, for instance <c>[N, 3, 224, 224]</c>.</param>
public sealed record TensorInfo(string Name, IReadOnlyList<long> Shape, string Text)
{
    /// <summary>The sizes for which costs are stated: one image, and where a size is fixed only at run time its reference value.</summary>
    public IReadOnlyList<long> Reference { get; init; } = [.. Shape.Select(size => Math.Max(size, 1))];

    /// <summary>The smallest sizes that the model takes, axis by axis; empty where none is stated.</summary>
    public IReadOnlyList<long> Minimum { get; init; } = [];

    /// <summary>The numbers whose multiples the sizes are, axis by axis; empty where none is stated.</summary>
    public IReadOnlyList<long> MultipleOf { get; init; } = [];

    /// <summary>The type of its elements.</summary>
    public ModelDsl.ElementType Type { get; init; } = ModelDsl.ElementType.Float32;

    /// <summary>Whether a tensor of a shape is one.</summary>
    /// <param name="shape">The shape.</param>
    public bool Takes(IReadOnlyList<long> shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Count != Shape.Count) return false;
        for (var i = 0; i < shape.Count; i++)
        {
            var (size, minimum, multiple) = (shape[i], i < Minimum.Count ? Minimum[i] : 1, i < MultipleOf.Count ? MultipleOf[i] : 1);
            if (Shape[i] < 0 ? size < minimum || size % multiple != 0 : size != Shape[i]) return false;
        }
        return true;
    }
}

/// <summary>A named intermediate value.</summary>
/// <param name="Name">The name, for instance <c>level1</c>.</param>
/// <param name="Module">The path of the module whose output it is, for instance <c>levels.0</c>.</param>
public sealed record TapInfo(string Name, string Module);

/// <summary>A module or layer in the tree.</summary>
/// <param name="Name">Its name in its parent: one part of the state_dict key.</param>
/// <param name="Kind">The layer's operation or the block's name.</param>
/// <param name="Output">The shape of what it yields; empty for a mere container.</param>
/// <param name="Parameters">Trained values in it and below; shared weights count where they are named first.</param>
/// <param name="Macs">Multiply-accumulate operations for one image in it and below.</param>
/// <param name="Children">What it is made of.</param>
public sealed record LayerInfo(string Name, string Kind, string Output, long Parameters, long Macs, IReadOnlyList<LayerInfo> Children);

/// <summary>
/// Multiply-accumulate operations for one image. Bias, normalisation and activations count nothing.
/// </summary>
/// <param name="Convolution">In convolutions.</param>
/// <param name="Linear">In linear layers on activations.</param>
/// <param name="WeightsOnly">In layers that do not see the input (position biases), needed once per weight state.</param>
/// <param name="MatMul">In products of two activations (attention).</param>
public sealed record MacInfo(long Convolution, long Linear, long WeightsOnly, long MatMul)
{
    /// <summary>All of them.</summary>
    public long Total => Convolution + Linear + WeightsOnly + MatMul;
}

/// <summary>How an image becomes a model's input when it is evaluated.</summary>
/// <param name="Height">Rows of the input.</param>
/// <param name="Width">Columns of the input.</param>
/// <param name="CropFraction">The share of the resized image's side that the crop keeps.</param>
/// <param name="Mode">How the image is brought to size.</param>
/// <param name="Mean">Subtracted from each channel of an image in 0..1.</param>
/// <param name="StandardDeviation">What each channel is divided by after that.</param>
public sealed record PreprocessingInfo(
    int Height, int Width, double CropFraction, CropMode Mode, IReadOnlyList<double> Mean, IReadOnlyList<double> StandardDeviation);

/// <summary>What was published with an architecture beside its description.</summary>
/// <param name="Dataset">On what the results were measured; empty where not published.</param>
/// <param name="Top1">Top-1 accuracy in percent; null where not published.</param>
/// <param name="Top5">Top-5 accuracy in percent; null where not published.</param>
/// <param name="Checkpoint">The name of the published file of weights; empty for none.</param>
/// <param name="License">The licence of the published code and weights; empty where not stated.</param>
public sealed record PublishedInfo(string Dataset, double? Top1, double? Top5, string Checkpoint, string License);
