using ModelDsl.Runtime;

namespace ModelDsl.Training.Tests;

/// <summary>Pictures that a small model can learn the pixels of: bands whose lightness is their class, and a corner without one.</summary>
internal sealed class Bands(int count, int seed, int ignoreLabel = 255) : ISegmentationDataset
{
    public const int Side = 24;

    public int Count => count;

    public IReadOnlyList<string> Classes { get; } = ["dark", "middle", "light"];

    public int IgnoreLabel => ignoreLabel;

    public static SegmentationData Data(int train = 48, int test = 12) => new("bands", new Bands(train, 1), new Bands(test, 2));

    public RgbImage Read(int index)
    {
        var random = new Random(1000 * seed + index);
        return new RgbImage(Side, Side, [.. ReadMask(index).Values.SelectMany(v => Enumerable.Repeat((byte)(v == ignoreLabel ? 0 : 40 + 85 * v + random.Next(-20, 21)), 3))]);
    }

    public LabelMap ReadMask(int index)
    {
        var first = new Random(1000 * seed + index).Next(Side);
        var values = new byte[Side * Side];
        for (var i = 0; i < values.Length; i++) values[i] = i % Side < 3 && i / Side < 3 ? (byte)ignoreLabel : (byte)((i / Side + first) / 8 % 3);
        return new LabelMap(Side, Side, values);
    }

    /// <summary>The same as files, as the command takes them.</summary>
    public static void Write(Scratch scratch, string folder, int train, int test)
    {
        scratch.Write($"{folder}/classes.txt", "dark\nmiddle\nlight\n"u8.ToArray());
        foreach (var (part, count, seed) in new[] { ("train", train, 1), ("val", test, 2) })
        {
            var bands = new Bands(count, seed);
            for (var i = 0; i < count; i++)
            {
                scratch.Write($"{folder}/images/{part}/{i}.png", PngWriter.Encode(bands.Read(i)));
                scratch.Write($"{folder}/masks/{part}/{i}.png", MaskFile.Encode(bands.ReadMask(i), ClassColours.Standard));
            }
        }
    }
}
