using ModelDsl.Cli.Output;

namespace ModelDsl.Cli.Benchmarking;

/// <summary>Something that computes a batch and is timed in turns with others.</summary>
internal interface IContestant : IDisposable
{
    /// <summary>How far outputs in 32 bits may be from those of the first contestant, by their rms: folded weights move the last digits.</summary>
    protected const double UsualTolerance = 1e-4;

    /// <summary>What the table calls it.</summary>
    string Name { get; }

    /// <summary>How far its outputs may be from those of the first contestant, by their rms.</summary>
    double Tolerance => UsualTolerance;

    /// <summary>
    /// Prepares it anew and lets that go again: what a program waits for that has the model's file, or its module, before the
    /// first batch. Null where nothing is prepared.
    /// </summary>
    Action? Start => null;

    /// <summary>Computes the batch once.</summary>
    void Run();

    /// <summary>Computes the batch, and gives back what it yields.</summary>
    IReadOnlyList<TensorRecord> Outputs();
}
