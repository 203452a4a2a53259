using ModelDsl.Runtime;

namespace ModelDsl.Onnx;

/// <summary>
/// A known model in ONNX Runtime: what generated sessions have in common. The file is checked when it is opened, sizes with each
/// call. Calls may come from several threads at once.
/// </summary>
public abstract class ModelSession : IDisposable
{
    private readonly OnnxSession _session;
    private readonly ModelDescription _model;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">What the model takes and yields.</param>
    /// <param name="settings">How it runs.</param>
    /// <exception cref="OnnxException">There is no such file, it is one of another model, or the provider is not there.</exception>
    protected ModelSession(string path, ModelDescription model, SessionSettings? settings)
    {
        ArgumentNullException.ThrowIfNull(model);
        (_session, _model) = (new OnnxSession(path, settings), model);
        try
        {
            Check(path, "takes", model.Inputs, _session.Inputs);
            Check(path, "yields", model.Outputs, _session.Outputs);
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    /// <summary>The texts that the file carries, such as the licence and the checksum of the weights.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _session.Metadata;

    /// <summary>Prepares calls with images of one size that take no memory: see <see cref="OnnxSession.Bind"/>.</summary>
    /// <param name="shape">The sizes of the input.</param>
    /// <exception cref="OnnxException">The model does not take such an input, or cannot be computed.</exception>
    public OnnxBinding Bind(params IReadOnlyList<long> shape)
    {
        if (_model.Inputs is [var input]) Require(input, shape);
        return _session.Bind(shape);
    }

    /// <summary>Frees the model.</summary>
    public void Dispose()
    {
        _session.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs the model.</summary>
    /// <param name="inputs">Its inputs, in order.</param>
    /// <exception cref="OnnxException">It does not take them, or cannot be computed.</exception>
    protected IReadOnlyList<OnnxTensor> Compute(params IReadOnlyList<OnnxInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        for (var i = 0; i < Math.Min(inputs.Count, _model.Inputs.Count); i++) Require(_model.Inputs[i], inputs[i].Shape);
        return _session.Run(inputs);
    }

    /// <summary>What a classifier says of a picture.</summary>
    /// <param name="image">The picture, of any size.</param>
    /// <param name="top">How many classes are wanted.</param>
    /// <exception cref="OnnxException">The model yields values that are not finite.</exception>
    protected IReadOnlyList<ClassScore> ClassesOf(RgbImage image, int top) =>
        OnnxClassifier.Classify(_session, _model.Preprocessing ?? throw new OnnxException($"{_model.Name} does not state how an image becomes its input"), image, top);

    private void Require(TensorInfo input, IReadOnlyList<long> shape)
    {
        if (input.Takes(shape)) return;
        var rules = input.Minimum.Count == 0 ? "" : $", its sizes at least [{string.Join(", ", input.Minimum)}] and multiples of [{string.Join(", ", input.MultipleOf)}]";
        throw new OnnxException($"{input.Name} is [{string.Join(", ", shape)}]; {_model.Name} takes {input.Text}{rules}");
    }

    /// <summary>Compares what a file has with what the model has; a size that is free in the model may be fixed in the file.</summary>
    private void Check(string path, string verb, IReadOnlyList<TensorInfo> model, IReadOnlyList<OnnxPort> file)
    {
        var fits = model.Count == file.Count && model.Zip(file).All(p =>
            IsSame(p.First.Name, p.Second.Name) && p.First.Shape.Count == p.Second.Shape.Count && p.First.Shape.Zip(p.Second.Shape).All(s => s.First < 0 || s.First == s.Second));
        if (!fits)
            throw new OnnxException($"{path}: a file of another model: it {verb} {string.Join(", ", file)}, and {_model.Name} {verb} {string.Join(", ", model.Select(m => $"{m.Name} {m.Text}"))}; write it with modeldsl export {_model.Name}, or open it as an OnnxSession, which runs any file");
    }

    /// <summary>Whether two names are one: the model has them as C# can write them, the file as the specification does.</summary>
    private static bool IsSame(string model, string file) => string.Equals(Plain(model), Plain(file), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit));
}
