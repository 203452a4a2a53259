namespace ModelDsl.Runtime.Tests.Weights;

public sealed class ReadAheadTests
{
    private const long Piece = 8L << 20;

    [Fact]
    public void Parts_are_asked_for_in_their_order_and_piece_by_piece()
    {
        using var source = new Recorder(ends: 4);
        using (new ReadAhead(source, [Part(100, 7), Part(Piece, (2 * Piece) + 1)]))
            Assert.True(source.Ended.Wait(TimeSpan.FromMinutes(1)), "not all was asked for");
        Assert.Equal([(100, 7), (Piece, Piece), (2 * Piece, Piece), (3 * Piece, 1)], source.Expected);
    }

    [Fact]
    public void Disposing_it_stops_it()
    {
        using var source = new Recorder(ends: 1);
        using (new ReadAhead(source, [Part(0, long.MaxValue)])) source.Ended.Wait();
        var count = source.Expected.Count;
        Thread.Sleep(20);
        Assert.Equal(count, source.Expected.Count);
    }

    [Fact]
    public void A_file_takes_the_hint_and_reads_the_same()
    {
        using var scratch = new Scratch();
        var content = new byte[100_000];
        new Random(1).NextBytes(content);
        using var file = FileBytes.Open(scratch.Write("bytes", content));
        file.Expect(0, content.Length);
        file.Expect(content.Length, long.MaxValue - content.Length);
        Assert.Equal(content, file.Read(0, content.Length));
    }

    private static Region Part(long position, long length) => new("part", position, length, null);

    /// <summary>Notes what it is asked for.</summary>
    private sealed class Recorder(int ends) : ByteSource
    {
        public List<(long Position, long Length)> Expected { get; } = [];

        public ManualResetEventSlim Ended { get; } = new();

        public override long Length => long.MaxValue;

        public override void Read(Span<byte> target, long position) => throw new NotSupportedException();

        public override void Expect(long position, long length)
        {
            Expected.Add((position, length));
            if (Expected.Count == ends) Ended.Set();
        }

        public override void Dispose() => Ended.Dispose();
    }
}
