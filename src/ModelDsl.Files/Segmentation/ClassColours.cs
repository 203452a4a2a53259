namespace ModelDsl.Runtime;

/// <summary>A colour for each class.</summary>
/// <param name="values">Red, green and blue of the first class, then of the next; classes behind the last one begin anew.</param>
public sealed class ClassColours(byte[] values)
{
    private const int Count = 256;

    /// <summary>
    /// Those of PASCAL VOC, which many tools use: the bits of a class's number, three by three from the lowest, are the bits of red, green and
    /// blue from the highest, so that class 0 is black and near numbers have colours far apart.
    /// </summary>
    public static ClassColours Standard { get; } = new(Bits());

    internal byte[] Values => values;

    /// <summary>The colour of a class.</summary>
    /// <param name="index">Its number.</param>
    public (byte Red, byte Green, byte Blue) this[int index]
    {
        get
        {
            var at = 3 * (index % (values.Length / 3));
            return (values[at], values[at + 1], values[at + 2]);
        }
    }

    /// <summary>A picture with the colours of its pixels' classes laid over it.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="map">A class for each of its pixels.</param>
    /// <param name="opacity">How much of a pixel is the colour of its class, from 0 to 1.</param>
    /// <exception cref="ArgumentException">The two are of different sizes.</exception>
    public RgbImage Over(RgbImage image, LabelMap map, double opacity)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(map);
        if ((image.Width, image.Height) != (map.Width, map.Height)) throw new ArgumentException($"the picture is {image.Width}x{image.Height}, the map {map.Width}x{map.Height}", nameof(map));
        var pixels = new byte[image.Pixels.Length];
        for (var i = 0; i < map.Values.Length; i++)
        {
            var (red, green, blue) = this[map.Values[i]];
            pixels[3 * i] = Mixed(image.Pixels[3 * i], red, opacity);
            pixels[3 * i + 1] = Mixed(image.Pixels[3 * i + 1], green, opacity);
            pixels[3 * i + 2] = Mixed(image.Pixels[3 * i + 2], blue, opacity);
        }
        return new RgbImage(image.Width, image.Height, pixels);
    }

    private static byte Mixed(byte under, byte over, double opacity) => (byte)Math.Round(under + opacity * (over - under));

    private static byte[] Bits()
    {
        var colours = new byte[3 * Count];
        for (var index = 0; index < Count; index++)
        {
            for (var bit = 0; bit < 8; bit++) colours[3 * index + bit % 3] |= (byte)((index >> bit & 1) << 7 - bit / 3);
        }
        return colours;
    }
}
