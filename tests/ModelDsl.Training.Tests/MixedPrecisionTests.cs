using ModelDsl.Models;
using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training.Tests;

/// <summary>Steps that compute in 16 bits, for weights that learn in 32.</summary>
public sealed class MixedPrecisionTests : IDisposable
{
    private static readonly TrainingOptions s_options = new()
    {
        Epochs = 3, BatchSize = 16, LearningRate = 0.01, PointEvery = 1, MixedPrecision = true, Augmentation = new Augmentation { CropScale = 1, Flip = 0 },
    };

    private readonly Scratch scratch = new();

    /// <summary>
    /// Some with the tests; all classifiers of some size, which takes a minute, with <c>MODELDSL_MODELS=all</c>. MobileNetV2 is not one of them: at its
    /// random start rounding turns the gradients anywhere, in PyTorch's autocast too (cosine 0.4).
    /// </summary>
    public static TheoryData<ModelInfo> Models => [
        TinyGrey.Info.Model, TinyFasterVit.Info.Model, TinyNumbers.Info.Model,
        .. Environment.GetEnvironmentVariable("MODELDSL_MODELS") == "all"
            ? ModelDsl.Models.Models.All.Where(m => m.Classes is not null && m.Inputs.Count == 1 && m.Parameters <= 40_000_000 && !m.Name.StartsWith("mobilenetv2", StringComparison.Ordinal))
            : [LvtCls.Info.Model, SwinTiny.Info.Model],
    ];

    public void Dispose() => scratch.Dispose();

    /// <summary>16 bits hold a number to 1/256, and the errors of many layers add up: what must agree is where the gradients point.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Gradients_point_where_those_of_32_bits_point(ModelInfo model)
    {
        var exact = Gradients(model, new TrainingOptions());
        var rounded = Gradients(model, new TrainingOptions { MixedPrecision = true });
        Assert.Equal(exact.Keys, rounded.Keys);
        var (product, own, other) = (0.0, 0.0, 0.0);
        foreach (var (key, gradient) in exact)
        {
            foreach (var (a, b) in gradient.Zip(rounded[key]))
                (product, own, other) = (product + (double)a * b, own + (double)a * a, other + (double)b * b);
        }
        Assert.InRange(product / Math.Sqrt(own * other), 0.98, 1);
        Assert.InRange(Math.Sqrt(other / own), 0.9, 1.1);
        // Those of 32 bits do not have 16 zeros at their ends.
        Assert.Contains(exact.Values, g => !g.All(IsSixteenBits));
    }

    [Fact]
    public void Weights_and_statistics_keep_their_32_bits()
    {
        var (weights, curve) = Train(s_options with { Epochs = 6 }, "mixed");
        var (_, exact) = Train(s_options with { Epochs = 6, MixedPrecision = false }, "exact");
        Assert.All(weights.Where(w => w.Key != "norm.num_batches_tracked"), w => Assert.Contains(w.Value, v => !IsSixteenBits(v)));
        Assert.Equal(6 * 6, Assert.Single(weights["norm.num_batches_tracked"]));
        Assert.All(exact.Zip(curve), p => Assert.InRange(p.Second.Loss / p.First.Loss, 0.9, 1.1));
        Assert.True(curve[^1].Loss < 0.9 * curve[0].Loss);
    }

    /// <summary>In 16 bits a step of this length would change nothing.</summary>
    [Fact]
    public void Steps_that_16_bits_cannot_tell_add_up()
    {
        var options = s_options with { Optimizer = OptimizerKind.Sgd, LearningRate = 1e-5, WeightDecay = 0 };
        var (start, _) = Train(options with { LearningRate = 1e-30 }, "start");
        var (end, _) = Train(options, "end");
        Assert.True(start["conv.weight"].Zip(end["conv.weight"]).Count(p => p.First != p.Second) > 0.9 * start["conv.weight"].Length);
    }

    [Fact]
    public void An_interrupted_training_continues_as_if_it_had_not_been()
    {
        var options = s_options with { EmaDecay = 0.99, Accumulate = 2, ClipNorm = 1 };
        var (expected, curve) = Train(options, "whole");
        using (var first = Start(options, "stopped"))
        {
            var watcher = new Watcher(stopAfter: 8);
            Assert.False(first.Run(watcher, watcher.Token));
        }
        var (weights, rest) = Finish(Trainer.Resume(TinyGrey.Info.Model, Quarters.Data(), scratch.Run("stopped"), new TrainerSettings { Workers = 0 }));
        Assert.Equal(curve, rest);
        Assert.Equal(expected, weights);
    }

    [Fact]
    public void Frozen_parts_stay_as_they_are()
    {
        var (start, _) = Train(s_options with { LearningRate = 1e-30, Epochs = 1, Freeze = ["stem", "norm"] }, "start");
        var (end, _) = Train(s_options with { Freeze = ["stem", "norm"] }, "end");
        foreach (var (key, values) in end) Assert.Equal(key.StartsWith("stem.", StringComparison.Ordinal) || key.StartsWith("norm.", StringComparison.Ordinal), values.SequenceEqual(start[key]));
    }

    private static Dictionary<string, float[]> Gradients(ModelInfo model, TrainingOptions options)
    {
        using var seed = torch.manual_seed(3);
        using var module = model.Create(Initialization.Published);
        module.train();
        using var gradients = new BatchGradients(model, module, null, options, torch.CPU);
        using var images = torch.randn([4, .. model.Inputs[0].Reference.Skip(1)]);
        using var labels = torch.tensor([0L, 1, 2, 3]);
        using var batch = new Batch(images, labels);
        using var again = torch.manual_seed(4);
        var random = new RandomStream(5);
        var (loss, _, _) = gradients.Compute(batch, ref random);
        Assert.True(double.IsFinite(loss));
        return StateLayout.Of(module).Where(s => s.Kind == StateKind.Parameter && s.Tensor is not null && s.Tensor.grad is not null)
            .ToDictionary(s => s.Key, s => Values(s.Tensor!.grad!));
    }

    private Trainer Start(TrainingOptions options, string name) => Trainer.Start(TinyGrey.Info.Model, Quarters.Data(), options, scratch.Run(name), new TrainerSettings { Workers = 0 });

    private (Dictionary<string, float[]> Weights, IReadOnlyList<CurvePoint> Curve) Train(TrainingOptions options, string name) => Finish(Start(options, name));

    private static (Dictionary<string, float[]> Weights, IReadOnlyList<CurvePoint> Curve) Finish(Trainer trainer)
    {
        using (trainer)
        {
            Assert.True(trainer.Run(new Watcher()));
            return (StateLayout.Of(trainer.Result).ToDictionary(s => s.Key, s => Values(s.Tensor!)), [.. trainer.Points]);
        }
    }

    private static float[] Values(torch.Tensor tensor)
    {
        using var plain = tensor.detach().to(torch.float32);
        return plain.data<float>().ToArray();
    }

    private static bool IsSixteenBits(float value) => (BitConverter.SingleToUInt32Bits(value) & 0xFFFF) == 0;
}
