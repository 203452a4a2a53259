namespace ModelDsl.Cli.Benchmarking;

/// <summary>Something that computes a batch and is timed in turns with others.</summary>
internal interface IContestant : IDisposable
{
    /// <summary>What the table calls it.</summary>
    string Name { get; }

    /// <summary>Computes the batch once.</summary>
    void Run();

    /// <summary>Computes the batch, and gives back what it yields.</summary>
    IReadOnlyList<(IReadOnlyList<long> Shape, float[] Values)> Outputs();
}
