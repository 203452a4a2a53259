using ModelDsl.Runtime;

namespace ModelDsl.Onnx;

/// <summary>
/// Writes a model to ONNX files, without libtorch. Generated models have one as <c>Onnx</c>. A head that was replaced, a linear layer
/// at the root of another number of classes, is written as the weights have it.
/// </summary>
/// <param name="model">The model.</param>
public sealed class OnnxWriter(ModelDescription model)
{
    /// <summary>Writes the model with the weights of a file.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="weights">The weight file: safetensors, PyTorch or TorchSharp's .dat.</param>
    /// <param name="options">How it is written.</param>
    /// <exception cref="OnnxException">An option or the weights do not fit the model, or it is larger than 2 GiB.</exception>
    /// <exception cref="WeightsException">The weight file cannot be read.</exception>
    public void Write(Stream stream, string weights, OnnxOptions? options = null)
    {
        using var file = WeightFile.Open(weights);
        Prepare(file, options).Write(stream);
    }

    /// <summary>Writes the model with values from elsewhere, such as <c>StateValues.Of(module)</c>.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="weights">The values of the state_dict.</param>
    /// <param name="options">How it is written.</param>
    /// <exception cref="OnnxException">An option or the weights do not fit the model, or it is larger than 2 GiB.</exception>
    public void Write(Stream stream, IStateValues weights, OnnxOptions? options = null) => Prepare(Specification(), weights, options, null, null).Write(stream);

    /// <summary>Writes the model with the weights of a file to another file; above 2 GiB, or where wanted, the weights go into a second one beside it.</summary>
    /// <param name="path">The file; one that was there before is replaced when the new one is whole.</param>
    /// <param name="weights">The weight file: safetensors, PyTorch or TorchSharp's .dat.</param>
    /// <param name="options">How it is written.</param>
    /// <returns>The files that were written.</returns>
    /// <exception cref="OnnxException">An option or the weights do not fit the model.</exception>
    /// <exception cref="WeightsException">The weight file cannot be read.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public IReadOnlyList<string> Save(string path, string weights, OnnxOptions? options = null)
    {
        using var file = WeightFile.Open(weights);
        return Prepare(file, options).Save(path);
    }

    private OnnxModel Prepare(WeightFile file, OnnxOptions? options)
    {
        var specification = Specification();
        return Prepare(specification, StateValues.Of(file, specification), options, file.Notes.Classes, WeightFile.Checksum(file.Path));
    }

    private OnnxModel Prepare(Specification specification, IStateValues weights, OnnxOptions? options, IReadOnlyList<string>? classes, string? checksum)
    {
        options ??= new();
        return OnnxModel.Of(specification.WithHeads(weights.ShapeOf), weights, options.Metadata.Count > 0 ? options : options with { Metadata = ModelMetadata.Of(model, classes, checksum) });
    }

    private Specification Specification() => model.Specification?.Invoke() ?? throw new OnnxException($"{model.Name} has no specification that could be written: it was not generated");
}
