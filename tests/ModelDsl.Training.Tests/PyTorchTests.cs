using System.Text.Json;
using ModelDsl.Cli.Verification;
using ModelDsl.Runtime;

namespace ModelDsl.Training.Tests;

/// <summary>Twenty steps beside PyTorch: same weights, same batches, same losses.</summary>
public sealed class PyTorchTests
{
    private const int Images = 80;
    private const double Tolerance = 1e-4;

    private static readonly TrainingOptions Common = new()
    {
        Epochs = 2, BatchSize = 8, WarmupEpochs = 0.5, Seed = 7, PointEvery = 1, Augmentation = new Augmentation { CropScale = 1, Flip = 0 },
    };

    public static TheoryData<string, TrainingOptions> Runs => new()
    {
        { "AdamW", Common with { Optimizer = OptimizerKind.AdamW, LearningRate = 1e-3, WeightDecay = 0.05, ClipNorm = 1, LabelSmoothing = 0.1, FinalRate = 0.01 } },
        { "Sgd", Common with { Optimizer = OptimizerKind.Sgd, LearningRate = 0.01, WeightDecay = 1e-4, Momentum = 0.9, LabelSmoothing = 0 } },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void Losses_are_those_of_PyTorch(string name, TrainingOptions options)
    {
        using var scratch = new Scratch();
        using var fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "losses.json")));
        var expected = fixture.RootElement.GetProperty(name).EnumerateArray().Select(v => v.GetDouble()).ToArray();
        var model = TinyFasterVit.Info.Model;
        var weights = scratch.Path("start.safetensors");
        using (var start = model.Create(Initialization.Skip))
        {
            FormulaWeights.Apply(start);
            Weights.Save(start, weights);
        }
        var dataset = new MemoryDataset([.. Enumerable.Range(0, Images).Select(Picture)], i => i % 5, 5);
        using var trainer = Trainer.Start(model, new ImageData("formula", dataset, dataset), options, scratch.Run("run"), new TrainerSettings { Weights = weights });
        Assert.True(trainer.Run(new Watcher()));
        Assert.Equal(expected.Length, trainer.Points.Count);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(trainer.Points[i].Loss - expected[i]) < Tolerance, $"step {i + 1}: loss {trainer.Points[i].Loss}, PyTorch has {expected[i]}");
    }

    private static RgbImage Picture(int index)
    {
        const int side = 64;
        var hash = FormulaWeights.Hash($"image.{index}");
        return new RgbImage(side, side, [.. Enumerable.Range(0, 3 * side * side).Select(i => (byte)(256 * FormulaWeights.Uniform(hash, i)))]);
    }
}
