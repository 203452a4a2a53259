namespace ModelDsl.Training;

/// <summary>
/// Random numbers that follow from a seed alone, on every platform and version (SplitMix64). What is drawn for an image
/// depends on nothing but the seed, the epoch and the image: not on threads, and not on where a run was interrupted.
/// </summary>
internal struct RandomStream
{
    private ulong state;

    public RandomStream(params ReadOnlySpan<long> seeds)
    {
        foreach (var seed in seeds) state = Mix(state + (ulong)seed + Step);
    }

    private const ulong Step = 0x9E3779B97F4A7C15;

    /// <summary>64 random bits.</summary>
    public ulong Next() => Mix(state += Step);

    /// <summary>A number from 0 (inclusive) to 1 (exclusive).</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number between two.</summary>
    public double Between(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>A whole number from 0 to one below the count.</summary>
    public int Below(int count) => (int)((UInt128)Next() * (ulong)count >> 64);

    /// <summary>A number of the normal distribution (Box and Muller 1958).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>A number of the distribution Beta(α, α).</summary>
    public double Beta(double alpha)
    {
        var (a, b) = (Gamma(alpha), Gamma(alpha));
        return a + b > 0 ? a / (a + b) : NextDouble() < 0.5 ? 0 : 1;
    }

    /// <summary>A number of the gamma distribution with scale 1 (Marsaglia and Tsang 2000).</summary>
    private double Gamma(double shape)
    {
        if (shape < 1) return Gamma(shape + 1) * Math.Pow(1 - NextDouble(), 1 / shape);
        var d = shape - 1.0 / 3;
        while (true)
        {
            var normal = Normal();
            var v = Math.Pow(1 + normal / Math.Sqrt(9 * d), 3);
            if (v > 0 && Math.Log(1 - NextDouble()) < normal * normal / 2 + d - d * v + d * Math.Log(v)) return d * v;
        }
    }

    /// <summary>The numbers from 0 to one below the count, in random order.</summary>
    public int[] Permutation(int count)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++) order[i] = i;
        for (var i = count - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
