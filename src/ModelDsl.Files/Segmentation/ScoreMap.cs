namespace ModelDsl.Runtime;

/// <summary>How much a model finds each pixel to be of each class: scores [classes, height, width].</summary>
public sealed class ScoreMap
{
    private readonly float[] values;

    /// <summary>Wraps scores; the array is not copied.</summary>
    /// <param name="classes">Classes, up to 256.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="values">classes · height · width scores: the rows of the first class, then those of the next.</param>
    /// <exception cref="ArgumentException">A size is not positive, or the array has another length.</exception>
    public ScoreMap(int classes, int height, int width, float[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, 256);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != (long)classes * height * width) throw new ArgumentException($"[{classes}, {height}, {width}] are {(long)classes * height * width} scores, not {values.Length}", nameof(values));
        (Classes, Height, Width, this.values) = (classes, height, width, values);
    }

    /// <summary>Classes.</summary>
    public int Classes { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>The scores of a class in a row.</summary>
    /// <param name="index">The class.</param>
    /// <param name="row">The row.</param>
    public ReadOnlySpan<float> Row(int index, int row) => values.AsSpan((index * Height + row) * Width, Width);

    /// <summary>The scores at another size, bilinear as PyTorch's <c>interpolate(mode="bilinear", align_corners=False)</c>.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public ScoreMap Resized(int height, int width)
    {
        if (height == Height && width == Width) return this;
        var resized = new float[checked(Classes * height * width)];
        EachRow(height, width, (y, row) =>
        {
            for (var i = 0; i < Classes; i++) row.AsSpan(i * width, width).CopyTo(resized.AsSpan((i * height + y) * width));
        });
        return new ScoreMap(Classes, height, width, resized);
    }

    /// <summary>The class of the highest score at each pixel of a picture; of equal ones the first.</summary>
    /// <param name="height">Rows of the picture, to which the scores are resized.</param>
    /// <param name="width">Columns of the picture.</param>
    public LabelMap Best(int height, int width)
    {
        var best = new byte[checked(height * width)];
        EachRow(height, width, (y, row) =>
        {
            for (var x = 0; x < width; x++) best[y * width + x] = (byte)BestOf(row, x, width);
        });
        return new LabelMap(width, height, best);
    }

    /// <summary>The class of the highest score in a column of a row [classes, width].</summary>
    internal int BestOf(float[] row, int column, int width)
    {
        var best = 0;
        for (var i = 1; i < Classes; i++)
            if (row[i * width + column] > row[best * width + column]) best = i;
        return best;
    }

    /// <summary>Hands out the rows of the scores at another size, [classes, width] each, from several threads; all of them together are never in memory.</summary>
    internal void EachRow(int height, int width, Action<int, float[]> look)
    {
        var (rows, columns) = (Weights(Height, height), Weights(Width, width));
        Parallel.For(0, height, () => (Row: new float[Classes * width], Line: new float[Width]), (y, _, buffers) =>
        {
            var (first, second, share) = rows[y];
            for (var i = 0; i < Classes; i++)
            {
                var above = Row(i, first);
                var below = Row(i, second);
                var line = buffers.Line;
                for (var x = 0; x < line.Length; x++) line[x] = (1 - share) * above[x] + share * below[x];
                var target = buffers.Row.AsSpan(i * width, width);
                for (var x = 0; x < target.Length; x++)
                {
                    var (left, right, part) = columns[x];
                    target[x] = (1 - part) * line[left] + part * line[right];
                }
            }
            look(y, buffers.Row);
            return buffers;
        }, _ => { });
    }

    /// <summary>For each place of the result the two places that it lies between, and the share of the second.</summary>
    private static (int First, int Second, float Share)[] Weights(int from, int to)
    {
        var scale = (float)from / to;
        return [.. Enumerable.Range(0, to).Select(i =>
        {
            var at = Math.Max(0, (i + 0.5f) * scale - 0.5f);
            var first = Math.Min((int)at, from - 1);
            return (first, Math.Min(first + 1, from - 1), at - first);
        })];
    }
}
