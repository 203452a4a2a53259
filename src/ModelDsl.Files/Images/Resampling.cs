namespace ModelDsl.Runtime;

/// <summary>
/// <c>PIL.Image.resize(size, BICUBIC)</c>, to the bit: an antialiased cubic (a = −0.5) whose support grows with the
/// reduction, first along rows, then along columns, in fixed point with eight bits kept between the two.
/// </summary>
public static class Resampling
{
    // The sum of 8-bit values times weights must stay in 32 bits with two to spare for overshoot.
    private const int PrecisionBits = 32 - 8 - 2;

    private const double Support = 2.0;

    /// <summary>Resizes an image.</summary>
    /// <param name="image">The image; it stays as it is.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="height">Rows of the result.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is not positive, or the result (or what is between the two
    /// steps) has more than <see cref="RgbImage.MaxPixels"/> pixels.</exception>
    public static RgbImage Bicubic(RgbImage image, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)width * Math.Max(height, image.Height), RgbImage.MaxPixels, nameof(width));
        var pixels = image.Pixels;
        if (width != image.Width)
            pixels = AlongRows(pixels, image.Width, image.Height, new Kernel(image.Width, width));
        if (height != image.Height)
            pixels = AlongColumns(pixels, width, new Kernel(image.Height, height));
        return ReferenceEquals(pixels, image.Pixels) ? image : new RgbImage(width, height, pixels);
    }

    private static byte[] AlongRows(byte[] source, int width, int height, Kernel kernel)
    {
        var target = GC.AllocateUninitializedArray<byte>(3 * kernel.Length * height);
        var o = 0;
        for (var y = 0; y < height; y++)
        {
            var row = source.AsSpan(3 * width * y, 3 * width);
            for (var x = 0; x < kernel.Length; x++)
            {
                var weights = kernel.WeightsOf(x, out var first);
                int r = 1 << (PrecisionBits - 1), g = r, b = r;
                var from = row.Slice(3 * first, 3 * weights.Length);
                for (int i = 0, p = 0; i < weights.Length; i++, p += 3)
                {
                    var weight = weights[i];
                    r += from[p] * weight;
                    g += from[p + 1] * weight;
                    b += from[p + 2] * weight;
                }
                target[o++] = Clip(r);
                target[o++] = Clip(g);
                target[o++] = Clip(b);
            }
        }
        return target;
    }

    private static byte[] AlongColumns(byte[] source, int width, Kernel kernel)
    {
        var stride = 3 * width;
        var target = GC.AllocateUninitializedArray<byte>(stride * kernel.Length);
        var sums = new int[stride];
        for (var y = 0; y < kernel.Length; y++)
        {
            var weights = kernel.WeightsOf(y, out var first);
            Array.Fill(sums, 1 << (PrecisionBits - 1));
            for (var i = 0; i < weights.Length; i++)
            {
                var weight = weights[i];
                var row = source.AsSpan(stride * (first + i), stride);
                for (var x = 0; x < row.Length; x++) sums[x] += row[x] * weight;
            }
            var result = target.AsSpan(stride * y, stride);
            for (var x = 0; x < result.Length; x++) result[x] = Clip(sums[x]);
        }
        return target;
    }

    private static byte Clip(int sum) => (byte)Math.Clamp(sum >> PrecisionBits, 0, 255);

    private static double Cubic(double x)
    {
        const double a = -0.5;
        x = Math.Abs(x);
        if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
        if (x < 2.0) return (((x - 5.0) * x + 8.0) * x - 4.0) * a;
        return 0.0;
    }

    /// <summary>For each position of the result: which of the source's positions count, and how much.</summary>
    private sealed class Kernel
    {
        private readonly int width;
        private readonly int[] first;
        private readonly int[] count;
        private readonly int[] weights;

        public Kernel(int from, int to)
        {
            Length = to;
            var scale = (double)from / to;
            var stretch = Math.Max(scale, 1.0);
            var support = Support * stretch;
            width = Math.Min((int)Math.Ceiling(support) * 2 + 1, from);
            first = new int[to];
            count = new int[to];
            weights = new int[checked(to * width)];
            var exact = new double[width];
            for (var i = 0; i < to; i++)
            {
                var centre = (i + 0.5) * scale;
                var low = Math.Max((int)(centre - support + 0.5), 0);
                var high = Math.Min((int)(centre + support + 0.5), from);
                var sum = 0.0;
                for (var k = low; k < high; k++)
                    sum += exact[k - low] = Cubic((k - centre + 0.5) * (1.0 / stretch));
                first[i] = low;
                count[i] = high - low;
                for (var k = 0; k < high - low; k++)
                {
                    var weight = (sum != 0.0 ? exact[k] / sum : exact[k]) * (1 << PrecisionBits);
                    weights[i * width + k] = (int)(weight < 0 ? weight - 0.5 : weight + 0.5);
                }
            }
        }

        public int Length { get; }

        public ReadOnlySpan<int> WeightsOf(int position, out int start)
        {
            start = first[position];
            return weights.AsSpan(position * width, count[position]);
        }
    }
}
