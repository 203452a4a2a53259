namespace ModelDsl.Training;

/// <summary>The learning rate: it grows linearly, then falls along half a cosine.</summary>
internal static class Schedule
{
    /// <summary>The rate at a point of the training.</summary>
    /// <param name="options">Its highest and last value, and the warm-up.</param>
    /// <param name="share">How much of the training is done when the step is, above 0 and up to 1.</param>
    public static double Rate(TrainingOptions options, double share)
    {
        var warmup = options.WarmupEpochs / options.Epochs;
        if (share < warmup) return options.LearningRate * share / warmup;
        var fallen = (1 - Math.Cos(Math.PI * (share - warmup) / (1 - warmup))) / 2;
        return options.LearningRate * (1 - fallen * (1 - options.FinalRate));
    }
}
