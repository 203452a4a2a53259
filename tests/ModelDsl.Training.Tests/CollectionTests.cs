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
        int.TryParse(Environment.GetEnvironmentVariable("MODELDSL_STEPS"), NumberStyles.None, CultureInfo.InvariantCulture, out var steps) ? steps : 80;

    private const int Batch = 12;
    private const int StepsOfEpoch = 40;

    private readonly Scratch scratch = new();
    private readonly Turmoil turmoil = new();

    private static readonly TrainingOptions s_options = new()
    {
        Epochs = Math.Max(1, s_steps / StepsOfEpoch), BatchSize = Batch, LearningRate = 0.01, EmaDecay = 0.99, ClipNorm = 1,
        Augmentation = new Augmentation { CropScale = 0.6, Flip = 0 },
    };

    public void Dispose()
    {
        turmoil.Dispose();
        scratch.Dispose();
    }

    [Fact]
    public void Two_trainings_yield_the_same_weights_and_losses()
    {
        var first = Train("first");
        var second = Train("second");
        Assert.Equal(first.Losses, second.Losses);
        Assert.Equal(first.Weights, second.Weights);
    }

    /// <summary>Nothing but the step that follows a gradient, so that accidents in it are frequent.</summary>
    [Theory]
    [InlineData(OptimizerKind.AdamW)]
    [InlineData(OptimizerKind.Sgd)]
    public void The_same_gradient_again_and_again_leads_to_the_same_weights(OptimizerKind kind) => Assert.Equal(Descend(kind), Descend(kind));

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

    private (List<double> Losses, byte[] Weights) Train(string name)
    {
        using var trainer = Trainer.Start(TinyNumbers.Info.Model, Quarters.Data(train: Batch * StepsOfEpoch, test: 4), s_options, scratch.Run(name), new TrainerSettings { Workers = 2, SaveEvery = TimeSpan.FromDays(1) });
        Assert.True(trainer.Run(new Watcher()));
        return ([.. trainer.Points.Select(p => p.Loss)], File.ReadAllBytes(scratch.Run(name).Weights));
    }

    private static float[] Descend(OptimizerKind kind)
    {
        using var scope = torch.NewDisposeScope();
        using var module = TinyNumbers.Info.Model.Create(Initialization.Skip);
        foreach (var (i, parameter) in module.parameters().Index())
        {
            torch.nn.init.constant_(parameter, Scalars.Of(0.5));
            parameter.grad = torch.full_like(parameter, Scalars.Of(0.1 * (i + 1)));
        }
        using var optimizer = new ModuleOptimizer(module, new TrainingOptions { Optimizer = kind, ClipNorm = 1 });
        for (var i = 0; i < 10 * s_steps; i++) optimizer.Step(1e-4);
        return [.. module.parameters().SelectMany(p => p.detach().data<float>().ToArray())];
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

    /// <summary>Collections one after another, and a thread for each core, so that the one that computes is stopped in unlucky places.</summary>
    private sealed class Turmoil : IDisposable
    {
        private readonly List<Thread> threads = [];
        private volatile bool isOver;

        public Turmoil()
        {
            // What is made on the way to a call is young; to collect only that is quick, so it happens in more places.
            Repeat(() => { GC.Collect(0); GC.WaitForPendingFinalizers(); });
            for (var i = 0; i < Environment.ProcessorCount; i++) Repeat(() => Thread.SpinWait(1000));
        }

        public void Dispose()
        {
            isOver = true;
            foreach (var thread in threads) thread.Join();
        }

        private void Repeat(Action action)
        {
            var thread = new Thread(() => { while (!isOver) action(); });
            threads.Add(thread);
            thread.Start();
        }
    }
}
