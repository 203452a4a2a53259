namespace ModelDsl.Training;

/// <summary>How weights follow gradients.</summary>
public enum OptimizerKind
{
    /// <summary>Adam with weight decay apart from the gradient.</summary>
    AdamW,

    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,
}

/// <summary>How the learning rate falls after the warm-up.</summary>
public enum RateSchedule
{
    /// <summary>Along half a cosine.</summary>
    Cosine,

    /// <summary>As a power of the share of training that is left (DeepLab, arXiv:1606.00915, section 4.1).</summary>
    Poly,
}

/// <summary>All that a training's curve follows from, beside model, data and starting weights.</summary>
public sealed record TrainingOptions
{
    /// <summary>What a segmentation begins with in place of the defaults: batches of 16, no label smoothing, <see cref="RateSchedule.Poly"/>.</summary>
    public static TrainingOptions Segmentation { get; } = new() { BatchSize = 16, LabelSmoothing = 0, Schedule = RateSchedule.Poly };

    /// <summary>How often training sees each image.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Images in a step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>How weights follow gradients.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.AdamW;

    /// <summary>The highest learning rate.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Pulls weights to zero; biases and the scales of normalisations are left alone.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>SGD's momentum.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Epochs in which the learning rate grows to its highest; after them it falls as <see cref="Schedule"/> says.</summary>
    public double WarmupEpochs { get; init; }

    /// <summary>How the learning rate falls.</summary>
    public RateSchedule Schedule { get; init; }

    /// <summary>The power of <see cref="RateSchedule.Poly"/>: 0.9 in DeepLab (arXiv:1606.00915); SegFormer (arXiv:2105.15203) was trained with 1.</summary>
    public double PolyPower { get; init; } = 0.9;

    /// <summary>Where the learning rate ends, as a share of the highest.</summary>
    public double FinalRate { get; init; }

    /// <summary>The share of certainty that the loss spreads over all classes.</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Keeps a moving average of the weights, and measures and saves it: the share of it that a step keeps. Null for none.</summary>
    public double? EmaDecay { get; init; }

    /// <summary>The largest norm that all gradients together may have; null for any.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>
    /// In how many parts a step takes its batch, so that a large one fits into memory. The gradients are those of the whole batch,
    /// but for layers that normalise over it: batch norm sees the parts.
    /// </summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>
    /// Whether a step computes in bfloat16 (mixed precision). Weights, their updates, batch norms and the loss stay in single
    /// precision, and so does what is measured and saved. Worth it where the processor or GPU has instructions for bfloat16.
    /// </summary>
    public bool MixedPrecision { get; init; }

    /// <summary>Parts of the model that are not trained, by the beginnings of their keys; <c>levels.0-2</c> is three of them. Their batch norms keep their statistics.</summary>
    public IReadOnlyList<string> Freeze { get; init; } = [];

    /// <summary>Whether the loss of a class counts the more, the fewer training images, or pixels, it has.</summary>
    public bool BalanceClasses { get; init; }

    /// <summary>Ends training when the test accuracy, of a segmentation the mean IoU, has not risen for so many epochs; null for never.</summary>
    public int? Patience { get; init; }

    /// <summary>
    /// By how much the learning rate falls from a layer to the one before it, so that fine-tuning changes the first layers least;
    /// 1 for not at all (BEiT, arXiv:2106.08254, appendix). Layers are the elements of the model's lists of blocks, what comes
    /// before them and what comes after; that last layer learns at the full rate.
    /// </summary>
    public double LayerDecay { get; init; } = 1;

    /// <summary>α of mixup (arXiv:1710.09412): each batch is added to its images in reverse order, the share drawn from Beta(α, α). 0 for none.</summary>
    public double Mixup { get; init; }

    /// <summary>α of CutMix (arXiv:1905.04899): a rectangle of each image comes from another one. With mixup, each of them takes half of the steps. 0 for none.</summary>
    public double CutMix { get; init; }

    /// <summary>How training images are varied; of a segmentation only <see cref="Augmentation.Flip"/> counts, beside <see cref="Crops"/>.</summary>
    public Augmentation Augmentation { get; init; } = new();

    /// <summary>How the pictures of a segmentation become training images; a classifier has no use for it.</summary>
    public CropAugmentation Crops { get; init; } = new();

    /// <summary>What every random choice follows from.</summary>
    public long Seed { get; init; }

