using ModelDsl.Runtime;

namespace ModelDsl.Training;

/// <summary>Tells the class of each pixel of pictures of any size, with whatever runs the model.</summary>
public sealed class Segmenter
{
    private readonly ModelDescription model;
    private readonly PreprocessingInfo preprocessing;
    private readonly SegmentationSettings settings;
    private readonly Func<float[], long[], (float[] Values, IReadOnlyList<long> Shape)> run;
    private readonly (int Height, int Width)? window;

    /// <summary>A picture as the model is to see it.</summary>
    /// <param name="Values">Its values, [channels, height, width].</param>
    /// <param name="Height">Rows.</param>
    /// <param name="Width">Columns.</param>
    internal sealed record Prepared(float[] Values, int Height, int Width);

    /// <summary>Takes a model.</summary>
    /// <param name="model">What is known of it.</param>
    /// <param name="settings">How pictures pass through it.</param>
    /// <param name="run">Runs it on an image [1, channels, height, width]: values and shape of the scores [1, classes, rows, columns].</param>
    /// <exception cref="TrainingException">The model is none for this, or does not take such windows.</exception>
    public Segmenter(ModelDescription model, SegmentationSettings settings, Func<float[], long[], (float[] Values, IReadOnlyList<long> Shape)> run)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(run);
        (preprocessing, this.model, this.settings, this.run) = (Check(model), model, settings, run);
        CheckSide(model, settings.Side);
        window = WindowOf(model, settings);
    }

    /// <summary>The number of classes.</summary>
    public int Classes => (int)model.PixelClasses!.Value;

    /// <summary>Checks that a model tells classes of pixels apart.</summary>
    /// <param name="model">The model.</param>
    /// <param name="classes">How many there are to be; null for any.</param>
    /// <returns>How images become its input.</returns>
    /// <exception cref="TrainingException">It does not, or another number of classes.</exception>
    public static PreprocessingInfo Check(ModelDescription model, int? classes = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.PixelClasses is not { } own)
            throw new TrainingException($"{model.Name} is not a segmentation model: it yields {string.Join(", ", model.Outputs.Select(o => o.Text))}, expected one map [N, classes, height, width]");
        if (classes is { } wanted && own != wanted)
            throw new TrainingException($"{model.Name} tells {own} classes apart, the data has {wanted}; declare a variant with classes: {wanted}");
        if (own > 256) throw new TrainingException($"{model.Name} tells {own} classes apart, a mask has 256 at most");
        return Classifier.CheckInput(model);
    }

    /// <summary>The scores of a picture, at the size to which it was scaled: resize them to the picture's (<see cref="ScoreMap.Best"/>).</summary>
    /// <param name="picture">The picture.</param>
    /// <exception cref="TrainingException">A score is not a number.</exception>
    public ScoreMap Scores(RgbImage picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return Scores(Prepare(picture));
    }

    /// <summary>Checks that pictures of a shorter side are not smaller than what a model takes.</summary>
    internal static void CheckSide(ModelDescription model, int? side)
    {
        if (side is { } given && FixedSize(model) is var (height, width) && given < Math.Max(height, width))
            throw new TrainingException($"pictures whose shorter side is {given} are smaller than the {height}x{width} that {model.Name} takes; choose at least {Math.Max(height, width)}");
    }

    /// <summary>Scales and normalises a picture.</summary>
    internal Prepared Prepare(RgbImage picture)
    {
        var (width, height) = PictureSize.Of(picture.Width, picture.Height, model, settings.Side);
        var values = new float[Preprocessing.ChannelsOf(preprocessing) * width * height];
        Preprocessing.Normalize(Resampling.Bicubic(picture, width, height), preprocessing, values);
        return new Prepared(values, height, width);
    }

    /// <summary>The scores of a picture that was prepared.</summary>
    internal ScoreMap Scores(Prepared picture)
    {
        var (rows, columns) = (Windows(picture.Height, window?.Height, settings.Stride), Windows(picture.Width, window?.Width, settings.Stride));
        if ((rows, columns) is ([_], [_])) return Look(picture.Values, picture.Height, picture.Width);
        var sums = new float[checked(Classes * picture.Height * picture.Width)];
        var counts = new int[picture.Height * picture.Width];
        foreach (var (top, bottom) in rows)
        {
            foreach (var (left, right) in columns)
            {
                var scores = Look(Cut(picture, top, left, bottom - top, right - left), bottom - top, right - left);
                for (var y = top; y < bottom; y++)
                {
                    for (var i = 0; i < scores.Classes; i++)
                    {
                        var from = scores.Row(i, y - top);
                        var to = sums.AsSpan((i * picture.Height + y) * picture.Width + left, right - left);
                        for (var x = 0; x < to.Length; x++) to[x] += from[x];
                    }
                    foreach (ref var count in counts.AsSpan(y * picture.Width + left, right - left)) count++;
                }
            }
        }
        for (var i = 0; i < sums.Length; i++) sums[i] /= counts[i % counts.Length];
        return new ScoreMap(Classes, picture.Height, picture.Width, sums);
    }

    /// <summary>From where to where windows lie on an axis, as mmsegmentation's mode "slide" lays them: the last one ends with the picture.</summary>
    internal static List<(int Start, int End)> Windows(int size, int? window, int? stride)
    {
        if (window is not { } side || side >= size) return [(0, size)];
        var step = stride ?? Math.Max(1, 2 * side / 3);
        var windows = new List<(int, int)>();
        for (var i = 0; i <= (size - side + step - 1) / step; i++)
        {
            var end = Math.Min(i * step + side, size);
            windows.Add((end - side, end));
        }
        return windows;
    }

    /// <summary>The scores of an image at its size, as mmsegmentation resizes those of its heads.</summary>
    private ScoreMap Look(float[] values, int height, int width)
    {
        var (scores, shape) = run(values, [1, Preprocessing.ChannelsOf(preprocessing), height, width]);
        if (Array.Exists(scores, v => !float.IsFinite(v))) throw new NotFiniteException($"{model.Name} yields values that are not finite; are these its weights?");
        return new ScoreMap((int)shape[1], (int)shape[2], (int)shape[3], scores).Resized(height, width);
    }

    private static float[] Cut(Prepared picture, int top, int left, int height, int width)
    {
        var channels = picture.Values.Length / (picture.Height * picture.Width);
        var part = new float[channels * height * width];
        for (var row = 0; row < channels * height; row++)
        {
            var from = (row / height * picture.Height + top + row % height) * picture.Width + left;
            picture.Values.AsSpan(from, width).CopyTo(part.AsSpan(row * width));
        }
        return part;
    }

    private static (int Height, int Width)? WindowOf(ModelDescription model, SegmentationSettings settings)
    {
        if (settings.Stride is { } stride && settings.Window is { } side && stride > side) throw new TrainingException($"windows of {side} that are {stride} apart leave gaps; choose a stride up to {side}");
        if (FixedSize(model) is var (height, width))
        {
            if (settings.Window is { } wished && (wished != height || wished != width)) throw new TrainingException($"{model.Name} takes windows of {height}x{width} only, not of {wished}");
            if (settings.Stride > Math.Min(height, width)) throw new TrainingException($"windows of {height}x{width} that are {settings.Stride} apart leave gaps; choose a stride up to {Math.Min(height, width)}");
            return (height, width);
        }
        if (settings.Window is not { } window) return settings.Stride is null ? null : throw new TrainingException("a stride is that of windows; choose their side too");
        if (!model.Inputs[0].Takes([1, model.Inputs[0].Shape[1], window, window])) throw new TrainingException($"{model.Name} takes {model.Inputs[0].Text}, so it takes no windows of {window}");
        return (window, window);
    }

    /// <summary>The size of a model's input; null where it takes any.</summary>
    private static (int Height, int Width)? FixedSize(ModelDescription model) => model.Inputs[0].Shape is [_, _, > 0 and var height, > 0 and var width] ? ((int)height, (int)width) : null;
}
