using System.Text;

namespace ModelDsl.Runtime.Tests.Weights;

public sealed class Crc32Tests
{
    [Fact]
    public void The_check_value_is_the_published_one() =>
        Assert.Equal(0xCBF43926u, Crc32.Append(Crc32.Empty, Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void Folding_and_tables_agree_at_every_length_and_in_pieces()
    {
        var bytes = new byte[1000];
        new Random(1).NextBytes(bytes);
        for (var length = 0; length <= bytes.Length; length++)
        {
            var expected = Crc32.AppendByTables(Crc32.Empty, bytes.AsSpan(0, length));
            Assert.Equal(expected, Crc32.Append(Crc32.Empty, bytes.AsSpan(0, length)));
            var cut = length / 3;
            Assert.Equal(expected, Crc32.Append(Crc32.Append(Crc32.Empty, bytes.AsSpan(0, cut)), bytes.AsSpan(cut, length - cut)));
        }
    }
}
