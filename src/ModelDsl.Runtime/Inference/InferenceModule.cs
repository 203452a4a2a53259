using TorchSharp;

namespace ModelDsl.Runtime.Inference;

/// <summary>
/// A model prepared for inference: batch norms and layer scales folded into weights, tables computed, attention fused, no
/// training branches. It computes what the model computes in eval mode (float32: within 2e-5 of the outputs' rms).
/// </summary>
/// <remarks>
/// It has the weights that the model had: prepare it again after training. Weights that no pass changes are shared with the
/// model's memory; the model may be disposed. It records no gradients, and one object serves several threads at once.
/// </remarks>
public class InferenceModule : IDisposable
{
    private readonly InferenceGraph _graph;

    internal InferenceModule(torch.nn.Module model, InferenceOptions? options)
    {
        ArgumentNullException.ThrowIfNull(model);
        Info = (model as IModel)?.Info ?? throw new ArgumentException($"{model.GetName()} is not a generated model, so its graph is not known");
        if (Info.Specification is not { } specification) throw new ArgumentException($"{Info.Name} has no specification to run");
        options ??= new InferenceOptions();
        if (options.Type is not (torch.ScalarType.Float32 or torch.ScalarType.BFloat16 or torch.ScalarType.Float16))
            throw new ArgumentException($"a model computes in Float32, BFloat16 or Float16, not in {options.Type}", nameof(options));
        _graph = InferenceGraph.Of(specification(), model.state_dict(), options);
    }

    /// <summary>The names of the passes, in their order; <see cref="InferenceOptions.Without"/> leaves some out.</summary>
    public static IReadOnlyList<string> PassNames => InferenceGraph.PassNames;

    /// <summary>What is known of the model.</summary>
    public ModelInfo Info { get; }

    /// <summary>What each pass did.</summary>
    public IReadOnlyList<PassCount> Passes => _graph.Passes;

    /// <summary>Computes all outputs, by name and in order; the caller disposes them.</summary>
    /// <param name="inputs">The model's inputs, of the shapes that it takes, on the device of its weights.</param>
    /// <exception cref="ArgumentException">An input has another shape; the message names both.</exception>
    public IReadOnlyList<NamedTensor> Run(params torch.Tensor[] inputs) => [.. Compute(inputs).Select((tensor, i) => new NamedTensor(Info.Outputs[i].Name, tensor))];

    /// <summary>Frees the weights that the passes made.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the weights that the passes made.</summary>
    /// <param name="disposing">Whether it is being disposed rather than finalised.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) _graph.Dispose();
    }

    private protected IReadOnlyList<torch.Tensor> Compute(IReadOnlyList<torch.Tensor> inputs)
    {
        if (inputs.Count != _graph.Inputs.Count) throw new ArgumentException($"{Info.Name} takes {_graph.Inputs.Count} inputs, not {inputs.Count}", nameof(inputs));
        for (var i = 0; i < inputs.Count; i++)
        {
            var (port, input) = (_graph.Inputs[i], Info.Inputs[i]);
            if (!input.Takes(inputs[i].shape)) throw new ArgumentException($"{port.Name} is [{string.Join(", ", inputs[i].shape)}]; {Info.Name} takes {input.Text}", port.Name);
            if (inputs[i].is_floating_point() != (port.Type == ModelDsl.ElementType.Float32))
                throw new ArgumentException($"{port.Name} has elements of {inputs[i].dtype}; {Info.Name} takes {port.Type}", nameof(inputs));
        }
        return _graph.Run(inputs);
    }
}

/// <summary>A model with one input, prepared for inference.</summary>
/// <typeparam name="TResult">What it yields: a tensor, or the record of the model's outputs.</typeparam>
public sealed class InferenceModule<TResult> : InferenceModule
{
    private readonly Func<IReadOnlyList<torch.Tensor>, TResult> _result;

    internal InferenceModule(torch.nn.Module model, InferenceOptions? options, Func<IReadOnlyList<torch.Tensor>, TResult> result) : base(model, options) => _result = result;

    /// <summary>Computes what the model computes in eval mode; the caller disposes it.</summary>
    /// <param name="input">The model's input, of the shape that it takes, on the device of its weights.</param>
    /// <exception cref="ArgumentException">The input has another shape; the message names both.</exception>
    public TResult call(torch.Tensor input) => _result(Compute([input]));
}

/// <summary>Prepares generated models for inference.</summary>
public static class InferenceExtensions
{
    /// <summary>A model with one output.</summary>
    /// <param name="model">The model; it stays as it is.</param>
    /// <param name="options">How it is prepared.</param>
    /// <exception cref="ArgumentException">It is not a generated model, or its layers are not those of its specification.</exception>
    public static InferenceModule<torch.Tensor> ForInference(this torch.nn.Module<torch.Tensor, torch.Tensor> model, InferenceOptions? options = null) => new(model, options, tensors => tensors[0]);

    /// <summary>A model with several outputs.</summary>
    /// <param name="model">The model; it stays as it is.</param>
    /// <param name="options">How it is prepared.</param>
    /// <typeparam name="TResult">The record of its outputs.</typeparam>
    /// <exception cref="ArgumentException">It is not a generated model, or its layers are not those of its specification.</exception>
    public static InferenceModule<TResult> ForInference<TResult>(this torch.nn.Module<torch.Tensor, TResult> model, InferenceOptions? options = null)
        where TResult : IOutputs<TResult> => new(model, options, TResult.Of);

    /// <summary>A model of which only <see cref="ModelInfo"/> is known, or one with several inputs.</summary>
    /// <param name="model">The model; it stays as it is.</param>
    /// <param name="options">How it is prepared.</param>
    /// <exception cref="ArgumentException">It is not a generated model, or its layers are not those of its specification.</exception>
    public static InferenceModule ForInference(this torch.nn.Module model, InferenceOptions? options = null) => new(model, options);
}
