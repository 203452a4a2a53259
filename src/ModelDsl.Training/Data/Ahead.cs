namespace ModelDsl.Training;

/// <summary>Makes things ahead of their use and by several threads, in order; what comes does not depend on the number of threads.</summary>
internal static class Ahead
{
    // So many wait for each thread, at most.
    private const int PerWorker = 2;

    /// <summary>Makes things; one that can be disposed and is not taken any more is disposed.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="first">The one to begin with.</param>
    /// <param name="workers">Threads; 0 makes each when it is asked for.</param>
    /// <param name="make">Makes one.</param>
    public static IEnumerable<T> Of<T>(int count, int first, int workers, Func<int, T> make)
    {
        if (workers == 0)
        {
            for (var i = first; i < count; i++) yield return make(i);
            yield break;
        }
        var scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, workers).ConcurrentScheduler;
        var waiting = new Queue<Task<T>>();
        using var stop = new CancellationTokenSource();
        try
        {
            for (int next = first, i = first; i < count; i++)
            {
                for (; next < count && waiting.Count < workers * PerWorker; next++)
                {
                    var index = next;
                    waiting.Enqueue(Task.Factory.StartNew(() => make(index), stop.Token, TaskCreationOptions.None, scheduler));
                }
                // Kept in the queue while waited for: an error leaves nothing behind.
                var made = waiting.Peek().GetAwaiter().GetResult();
                waiting.Dequeue();
                yield return made;
            }
        }
        finally
        {
            stop.Cancel();
            foreach (var task in waiting)
            {
                ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
                if (task.IsCompletedSuccessfully) (task.Result as IDisposable)?.Dispose();
            }
        }
    }
}