    /// <summary>Ends training after this time, the learning rate having fallen by then; null for no limit. With a limit the curve follows from the machine's speed too.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Steps over which a point of the curve is the mean.</summary>
    public int PointEvery { get; init; } = 10;

    /// <summary>Checks what has bounds.</summary>
    /// <exception cref="TrainingException">A value is outside of them.</exception>
    internal void Check()
    {
        Demand(Epochs > 0, nameof(Epochs), Epochs, "at least 1");
        Demand(BatchSize > 0, nameof(BatchSize), BatchSize, "at least 1");
        Demand(Accumulate > 0 && Accumulate <= BatchSize, nameof(Accumulate), Accumulate, "from 1 to BatchSize");
        Demand(Patience is null or > 0, nameof(Patience), Patience, "at least 1");
        Demand(PointEvery > 0, nameof(PointEvery), PointEvery, "at least 1");
        Demand(LearningRate > 0, nameof(LearningRate), LearningRate, "above 0");
        Demand(WeightDecay >= 0, nameof(WeightDecay), WeightDecay, "at least 0");
        Demand(Momentum is >= 0 and < 1, nameof(Momentum), Momentum, "from 0 to below 1");
        Demand(WarmupEpochs >= 0 && WarmupEpochs < Epochs, nameof(WarmupEpochs), WarmupEpochs, "from 0 to below Epochs");
        Demand(FinalRate is >= 0 and <= 1, nameof(FinalRate), FinalRate, "from 0 to 1");
        Demand(PolyPower > 0, nameof(PolyPower), PolyPower, "above 0");
        Demand(LabelSmoothing is >= 0 and < 1, nameof(LabelSmoothing), LabelSmoothing, "from 0 to below 1");
        Demand(EmaDecay is null or (> 0 and < 1), nameof(EmaDecay), EmaDecay, "between 0 and 1");
        Demand(ClipNorm is null or > 0, nameof(ClipNorm), ClipNorm, "above 0");
        Demand(TimeLimit is null || TimeLimit > TimeSpan.Zero, nameof(TimeLimit), TimeLimit, "above 0");
        Demand(LayerDecay is > 0 and <= 1, nameof(LayerDecay), LayerDecay, "above 0 and up to 1");
        Demand(Mixup is >= 0 and <= 100, nameof(Mixup), Mixup, "from 0 to 100");
        Demand(CutMix is >= 0 and <= 100, nameof(CutMix), CutMix, "from 0 to 100");
        Demand(Augmentation.CropScale is > 0 and <= 1, nameof(Augmentation.CropScale), Augmentation.CropScale, "above 0 and up to 1");
        Demand(Augmentation.CropRatio >= 1, nameof(Augmentation.CropRatio), Augmentation.CropRatio, "at least 1");
        Demand(Augmentation.Flip is >= 0 and <= 1, nameof(Augmentation.Flip), Augmentation.Flip, "from 0 to 1");
        Demand(Augmentation.Erasing is >= 0 and <= 1, nameof(Augmentation.Erasing), Augmentation.Erasing, "from 0 to 1");
        Demand(Augmentation.RandomMagnitude is null or (>= 0 and <= Augmentation.LargestMagnitude), nameof(Augmentation.RandomMagnitude), Augmentation.RandomMagnitude, $"from 0 to {Augmentation.LargestMagnitude}");
        Demand(Crops.MinScale > 0, nameof(Crops.MinScale), Crops.MinScale, "above 0");
        Demand(Crops.MaxScale >= Crops.MinScale, nameof(Crops.MaxScale), Crops.MaxScale, "at least MinScale");
        Demand(Crops.MaxClassShare is > 0 and <= 1, nameof(Crops.MaxClassShare), Crops.MaxClassShare, "above 0 and up to 1");
        Demand(Crops.Photometric is >= 0 and <= PhotometricDistortion.Strongest, nameof(Crops.Photometric), Crops.Photometric, $"from 0 to {PhotometricDistortion.Strongest}");
        Demand(Crops.Side is null or > 0, nameof(Crops.Side), Crops.Side, "at least 1");
        Demand(Augmentation.RandomOperations > 0, nameof(Augmentation.RandomOperations), Augmentation.RandomOperations, "at least 1");
    }

    private static void Demand(bool holds, string name, object? value, string expected)
    {
        if (!holds) throw new TrainingException(FormattableString.Invariant($"{name} is {value}, expected {expected}"));
    }
}
