using ModelDsl.Runtime;

namespace Shapes;

/// <summary>Draws pictures of circles, squares and triangles over a textured ground, and their masks.</summary>
public static class Drawing
{
    /// <summary>Rows and columns of a picture.</summary>
    public const int Side = 96;

    /// <summary>The names of the classes.</summary>
    public static IReadOnlyList<string> Classes { get; } = ["background", "circle", "square", "triangle"];

    private static readonly ClassColours s_colours = ClassColours.Standard;

    private delegate bool IsInside(double x, double y);

    /// <summary>Writes a folder as <c>modeldsl train --task segmentation</c> takes it.</summary>
    /// <param name="folder">The folder; files that are there already are replaced.</param>
    /// <param name="train">Pictures to train on.</param>
    /// <param name="test">Pictures to test.</param>
    public static void Write(string folder, int train, int test)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "classes.txt"), Classes);
        foreach (var (part, count, seed) in new[] { ("train", train, 1), ("val", test, 2) })
        {
            var (images, masks) = (Directory.CreateDirectory(Path.Combine(folder, "images", part)), Directory.CreateDirectory(Path.Combine(folder, "masks", part)));
            var random = new Random(seed);
            for (var i = 0; i < count; i++)
            {
                var (picture, mask) = Draw(random);
                File.WriteAllBytes(Path.Combine(images.FullName, $"{i:0000}.png"), PngWriter.Encode(picture));
                File.WriteAllBytes(Path.Combine(masks.FullName, $"{i:0000}.png"), MaskFile.Encode(mask, s_colours));
            }
        }
    }

    /// <summary>Draws a picture and its mask.</summary>
    /// <param name="random">What they follow from.</param>
    public static (RgbImage Picture, LabelMap Mask) Draw(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var (pixels, labels) = (new byte[3 * Side * Side], new byte[Side * Side]);
        Fill(pixels, labels, 0, (_, _) => true, random);
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            var shape = random.Next(1, Classes.Count);
            Fill(pixels, labels, (byte)shape, Shape(shape, random), random);
        }
        return (new RgbImage(Side, Side, pixels), new LabelMap(Side, Side, labels));
    }

    /// <summary>Gives the pixels of a shape a colour with stripes and noise, and its class.</summary>
    private static void Fill(byte[] pixels, byte[] labels, byte label, IsInside isInside, Random random)
    {
        double[] colour = [random.Next(256), random.Next(256), random.Next(256)];
        var (angle, wave, depth) = (random.NextDouble() * Math.PI, 3 + 12 * random.NextDouble(), 40 * random.NextDouble());
        for (var i = 0; i < labels.Length; i++)
        {
            var (x, y) = (i % Side + 0.5, i / Side + 0.5);
            if (!isInside(x, y)) continue;
            labels[i] = label;
            var light = depth * Math.Sin((x * Math.Cos(angle) + y * Math.Sin(angle)) / wave * 2 * Math.PI) + random.Next(-15, 16);
            for (var channel = 0; channel < 3; channel++) pixels[3 * i + channel] = (byte)Math.Clamp(colour[channel] + light, 0, 255);
        }
    }

    /// <summary>A shape of random place, size and, but for the circle, direction.</summary>
    private static IsInside Shape(int shape, Random random)
    {
        var (radius, turn) = (random.Next(10, 28), random.NextDouble() * 2 * Math.PI);
        var (centreX, centreY) = (random.Next(radius / 2, Side - radius / 2), random.Next(radius / 2, Side - radius / 2));
        // A regular polygon is what lies on the inner side of each of its edges.
        var corners = shape == 2 ? 4 : 3;
        return (x, y) =>
        {
            var (dx, dy) = (x - centreX, y - centreY);
            return shape == 1
                ? dx * dx + dy * dy < radius * radius
                : Enumerable.Range(0, corners).All(i => dx * Math.Cos(turn + 2 * Math.PI * i / corners) + dy * Math.Sin(turn + 2 * Math.PI * i / corners) < radius * Math.Cos(Math.PI / corners));
        };
    }
}
