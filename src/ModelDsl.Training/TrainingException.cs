namespace ModelDsl.Training;

/// <summary>Data, options or a run cannot be used. The message is one line: what was wrong, where, and what to do.</summary>
public class TrainingException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">The line.</param>
    /// <param name="inner">What went wrong underneath.</param>
    public TrainingException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
