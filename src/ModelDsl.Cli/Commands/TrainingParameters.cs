using System.CommandLine;
using ModelDsl.Training;

namespace ModelDsl.Cli.Commands;

/// <summary>The options of a training that its curve follows from.</summary>
internal sealed class TrainingParameters
{
    private static readonly TrainingOptions Defaults = new();
    private static readonly TrainingOptions OfSegmentation = TrainingOptions.Segmentation;

    private readonly Option<int?> epochs = Parameters.Whole("--epochs", "How often training sees each image", 1, 100_000, Defaults.Epochs);
    private readonly Option<int?> batch = Parameters.Whole("--batch", $"Images in a step; {OfSegmentation.BatchSize} for a segmentation", 1, 65_536, Defaults.BatchSize);
    private readonly Option<string> optimizer = new("--optimizer") { Description = "adamw or sgd", DefaultValueFactory = _ => "adamw" };
    private readonly Option<double?> rate = Parameters.Real("--lr", "The highest learning rate", 1e-12, 1e3, Defaults.LearningRate);
    private readonly Option<double?> decay = Parameters.Real("--weight-decay", "Weight decay; biases and scales have none", 0, 10, Defaults.WeightDecay);
    private readonly Option<double?> momentum = Parameters.Real("--momentum", "SGD's momentum", 0, 0.9999, Defaults.Momentum);
    private readonly Option<double?> warmup = Parameters.Real("--warmup", "Epochs in which the learning rate grows; then it falls", 0, 100_000, Defaults.WarmupEpochs);
    private readonly Option<string> schedule = new("--schedule") { Description = "How the learning rate falls: cosine, or poly, a power of what is left of training; poly for a segmentation", HelpName = "NAME", DefaultValueFactory = _ => "cosine" };
    private readonly Option<double?> power = Parameters.Real("--poly-power", "The power of --schedule poly: 0.9 as in DeepLab, 1 as in SegFormer", 1e-3, 100, Defaults.PolyPower);
    private readonly Option<double?> smoothing = Parameters.Real("--label-smoothing", $"The share of certainty that goes to all classes; {OfSegmentation.LabelSmoothing} for a segmentation", 0, 0.9999, Defaults.LabelSmoothing);
    private readonly Option<double?> ema = Parameters.Real("--ema", "Average the weights: the share that each step keeps, such as 0.9998", 1e-6, 0.999999);
    private readonly Option<double?> clip = Parameters.Real("--clip", "The largest norm of all gradients together", 1e-12, 1e12);
    private readonly Option<double?> crop = Parameters.Real("--crop-scale", "The smallest share of an image that a random crop keeps; 1 for none", 1e-3, 1, Defaults.Augmentation.CropScale);
    private readonly Option<int?> side = SegmentationParameters.Side();
    private readonly Option<double?> minScale = Parameters.Real("--min-scale", "Of a segmentation: the smallest factor by which a picture is scaled at random", 1e-2, 100, Defaults.Crops.MinScale);
    private readonly Option<double?> maxScale = Parameters.Real("--max-scale", "Of a segmentation: the largest factor", 1e-2, 100, Defaults.Crops.MaxScale);
    private readonly Option<double?> classShare = Parameters.Real("--max-class-share", "Of a segmentation: the largest share of a crop that one class may have", 1e-3, 1, Defaults.Crops.MaxClassShare);
    private readonly Option<double?> photometric = Parameters.Real("--photometric", "Of a segmentation: change lightness and colours at random, so much of what mmsegmentation does; 1 is usual", 0, 2, Defaults.Crops.Photometric);
    private readonly Option<double?> flip = Parameters.Real("--flip", "How often an image is mirrored", 0, 1, Defaults.Augmentation.Flip);
    private readonly Option<int?> randAugment = Parameters.Whole("--rand-augment", "Change each training image by two random operations of this strength (RandAugment); 9 is usual", 0, Augmentation.LargestMagnitude);
    private readonly Option<double?> erasing = Parameters.Real("--erasing", "How often a random rectangle of an image becomes noise", 0, 1, Defaults.Augmentation.Erasing);
    private readonly Option<double?> mixup = Parameters.Real("--mixup", "Blend each image with another one; the α of mixup, such as 0.8", 0, 100, Defaults.Mixup);
    private readonly Option<double?> cutMix = Parameters.Real("--cutmix", "Paste a rectangle of another image into each; the α of CutMix, such as 1", 0, 100, Defaults.CutMix);
    private readonly Option<double?> layerDecay = Parameters.Real("--layer-decay", "The learning rate of a layer as a share of that of the next one, such as 0.75", 1e-3, 1, Defaults.LayerDecay);
    private readonly Option<int?> accumulate = Parameters.Whole("--accumulate", "In how many parts a step takes its batch, to fit into memory", 1, 65_536, Defaults.Accumulate);
    private readonly Option<string?> amp = new("--amp") { Description = "Mixed precision: bfloat16 computes a step in 16 bits, and learns and saves in 32", HelpName = "TYPE" };
    private readonly Option<string[]> freeze = Parameters.Texts("--freeze", "Parts of the model that are not trained, such as patch_embed or levels.0-2", "PART");
    private readonly Option<bool> balance = new("--balance-classes") { Description = "Let the loss of a class count the more, the fewer images it has" };
    private readonly Option<int?> patience = Parameters.Whole("--patience", "End when the test accuracy, or the mean IoU, has not risen for so many epochs", 1, 100_000);
    private readonly Option<int?> seed = Parameters.Whole("--seed", "What random choices follow from", 0, int.MaxValue, 0);
    private readonly Option<double?> minutes = Parameters.Real("--minutes", "End after this time, the learning rate having fallen by then", 1e-3, 1e6);

