using ModelDsl.Runtime;

namespace ModelDsl.Onnx;

/// <summary>A classifier in ONNX Runtime of which a program knows nothing but the file: how a picture becomes its input, and what its classes are called, stand in there.</summary>
public sealed class OnnxClassifier : IDisposable
{
    private readonly OnnxSession _session;
    private readonly PreprocessingInfo _preprocessing;

    /// <summary>Opens a file that <c>modeldsl export</c> or <see cref="OnnxWriter"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">How it runs.</param>
    /// <exception cref="OnnxException">There is no such file, it is not a classifier or does not say how a picture becomes its input, or the provider is not there.</exception>
    public OnnxClassifier(string path, SessionSettings? settings = null)
    {
        _session = new(path, settings);
        try
        {
            if (_session.Inputs is not [{ Shape.Count: 4 }] || _session.Outputs is not [{ Shape: [_, > 0] }])
                throw new OnnxException($"{path}: no classifier: it takes {string.Join(", ", _session.Inputs)} and yields {string.Join(", ", _session.Outputs)}");
            _preprocessing = ModelMetadata.PreprocessingOf(_session.Metadata) ?? throw new OnnxException($"{path}: does not say how a picture becomes its input; write it with modeldsl export");
            // Names that cannot be read are reported here, and not with the first picture.
            _ = _session.Classes;
        }
        catch (Exception e)
        {
            _session.Dispose();
            if (e is FormatException) throw new OnnxException($"{path}: {e.Message}", e);
            throw;
        }
    }

    /// <summary>The names of the classes; null where the file does not say them.</summary>
    public IReadOnlyList<string>? Classes => _session.Classes;

    /// <summary>What the model says of a picture, the likeliest class first.</summary>
    /// <param name="image">The picture, of any size.</param>
    /// <param name="top">How many classes are wanted.</param>
    /// <exception cref="OnnxException">The model yields values that are not finite.</exception>
    public IReadOnlyList<ClassScore> Classify(RgbImage image, int top = 5) => Classify(_session, _preprocessing, image, top);

    /// <summary>Frees the model.</summary>
    public void Dispose() => _session.Dispose();

    internal static IReadOnlyList<ClassScore> Classify(OnnxSession session, PreprocessingInfo preprocessing, RgbImage image, int top)
    {
        // A file may be for one size of a model of any.
        if (session.Inputs is [{ Shape: [_, _, > 0 and var height, > 0 and var width] }]) preprocessing = preprocessing with { Height = (int)height, Width = (int)width };
        var logits = session.Run(Preprocessing.Apply(image, preprocessing), 1, Preprocessing.ChannelsOf(preprocessing), preprocessing.Height, preprocessing.Width)[0].Values;
        if (Array.Exists(logits, v => !float.IsFinite(v))) throw new OnnxException($"{session.Name} yields values that are not finite");
        return ClassScore.Of(logits, session.Classes?.Count == logits.Length ? session.Classes : null, top);
    }
}
