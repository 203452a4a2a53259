using Microsoft.ML.OnnxRuntime;
using ModelDsl.Runtime;

namespace ModelDsl.Onnx;

/// <summary>
/// Calls of a session with images of one size, in memory that stays: write <see cref="Input"/>, call <see cref="Run"/>, read
/// <see cref="Output"/>. One thread at a time; a session may have several bindings.
/// </summary>
public sealed class OnnxBinding : IDisposable
{
    private readonly OnnxSession _owner;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = OnnxSession.Quiet();
    private readonly List<OrtValue> _values = [];
    private readonly float[] _input;
    private readonly float[][] _outputs;
    private readonly InferenceSession _session;
    private readonly Lifetime _lifetime;

    internal OnnxBinding(OnnxSession owner, InferenceSession session, IReadOnlyList<long> shape, IReadOnlyList<OnnxTensor> yields)
    {
        (_owner, _session, _lifetime) = (owner, session, new(this, Free));
        (InputShape, OutputShapes) = ([.. shape], [.. yields.Select(y => y.Shape)]);
        // Pinned: the engine keeps the addresses.
        _input = GC.AllocateArray<float>((int)OnnxInput.ElementsOf(shape), pinned: true);
        _outputs = [.. yields.Select(y => GC.AllocateArray<float>(y.Values.Length, pinned: true))];
        foreach (var name in session.OutputNames)
        {
            if (session.OutputMetadata[name].ElementDataType != Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float)
                throw new OnnxException($"'{name}' is {session.OutputMetadata[name].ElementDataType}; a binding knows models that yield floating point numbers");
        }
        _binding = session.CreateIoBinding();
        _binding.BindInput(owner.Inputs[0].Name, Value(_input, InputShape));
        for (var i = 0; i < _outputs.Length; i++) _binding.BindOutput(owner.Outputs[i].Name, Value(_outputs[i], OutputShapes[i]));
    }

    /// <summary>The sizes of the input.</summary>
    public IReadOnlyList<long> InputShape { get; }

    /// <summary>The sizes of each output.</summary>
    public IReadOnlyList<IReadOnlyList<long>> OutputShapes { get; }

    /// <summary>The elements of the input, to be written before a call.</summary>
    public Span<float> Input => _input;

    /// <summary>The elements of an output; the next call overwrites them.</summary>
    /// <param name="index">Which output.</param>
    public ReadOnlySpan<float> Output(int index) => _outputs[index];

    /// <summary>Computes the outputs of what is in <see cref="Input"/>. On the CPU it takes no memory that .NET would have to clean up.</summary>
    /// <exception cref="OnnxException">The model cannot be computed.</exception>
    /// <exception cref="ObjectDisposedException">The binding is disposed, or its session.</exception>
    public void Run()
    {
        using var use = _lifetime.Enter();
        using var model = _owner.Enter();
        try
        {
            _session.RunWithBinding(_options, _binding);
        }
        catch (OnnxRuntimeException e)
        {
            throw OnnxSession.Uncomputable($"[{string.Join(", ", InputShape)}]", e);
        }
    }

    /// <summary>Frees what the binding holds, after a call that runs on another thread; the session stays open.</summary>
    public void Dispose() => _lifetime.Close();

    private void Free()
    {
        _binding.Dispose();
        _options.Dispose();
        foreach (var value in _values) value.Dispose();
    }

    private OrtValue Value(float[] memory, IReadOnlyList<long> shape)
    {
        var value = OrtValue.CreateTensorValueFromMemory(memory, [.. shape]);
        _values.Add(value);
        return value;
    }
}
