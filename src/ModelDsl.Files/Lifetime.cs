namespace ModelDsl.Runtime;

/// <summary>
/// How long something that native code works on has to stay: until it is closed and the last call is done. What is freed in the middle
/// of a call on another thread ends the process.
/// </summary>
/// <param name="owner">Whose lifetime it is, for the message.</param>
/// <param name="free">Frees it.</param>
internal sealed class Lifetime(object owner, Action free)
{
    private volatile bool _isClosed;
    private int _users = 1;

    /// <summary>Throws where it is closed.</summary>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public void Require() => ObjectDisposedException.ThrowIf(_isClosed, owner);

    /// <summary>Begins a call; <see cref="Use.Dispose"/> ends it.</summary>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public Use Enter()
    {
        Require();
        for (var users = Volatile.Read(ref _users); users > 0; users = Volatile.Read(ref _users))
            if (Interlocked.CompareExchange(ref _users, users + 1, users) == users) return new Use(this);
        throw new ObjectDisposedException(owner.GetType().FullName);
    }

    /// <summary>Lets no further call begin; the last one that runs frees it, or this method where none does.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _isClosed, true)) return;
        Leave();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0) free();
    }

    /// <summary>A call that runs.</summary>
    public readonly ref struct Use(Lifetime lifetime)
    {
        /// <summary>Ends the call.</summary>
        public void Dispose() => lifetime.Leave();
    }
}
