namespace ModelDsl.Runtime;

/// <summary>
/// Has the system fetch parts of a file from the disk, front to back, while others copy what has come. Several readers
/// at different places look to the system like no order at all, and its own reading ahead gives up on them.
/// </summary>
internal sealed class ReadAhead : IDisposable
{
    // Asked for at a time: enough to keep a disk busy, little enough to stop soon.
    private const long PieceLength = 8L << 20;

    private readonly CancellationTokenSource stop = new();
    private readonly Task work;

    /// <summary>Begins; ends with the last part, or when disposed.</summary>
    public ReadAhead(ByteSource source, IReadOnlyList<Region> parts) =>
        // A thread of its own: a request waits where the disk has enough to do.
        work = Task.Factory.StartNew(() => Run(source, parts, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public void Dispose()
    {
        stop.Cancel();
        work.Wait();
        stop.Dispose();
    }

    private static void Run(ByteSource source, IReadOnlyList<Region> parts, CancellationToken cancellation)
    {
        foreach (var part in parts)
        {
            for (var done = 0L; done < part.Length; done += PieceLength)
            {
                if (cancellation.IsCancellationRequested) return;
                source.Expect(part.Position + done, Math.Min(PieceLength, part.Length - done));
            }
        }
    }
}
