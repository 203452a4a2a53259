using System.Globalization;
using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training.Tests;

/// <summary>
/// No number and no tensor is freed while native code reads it, however unlucky the moment of a collection. The variable
/// MODELDSL_STEPS gives the number of steps; a search for rare accidents takes 20000.
/// </summary>
public sealed class CollectionTests : IDisposable
{
    private static readonly int s_steps =
        int.TryParse(Environment.GetEnvironmentVariable("MODELDSL_STEPS"), NumberStyles.None, CultureInfo.InvariantCulture, out var steps) ? steps : 480;

    private readonly Scratch scratch = new();
    private readonly Collections collections = new();

    private static readonly TrainingOptions Common = new()
    {
        // 96 images in batches of 12.
        Epochs = Math.Max(1, s_steps / 8), BatchSize = 12, LearningRate = 0.01, EmaDecay = 0.99, ClipNorm = 1, PointEvery = 1,
        Augmentation = new Augmentation { CropScale = 0.6, Flip = 0 },
    };

    public void Dispose()
    {
        collections.Dispose();
        scratch.Dispose();
    }

    [Theory]
    [InlineData(OptimizerKind.AdamW)]
    [InlineData(OptimizerKind.Sgd)]
    public void Two_trainings_yield_the_same_weights_and_losses(OptimizerKind optimizer)
    {
        var options = Common with { Optimizer = optimizer };
        var first = Train(options, "first");
        var second = Train(options, "second");
        Assert.Equal(first.Losses, second.Losses);
        Assert.Equal(first.Weights, second.Weights);
    }

    [Fact]
    public void Every_forward_and_backward_yields_the_same()
    {
        using var module = TinyNumbers.Info.Model.Create(Initialization.Published);
        module.eval();
        using var images = torch.rand(2, 1, 8, 8);
        float[]? expected = null;
        for (var i = 0; i < s_steps; i++)
        {
            using var output = TinyNumbers.Info.Model.Forward(module, images)[0].Value;
            using var sum = output.sum();
            sum.backward();
            using var logits = output.detach();
            float[] values = [.. logits.data<float>().ToArray(), .. Gradients(module)];
            expected ??= values;
            Assert.Equal(expected, values);
        }
    }

    private (List<double> Losses, byte[] Weights) Train(TrainingOptions options, string name)
    {
        using var trainer = Trainer.Start(TinyNumbers.Info.Model, Quarters.Data(test: 4), options, scratch.Run(name), new TrainerSettings { Workers = 2, SaveEvery = TimeSpan.FromDays(1) });
        Assert.True(trainer.Run(new Watcher()));
        return ([.. trainer.Points.Select(p => p.Loss)], File.ReadAllBytes(scratch.Run(name).Weights));
    }

    private static IEnumerable<float> Gradients(torch.nn.Module module)
    {
        foreach (var parameter in module.parameters())
        {
            using var gradient = parameter.grad!;
            foreach (var value in gradient.data<float>().ToArray()) yield return value;
            parameter.grad = null;
        }
    }

    /// <summary>Collections on a thread of their own, one after another.</summary>
    private sealed class Collections : IDisposable
    {
        private readonly Thread thread;
        private volatile bool isOver;

        public Collections()
        {
            thread = new Thread(() =>
            {
                while (!isOver)
                {
                    // What is made on the way to a call is young; to collect only that is quick, so it happens in more places.
                    GC.Collect(0);
                    GC.WaitForPendingFinalizers();
                }
            });
            thread.Start();
        }

        public void Dispose()
        {
            isOver = true;
            thread.Join();
        }
    }
}
