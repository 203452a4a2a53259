using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace ModelDsl.Runtime.Tests.Images;

/// <summary>Masks: the numbers that PNG files hold, whatever their colours.</summary>
public sealed class MaskFileTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Of_a_palette_the_indices_are_read(int bits)
    {
        byte[] values = [.. Enumerable.Range(0, 15).Select(i => (byte)(i * 7 % (1 << bits)))];
        // All of its colours are the same one; what tells them apart is the index alone. Two of them are transparent.
        var map = MaskFile.Read(Png(5, 3, bits, colour: 3, values, ("PLTE", new byte[3 * (1 << bits)]), ("tRNS", [0, 0])));
        Assert.Equal((5, 3), (map.Width, map.Height));
        Assert.Equal(values, map.Values);
    }

    [Fact]
    public void Of_grey_the_values_are_read_whatever_the_gamma()
    {
        byte[] values = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        Assert.Equal(values, MaskFile.Read(Png(16, 16, 8, colour: 0, values, ("gAMA", [0, 0, 0x80, 0]))).Values);
    }

    [Fact]
    public void What_is_written_is_a_palette_and_reads_the_same()
    {
        var map = new LabelMap(7, 3, [.. Enumerable.Range(0, 21).Select(i => (byte)(i * 12))]);
        var file = Write(MaskFile.Encode(map, ClassColours.Standard));
        Assert.Equal(map.Values, MaskFile.Read(file).Values);
        // As a picture it has the colours of its classes.
        var picture = ImageFile.Read(file);
        for (var i = 0; i < 21; i++) Assert.Equal(ClassColours.Standard[i * 12], (picture.Pixels[3 * i], picture.Pixels[3 * i + 1], picture.Pixels[3 * i + 2]));
        Assert.Equal(((byte)0, (byte)0, (byte)0), MaskFile.Palette(file)[0]);
        Assert.Equal(((byte)128, (byte)0, (byte)0), MaskFile.Palette(file)[1]);
        Assert.Equal(((byte)0, (byte)128, (byte)128), MaskFile.Palette(file)[6]);
    }

    [Fact]
    public void What_is_no_mask_is_refused_with_the_reason()
    {
        var grey = Png(4, 4, 8, 0, new byte[16]);
        Assert.Contains("this one grey values of 16 bits", Refused(Png(2, 2, 16, 0, new byte[8])));
        Assert.Contains("this one grey values of 1 bits", Refused(Png(8, 1, 1, 0, new byte[8])));
        Assert.Contains("this one grey values with transparency of 8 bits", Refused(Png(2, 2, 8, 4, new byte[8])));
        Assert.Contains("this one colours", Refused(Png(2, 2, 8, 2, new byte[12])));
        Assert.Contains("this is a JPEG file", Refused(Scratch.Fixture("grey.jpg")));
        Assert.Contains("a mask is a PNG file", Refused(Write([1, 2, 3])));
        Assert.Contains("the file is empty", Refused(Write([])));
        Assert.Contains("no such file", Refused(grey + "x"));
        Assert.Contains("has no palette", Assert.Throws<ImageException>(() => MaskFile.Palette(grey)).Message);
        var palette = File.ReadAllBytes(Png(4, 4, 8, 3, new byte[16], ("PLTE", new byte[768])));
        for (var length = 1; length < palette.Length; length++) Assert.Throws<ImageException>(() => MaskFile.Read(Write(palette[..length])));
        palette[^20] ^= 1;
        Assert.Contains("damaged", Refused(Write(palette)));
    }

    [Fact]
    public void A_map_at_another_size_has_the_numbers_of_the_nearest_pixels()
    {
        var map = new LabelMap(2, 2, [1, 2, 3, 4]);
        Assert.Equal([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4], map.Resized(4, 4).Values);
        Assert.Equal([4], map.Resized(1, 1).Values);
        Assert.Equal([1, 2, 2, 3, 4, 4], map.Resized(3, 2).Values);
    }

    private string Refused(string file) => Assert.Throws<ImageException>(() => MaskFile.Read(file)).Message;

    private string Write(byte[] content) => scratch.Write($"{Guid.NewGuid():N}.png", content);

    /// <summary>A PNG file made by hand; a value is one sample, or a byte of one.</summary>
    private string Png(int width, int height, int bits, byte colour, byte[] values, params (string Name, byte[] Data)[] chunks)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)bits, colour);
        Chunk("IHDR", header);
        foreach (var (name, data) in chunks) Chunk(name, data);
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            var perRow = values.Length / height;
            for (var y = 0; y < height; y++)
            {
                zip.WriteByte(0);
                var row = values.AsSpan(y * perRow, perRow);
                if (bits >= 8)
                {
                    zip.Write(row);
                    continue;
                }
                var bytes = new byte[(perRow * bits + 7) / 8];
                for (var x = 0; x < perRow; x++) bytes[x * bits / 8] |= (byte)(row[x] << 8 - bits - x * bits % 8);
                zip.Write(bytes);
            }
        }
        Chunk("IDAT", packed.ToArray());
        Chunk("IEND", []);
        return Write(file.ToArray());

        void Chunk(string name, byte[] data)
        {
            byte[] body = [.. Encoding.ASCII.GetBytes(name), .. data];
            var number = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
            file.Write(number);
            file.Write(body);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(body));
            file.Write(number);
        }
    }
}