    public TrainingParameters()
    {
        optimizer.AcceptOnlyFromAmong("adamw", "sgd");
        schedule.AcceptOnlyFromAmong("cosine", "poly");
        amp.AcceptOnlyFromAmong("bfloat16");
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [epochs, batch, optimizer, rate, decay, momentum, warmup, schedule, power, smoothing, ema, clip, .. OfClassification, .. OfPixels, flip, layerDecay, accumulate, amp, freeze, balance, patience, seed, minutes];

    /// <summary>Those that a segmentation has no use for.</summary>
    public IReadOnlyList<Option> OfClassification => [crop, randAugment, erasing, mixup, cutMix];

    /// <summary>Those that a classification has no use for.</summary>
    public IReadOnlyList<Option> OfPixels => [side, minScale, maxScale, classShare, photometric];

    /// <summary>The names of those that a training which continues may change.</summary>
    public IReadOnlyList<string> Changeable => [rate.Name, clip.Name, epochs.Name];

    /// <summary>The names of those that were given and that a training which continues may not change.</summary>
    public IEnumerable<string> Fixed(ParseResult parsed) => All.Where(o => Parameters.IsGiven(parsed, o)).Select(o => o.Name).Except(Changeable);

    /// <summary>Options with those that were given in place of theirs.</summary>
    /// <exception cref="UserException">Two of them contradict each other.</exception>
    public TrainingOptions Change(ParseResult parsed, TrainingOptions options)
    {
        var changed = With(parsed, options);
        Demand(changed.WarmupEpochs < changed.Epochs, warmup, changed.WarmupEpochs, "is not below", epochs, changed.Epochs);
        Demand(changed.Accumulate <= changed.BatchSize, accumulate, changed.Accumulate, "is above", batch, changed.BatchSize);
        Demand(changed.Crops.MaxScale >= changed.Crops.MinScale, maxScale, changed.Crops.MaxScale, "is below", minScale, changed.Crops.MinScale);
        return changed;

        static void Demand(bool holds, Option option, double value, string relation, Option other, double limit)
        {
            if (!holds) throw new UserException(FormattableString.Invariant($"{option.Name}: {value} {relation} {other.Name}, which is {limit}; change one of the two"));
        }
    }

    private TrainingOptions With(ParseResult parsed, TrainingOptions options) => options with
    {
        Epochs = Or(parsed, epochs, options.Epochs),
        BatchSize = Or(parsed, batch, options.BatchSize),
        Optimizer = !Parameters.IsGiven(parsed, optimizer) ? options.Optimizer : parsed.GetValue(optimizer) == "sgd" ? OptimizerKind.Sgd : OptimizerKind.AdamW,
        LearningRate = Or(parsed, rate, options.LearningRate),
        WeightDecay = Or(parsed, decay, options.WeightDecay),
        Momentum = Or(parsed, momentum, options.Momentum),
        WarmupEpochs = Or(parsed, warmup, options.WarmupEpochs),
        Schedule = !Parameters.IsGiven(parsed, schedule) ? options.Schedule : parsed.GetValue(schedule) == "poly" ? RateSchedule.Poly : RateSchedule.Cosine,
        PolyPower = Or(parsed, power, options.PolyPower),
        LabelSmoothing = Or(parsed, smoothing, options.LabelSmoothing),
        EmaDecay = Parameters.IsGiven(parsed, ema) ? parsed.GetValue(ema) : options.EmaDecay,
        ClipNorm = Parameters.IsGiven(parsed, clip) ? parsed.GetValue(clip) : options.ClipNorm,
        Augmentation = options.Augmentation with
        {
            CropScale = Or(parsed, crop, options.Augmentation.CropScale),
            Flip = Or(parsed, flip, options.Augmentation.Flip),
            RandomMagnitude = Parameters.IsGiven(parsed, randAugment) ? parsed.GetValue(randAugment) : options.Augmentation.RandomMagnitude,
            Erasing = Or(parsed, erasing, options.Augmentation.Erasing),
        },
        Crops = options.Crops with
        {
            Side = Parameters.IsGiven(parsed, side) ? parsed.GetValue(side) : options.Crops.Side,
            MinScale = Or(parsed, minScale, options.Crops.MinScale),
            MaxScale = Or(parsed, maxScale, options.Crops.MaxScale),
            MaxClassShare = Or(parsed, classShare, options.Crops.MaxClassShare),
            Photometric = Or(parsed, photometric, options.Crops.Photometric),
        },
        Mixup = Or(parsed, mixup, options.Mixup),
        CutMix = Or(parsed, cutMix, options.CutMix),
        LayerDecay = Or(parsed, layerDecay, options.LayerDecay),
        Accumulate = Or(parsed, accumulate, options.Accumulate),
        MixedPrecision = options.MixedPrecision || Parameters.IsGiven(parsed, amp),
        Freeze = Parameters.IsGiven(parsed, freeze) ? parsed.GetValue(freeze) ?? [] : options.Freeze,
        BalanceClasses = Parameters.IsGiven(parsed, balance) ? parsed.GetValue(balance) : options.BalanceClasses,
        Patience = Parameters.IsGiven(parsed, patience) ? parsed.GetValue(patience) : options.Patience,
        Seed = Parameters.IsGiven(parsed, seed) ? parsed.GetValue(seed) ?? options.Seed : options.Seed,
        TimeLimit = Parameters.IsGiven(parsed, minutes) && parsed.GetValue(minutes) is { } limit ? TimeSpan.FromMinutes(limit) : options.TimeLimit,
    };

    private static T Or<T>(ParseResult parsed, Option<T?> option, T otherwise) where T : struct => Parameters.IsGiven(parsed, option) ? parsed.GetValue(option) ?? otherwise : otherwise;
}
