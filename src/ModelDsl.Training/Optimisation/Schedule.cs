namespace ModelDsl.Training;

/// <summary>The learning rate: it grows linearly, then falls along half a cosine or as a power of what is left.</summary>
internal static class Schedule
{
    /// <summary>The rate at a point of the training.</summary>
    /// <param name="options">Its highest and last value, and the warm-up.</param>
    /// <param name="share">How much of the training is done when the step is, above 0 and up to 1.</param>
    public static double Rate(TrainingOptions options, double share)
    {
        var warmup = options.WarmupEpochs / options.Epochs;
        if (share < warmup) return options.LearningRate * share / warmup;
        var done = (share - warmup) / (1 - warmup);
        var fallen = options.Schedule switch
        {
            RateSchedule.Cosine => (1 - Math.Cos(Math.PI * done)) / 2,
            // A share that is rounded to above 1 has no power.
            RateSchedule.Poly => 1 - Math.Pow(Math.Max(0, 1 - done), options.PolyPower),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Schedule, "no such schedule"),
        };
        return options.LearningRate * (1 - fallen * (1 - options.FinalRate));
    }
}
