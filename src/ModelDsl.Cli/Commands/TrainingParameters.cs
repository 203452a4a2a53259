using System.CommandLine;
using ModelDsl.Training;

namespace ModelDsl.Cli.Commands;

/// <summary>The options of a training that its curve follows from.</summary>
internal sealed class TrainingParameters
{
    private static readonly TrainingOptions Defaults = new();

    private readonly Option<int?> epochs = Parameters.Whole("--epochs", "How often training sees each image", 1, 100_000, Defaults.Epochs);
    private readonly Option<int?> batch = Parameters.Whole("--batch", "Images in a step", 1, 65_536, Defaults.BatchSize);
    private readonly Option<string> optimizer = new("--optimizer") { Description = "adamw or sgd", DefaultValueFactory = _ => "adamw" };
    private readonly Option<double?> rate = Parameters.Real("--lr", "The highest learning rate", 1e-12, 1e3, Defaults.LearningRate);
    private readonly Option<double?> decay = Parameters.Real("--weight-decay", "Weight decay; biases and scales have none", 0, 10, Defaults.WeightDecay);
    private readonly Option<double?> momentum = Parameters.Real("--momentum", "SGD's momentum", 0, 0.9999, Defaults.Momentum);
    private readonly Option<double?> warmup = Parameters.Real("--warmup", "Epochs in which the learning rate grows; then it falls along a cosine", 0, 100_000, Defaults.WarmupEpochs);
    private readonly Option<double?> smoothing = Parameters.Real("--label-smoothing", "The share of certainty that goes to all classes", 0, 0.9999, Defaults.LabelSmoothing);
    private readonly Option<double?> ema = Parameters.Real("--ema", "Average the weights: the share that each step keeps, such as 0.9998", 1e-6, 0.999999);
    private readonly Option<double?> clip = Parameters.Real("--clip", "The largest norm of all gradients together", 1e-12, 1e12);
    private readonly Option<double?> crop = Parameters.Real("--crop-scale", "The smallest share of an image that a random crop keeps; 1 for none", 1e-3, 1, Defaults.Augmentation.CropScale);
    private readonly Option<double?> flip = Parameters.Real("--flip", "How often an image is mirrored", 0, 1, Defaults.Augmentation.Flip);
    private readonly Option<int?> seed = Parameters.Whole("--seed", "What random choices follow from", 0, int.MaxValue, 0);
    private readonly Option<double?> minutes = Parameters.Real("--minutes", "End after this time, the learning rate having fallen by then", 1e-3, 1e6);

    public TrainingParameters() => optimizer.AcceptOnlyFromAmong("adamw", "sgd");

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [epochs, batch, optimizer, rate, decay, momentum, warmup, smoothing, ema, clip, crop, flip, seed, minutes];

    /// <summary>The names of those that were given.</summary>
    public IEnumerable<string> Given(ParseResult parsed) => All.Where(o => parsed.GetResult(o) is { Implicit: false }).Select(o => o.Name);

    public TrainingOptions Read(ParseResult parsed) => new()
    {
        Epochs = parsed.GetValue(epochs) ?? Defaults.Epochs,
        BatchSize = parsed.GetValue(batch) ?? Defaults.BatchSize,
        Optimizer = parsed.GetValue(optimizer) == "sgd" ? OptimizerKind.Sgd : OptimizerKind.AdamW,
        LearningRate = parsed.GetValue(rate) ?? Defaults.LearningRate,
        WeightDecay = parsed.GetValue(decay) ?? Defaults.WeightDecay,
        Momentum = parsed.GetValue(momentum) ?? Defaults.Momentum,
        WarmupEpochs = parsed.GetValue(warmup) ?? Defaults.WarmupEpochs,
        LabelSmoothing = parsed.GetValue(smoothing) ?? Defaults.LabelSmoothing,
        EmaDecay = parsed.GetValue(ema),
        ClipNorm = parsed.GetValue(clip),
        Augmentation = new Augmentation
        {
            CropScale = parsed.GetValue(crop) ?? Defaults.Augmentation.CropScale,
            Flip = parsed.GetValue(flip) ?? Defaults.Augmentation.Flip,
        },
        Seed = parsed.GetValue(seed) ?? 0,
        TimeLimit = parsed.GetValue(minutes) is { } limit ? TimeSpan.FromMinutes(limit) : null,
    };
}
