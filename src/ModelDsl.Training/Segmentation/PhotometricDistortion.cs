using ModelDsl.Runtime;

namespace ModelDsl.Training;

/// <summary>
/// Random changes of lightness and colour as mmsegmentation's <c>PhotoMetricDistortion</c> makes them (after SSD, arXiv:1512.02325, section 2.2): each of them in half of the
/// cases, first brightness, then contrast, saturation and hue, or saturation, hue and contrast. Every step ends with whole numbers, and colours
/// are turned in the 8-bit HSV of OpenCV: hue 0 to 179, saturation and value 0 to 255.
/// </summary>
internal static class PhotometricDistortion
{
    /// <summary>The largest strength: contrast and saturation may then become 0.</summary>
    public const double Strongest = 2;

    private const double Brightness = 32;
    private const double Contrast = 0.5;
    private const double Saturation = 0.5;
    private const double Hue = 18;
    private const int Hues = 180;

    // OpenCV divides by a multiplication with twelve binary digits after the point.
    private const int Digits = 12;
    private const int Half = 1 << (Digits - 1);

    /// <summary>An image after the changes.</summary>
    /// <param name="image">The image, which stays as it is.</param>
    /// <param name="strength">How far, as a share of what mmsegmentation does, up to <see cref="Strongest"/>; 0 for not at all.</param>
    /// <param name="random">What the changes follow from.</param>
    public static RgbImage Apply(RgbImage image, double strength, ref RandomStream random)
    {
        if (strength == 0) return image;
        var pixels = (byte[])image.Pixels.Clone();
        if (IsDrawn(ref random)) Scale(pixels, 1, random.Between(-Brightness * strength, Brightness * strength));
        var isContrastFirst = IsDrawn(ref random);
        if (isContrastFirst) ChangeContrast(pixels, strength, ref random);
        if (IsDrawn(ref random)) Saturate(pixels, 1 + Saturation * random.Between(-strength, strength));
        var largest = (int)Math.Round(Hue * strength);
        // As numpy draws: the upper end is not among the numbers.
        if (IsDrawn(ref random)) Turn(pixels, largest == 0 ? 0 : random.Below(2 * largest) - largest);
        if (!isContrastFirst) ChangeContrast(pixels, strength, ref random);
        return new RgbImage(image.Width, image.Height, pixels);
    }

    /// <summary>Each number times a factor, plus a summand; fractions are cut off.</summary>
    internal static void Scale(Span<byte> pixels, double factor, double summand)
    {
        foreach (ref var value in pixels) value = Scaled(value, factor, summand);
    }

    /// <summary>The saturation of each pixel times a factor.</summary>
    internal static void Saturate(Span<byte> pixels, double factor) => ChangeColours(pixels, c => (c.Hue, Scaled(c.Saturation, factor, 0), c.Value));

    /// <summary>The hue of each pixel plus a number of half degrees.</summary>
    internal static void Turn(Span<byte> pixels, int by) => ChangeColours(pixels, c => ((byte)((c.Hue + by + Hues) % Hues), c.Saturation, c.Value));

    /// <summary>Hue in half degrees, saturation and value up to 255.</summary>
    internal static (byte Hue, byte Saturation, byte Value) ToHsv(byte red, byte green, byte blue)
    {
        var value = Math.Max(red, Math.Max(green, blue));
        var range = value - Math.Min(red, Math.Min(green, blue));
        if (range == 0) return (0, 0, value);
        var saturation = (range * (int)Math.Round((255 << Digits) / (double)value) + Half) >> Digits;
        var sixth = value == red ? green - blue : value == green ? blue - red + 2 * range : red - green + 4 * range;
        var hue = (sixth * (int)Math.Round((Hues << Digits) / (6.0 * range)) + Half) >> Digits;
        return ((byte)(hue < 0 ? hue + Hues : hue), (byte)saturation, value);
    }

    /// <summary>The colour of a hue in half degrees, a saturation and a value up to 255.</summary>
    internal static (byte Red, byte Green, byte Blue) ToRgb(byte hue, byte saturation, byte value)
    {
        var sixth = hue * (6f / Hues);
        var sector = (int)sixth;
        var (part, s) = (sixth - sector, saturation * (1 / 255f));
        var (v, low, falling, rising) = ((float)value, value * (1 - s), value * (1 - s * part), value * (1 - s * (1 - part)));
        var (red, green, blue) = sector switch
        {
            0 => (v, rising, low),
            1 => (falling, v, low),
            2 => (low, v, rising),
            3 => (low, falling, v),
            4 => (rising, low, v),
            _ => (v, low, falling),
        };
        return ((byte)MathF.Round(red), (byte)MathF.Round(green), (byte)MathF.Round(blue));
    }

    private static void ChangeColours(Span<byte> pixels, Func<(byte Hue, byte Saturation, byte Value), (byte Hue, byte Saturation, byte Value)> change)
    {
        for (var i = 0; i < pixels.Length; i += 3)
        {
            var (hue, saturation, value) = change(ToHsv(pixels[i], pixels[i + 1], pixels[i + 2]));
            (pixels[i], pixels[i + 1], pixels[i + 2]) = ToRgb(hue, saturation, value);
        }
    }

    private static void ChangeContrast(Span<byte> pixels, double strength, ref RandomStream random)
    {
        if (IsDrawn(ref random)) Scale(pixels, 1 + Contrast * random.Between(-strength, strength), 0);
    }

    private static byte Scaled(byte value, double factor, double summand) => (byte)Math.Clamp(value * factor + summand, 0, 255);

    private static bool IsDrawn(ref RandomStream random) => random.Below(2) == 1;
}
