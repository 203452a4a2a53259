using ModelDsl.Runtime;
using ModelDsl.Runtime.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelDsl.Sweep;

/// <summary>The numbers of a case.</summary>
internal static class Computation
{
    /// <summary>The largest error that rounding explains.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>
    /// How many times what a bit in the weights changes an error may be. A network may amplify rounding beyond the tolerance, in every library;
    /// then two float32 runs differ from each other as much as from float64. A wrong kernel is wrong in the same way in both.
    /// </summary>
    public const double Nudges = 4;

    // Of the root mean square of all gradients: a layer without influence has nothing but rounding.
    private const double SmallestScale = 0.1;

    /// <summary>The tensors that a case is about, with their names: the outputs, or the gradients of all parameters.</summary>
    /// <param name="info">The model.</param>
    /// <param name="one">The case.</param>
    /// <param name="seed">What weights, images and masks follow from.</param>
    /// <param name="type">The type of all numbers.</param>
    /// <param name="nudges">Whether weights are a bit of float32 away from where they are.</param>
    public static List<NamedTensor> Compute(ModelInfo info, SweepCase one, int seed, ScalarType type, bool nudges)
    {
        using var random = new Generator((ulong)seed);
        var net = info.Create(Initialization.Published);
        Fill(net, random, seed);
        net.to(type);
        if (nudges) Nudge(net, seed);
        Tensor[] inputs = [.. info.Inputs.Select(Input)];
        net.train(one.Part == Part.Gradients);
        if (one.Part == Part.Forward)
        {
            using var mode = no_grad();
            return [.. info.Forward(net, inputs)];
        }

        // Drop path and dropout act, as in training: the masks are the same for every type, since they follow from the seed.
        manual_seed(seed);
        var loss = zeros(1, type);
        foreach (var output in info.Forward(net, inputs))
        {
            var (batch, sizes) = (output.Value.shape[0], output.Value.shape[1..]);
            loss += (output.Value * Random(batch, sizes)).sum();
        }
        loss.backward();
        return [.. from parameter in net.named_parameters() where parameter.parameter.grad is not null select new NamedTensor(parameter.name, parameter.parameter.grad!)];

        Tensor Input(TensorInfo input)
        {
            var (batch, sizes) = (input.Shape[0] < 0 ? one.Batch : input.Shape[0], input.Reference.Skip(1).ToArray());
            if (input.Type != ElementType.Float32)
            {
                // Rows of the batch, or truth values of both kinds.
                var numbers = arange(sizes.Aggregate(batch, (product, size) => product * size), int64).reshape([batch, .. sizes]);
                return input.Type == ElementType.Int64 ? numbers.flip(0) : (numbers % 2).eq(0);
            }
            var values = Random(batch, sizes);
            return one.Layout == MemoryLayout.ChannelsLast && values.ndim == 4 ? values.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : values;
        }

        // The numbers are those of float32, whatever the type.
        Tensor Random(long batch, long[] sizes) => randn([batch, .. sizes], generator: random).to_type(type);
    }

    /// <summary>The largest error of a case's tensors, and the name of the tensor that has it.</summary>
    /// <param name="actual">What was computed.</param>
    /// <param name="expected">What float64 yields, one after another.</param>
    /// <param name="part">What the tensors are.</param>
    /// <returns>
    /// Of an output, the largest difference as a share of the output's root mean square. Of a parameter's gradient, the root mean
    /// square of the differences, since its largest values are many times the others, as a share of the largest root mean square
    /// among the gradients of the layer's parameters, and at least a tenth of that of all gradients. For some gradients are zero by
    /// mathematics, as that of a bias in front of a batch norm: what float32 has instead is the rounding of a sum whose terms are
    /// as large as those of the weight beside it.
    /// </returns>
    public static (double Error, string Where) Worst(List<NamedTensor> actual, Tensor expected, Part part)
    {
        var sizes = actual.Select(t => t.Value.numel()).ToArray();
        if (sizes.Sum() != expected.numel()) throw new InvalidOperationException($"{sizes.Sum()} values came, and {expected.numel()} of float64.");
        var right = expected.split(sizes);
        var scales = right.Select(RootMeanSquare).ToArray();
        if (part == Part.Gradients)
        {
            var least = SmallestScale * RootMeanSquare(expected);
            var layers = actual.Zip(scales).GroupBy(t => Layer(t.First.Name)).ToDictionary(g => g.Key, g => Math.Max(least, g.Max(t => t.Second)));
            scales = [.. actual.Select(t => layers[Layer(t.Name)])];
        }
        var errors = actual.Select((t, i) => Size(t.Value.to_type(float64).flatten() - right[i]) / scales[i]).ToArray();
        // NaN is worse than anything, and IndexOf finds it.
        var worst = errors.Any(double.IsNaN) ? double.NaN : errors.Max();
        return (worst, actual[Array.IndexOf(errors, worst)].Name);

        double Size(Tensor difference) => part == Part.Forward ? difference.abs().max().item<double>() : RootMeanSquare(difference);
    }

    private static double RootMeanSquare(Tensor x) => Math.Sqrt(x.square().mean().item<double>());

    // Weights that let every path count: published ones scale whole branches down to nothing, where their errors would hide.
    // What a batch norm yields lies far from the corner of a ReLU, in the middle between those of a ReLU6: beside a corner float32
    // may take the other side than float64, and the gradient is another one, and right. Other weights keep it twice as close to that middle:
    // among the millions of values of a large map some come near a corner with any weights.
    private static void Fill(nn.Module net, Generator random, int seed)
    {
        using var mode = no_grad();
        var batchNorms = net.named_buffers().Where(b => b.name.EndsWith("running_mean", StringComparison.Ordinal)).Select(b => Layer(b.name)).ToHashSet();
        foreach (var (name, parameter) in net.named_parameters())
        {
            using var scope = NewDisposeScope();
            var noise = randn(parameter.shape, generator: random);
            var (isBias, isBatchNorm) = (name.EndsWith("bias", StringComparison.Ordinal), batchNorms.Contains(Layer(name)));
            if (parameter.ndim > 1) parameter.copy_(noise / Math.Sqrt(parameter.numel() / (double)parameter.shape[0]));
            else if (isBias) parameter.copy_(noise * 0.1 + (isBatchNorm ? 3 : 0));
            else parameter.copy_((noise * 0.1 + 1) * (isBatchNorm && seed > 1 ? 0.5 : 1));
        }
    }

    private static void Nudge(nn.Module net, int seed)
    {
        using var mode = no_grad();
        using var random = new Generator((ulong)seed);
        foreach (var (_, parameter) in net.named_parameters())
        {
            using var scope = NewDisposeScope();
            parameter.mul_(1 + (randn(parameter.shape, generator: random).sign().to_type(parameter.dtype) * Math.Pow(2, -23)));
        }
    }

    private static string Layer(string parameter) => parameter[..Math.Max(0, parameter.LastIndexOf('.'))];
}
