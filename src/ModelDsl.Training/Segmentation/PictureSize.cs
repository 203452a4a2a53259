using ModelDsl.Runtime;

namespace ModelDsl.Training;

/// <summary>To which size a picture is scaled before a segmentation model sees it, or parts of it.</summary>
internal static class PictureSize
{
    /// <summary>
    /// The size: with <see cref="CropMode.Squash"/> that of the model's [Preprocessing]; else the smallest one of the picture's shape that covers it, or whose
    /// shorter side is as wished. A model for any size may ask for larger sides, and for multiples of a number.
    /// </summary>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="model">The model.</param>
    /// <param name="side">The shorter side; null for that of the model.</param>
    public static (int Width, int Height) Of(int width, int height, ModelDescription model, int? side)
    {
        var (input, info) = (model.Inputs[0], model.Preprocessing!);
        if (side is null && info.Mode == CropMode.Squash) return (info.Width, info.Height);
        var scale = side is { } wished ? (double)wished / Math.Min(width, height) : Math.Max((double)info.Width / width, (double)info.Height / height);
        return (Fitting(width * scale, input, 3), Fitting(height * scale, input, 2));
    }

    /// <summary>Checks that a picture has no more pixels then than one may have.</summary>
    /// <exception cref="ImageException">It has.</exception>
    public static void Check(string file, int width, int height, ModelDescription model)
    {
        var (w, h) = Of(width, height, model, null);
        if ((long)w * Math.Max(h, height) > RgbImage.MaxPixels) throw new ImageException(file, $"the image is too elongated: {width}x{height} pixels");
    }

    private static int Fitting(double length, TensorInfo input, int axis)
    {
        var least = axis < input.Minimum.Count ? input.Minimum[axis] : 1;
        var multiple = axis < input.MultipleOf.Count ? input.MultipleOf[axis] : 1;
        var size = Math.Clamp((long)Math.Round(length), least, RgbImage.MaxPixels);
        return (int)((size + multiple - 1) / multiple * multiple);
    }
}
