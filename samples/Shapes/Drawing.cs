using ModelDsl.Runtime;

namespace Shapes;

/// <summary>Draws pictures of circles, squares and triangles over a textured ground, and their masks.</summary>
public static class Drawing
{
    /// <summary>Rows and columns of a picture.</summary>
    public const int Side = 64;

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
        var ground = Colour(random);
        Fill(pixels, labels, 0, (_, _) => true, ground, random);
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var (shape, colour) = (random.Next(1, Classes.Count), Colour(random));
            // What has the colour of the ground, nobody sees.
            while (ground.Zip(colour, (a, b) => Math.Abs(a - b)).Sum() < 150) colour = Colour(random);
            Fill(pixels, labels, (byte)shape, Shape(shape, random), colour, random);
        }
        return (new RgbImage(Side, Side, pixels), new LabelMap(Side, Side, labels));
    }

    /// <summary>Gives the pixels of a shape a colour with noise, and its class; the ground has stripes too.</summary>
    private static void Fill(byte[] pixels, byte[] labels, byte label, IsInside isInside, int[] colour, Random random)
    {
        var (angle, wave, depth) = (random.NextDouble() * Math.PI, 3 + 12 * random.NextDouble(), label == 0 ? 40 * random.NextDouble() : 0);
        for (var i = 0; i < labels.Length; i++)
        {
            var (x, y) = (i % Side + 0.5, i / Side + 0.5);
            if (!isInside(x, y)) continue;
            labels[i] = label;
            var light = depth * Math.Sin((x * Math.Cos(angle) + y * Math.Sin(angle)) / wave * 2 * Math.PI) + random.Next(-15, 16);
            for (var channel = 0; channel < 3; channel++) pixels[3 * i + channel] = (byte)Math.Clamp(colour[channel] + light, 0, 255);
        }
    }

    private static int[] Colour(Random random) => [random.Next(256), random.Next(256), random.Next(256)];

    /// <summary>A shape of random place and size, tilted a little.</summary>
    private static IsInside Shape(int shape, Random random)
    {
        // A square stands on an edge, and so does a triangle.
        var (radius, turn) = (random.Next(Side / 5, Side / 3), (shape == 3 ? Math.PI / 2 : 0) + 0.5 * (random.NextDouble() - 0.5));
        var (centreX, centreY) = (random.Next(radius, Side - radius), random.Next(radius, Side - radius));
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
