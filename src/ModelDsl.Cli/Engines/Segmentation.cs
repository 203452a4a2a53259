using ModelDsl.Cli.Output;
using ModelDsl.Training;

namespace ModelDsl.Cli.Engines;

/// <summary>Engines that tell classes of pixels.</summary>
internal static class Segmentation
{
    /// <summary>What an engine's model says of pictures.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="settings">How pictures pass through the model.</param>
    public static Segmenter Of(IEngine engine, SegmentationSettings settings) => new(engine.Model, settings, (values, shape) =>
    {
        var scores = engine.Run(new TensorRecord(shape, values))[0].Tensor;
        return (scores.Values, scores.Shape);
    });
}
