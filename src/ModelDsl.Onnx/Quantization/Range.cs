namespace ModelDsl.Onnx.Quantization;

/// <summary>The range that the elements of a value take, but for a few.</summary>
/// <param name="Least">The lower end; not above 0.</param>
/// <param name="Largest">The upper end; not below 0.</param>
internal readonly record struct Range(float Least, float Largest)
{
    // Of ten thousand elements one may lie outside: a single outlier must not cost the others their precision.
    private const double Outside = 1e-4;
    private const int Bins = 4096;

    /// <summary>What one step of an 8-bit number stands for.</summary>
    public float Scale => Largest > Least ? (Largest - Least) / 255 : 1;

    /// <summary>The 8-bit number that stands for 0.</summary>
    public long Zero => Math.Clamp((long)Math.Round(-Least / Scale), 0, 255);

    /// <summary>The range of both.</summary>
    public Range With(Range other) => new(Math.Min(Least, other.Least), Math.Max(Largest, other.Largest));

    /// <summary>The range of elements; 0 is in it, as padding needs.</summary>
    public static Range Of(ReadOnlySpan<float> values)
    {
        var (least, largest) = (0f, 0f);
        foreach (var value in values)
        {
            least = Math.Min(least, value);
            largest = Math.Max(largest, value);
        }
        if (!float.IsFinite(least) || !float.IsFinite(largest)) throw new OnnxException("an activation of the model is not finite; are these its weights?");
        if (largest <= least) return new(0, 0);
        var counts = new long[Bins];
        var width = (largest - least) / Bins;
        foreach (var value in values) counts[Math.Min((int)((value - least) / width), Bins - 1)]++;
        var allowed = (long)(values.Length * Outside / 2);
        var (low, high) = (0, Bins - 1);
        for (var seen = counts[low]; seen <= allowed && low < high; seen += counts[++low]) ;
        for (var seen = counts[high]; seen <= allowed && high > low; seen += counts[--high]) ;
        return new(Math.Min(0, least + low * width), Math.Max(0, least + (high + 1) * width));
    }
}
