namespace ModelDsl.Training;

/// <summary>Where a training diverged: its loss, or a weight, was no finite number any more.</summary>
/// <param name="Step">The step.</param>
/// <param name="LearningRate">The highest learning rate that it had.</param>
/// <param name="ClipNorm">The largest norm of gradients that it had; null for none.</param>
public sealed record Divergence(int Step, double LearningRate, double? ClipNorm)
{
    /// <summary>Whether a training with these options would take the same steps again.</summary>
    /// <param name="options">The options.</param>
    internal bool Repeats(TrainingOptions options) => options.LearningRate == LearningRate && options.ClipNorm == ClipNorm;
}

/// <summary>A training diverged. The message says what to do; the options of the command have the same names in <see cref="TrainingOptions"/>.</summary>
public sealed class DivergenceException : TrainingException
{
    private const double Lower = 10;

    internal DivergenceException(Divergence divergence, int? checkpoint, string what) : base(Compose(divergence, checkpoint, what)) =>
        (Divergence, CheckpointStep) = (divergence, checkpoint);

    /// <summary>Where it diverged.</summary>
    public Divergence Divergence { get; }

    /// <summary>The step of the checkpoint that is left; null where there is none.</summary>
    public int? CheckpointStep { get; }

    /// <summary>A learning rate to try next.</summary>
    public double SuggestedRate => Divergence.LearningRate / Lower;

    private static string Compose(Divergence divergence, int? checkpoint, string what) => FormattableString.Invariant(
        $"{what}: lower the learning rate (--lr was {divergence.LearningRate}) or clip the gradients (--clip {(divergence.ClipNorm is { } norm ? $"was {norm}" : "5")}); ")
        + (checkpoint is { } step ? $"--resume with another --lr or --clip continues from step {step}, another --out begins anew" : "there is no checkpoint yet: begin anew");
}
