using Microsoft.ML.OnnxRuntime;
using ModelDsl.Models.Tests;
using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Onnx.Tests;

/// <summary>Runs a model in ONNX Runtime and in TorchSharp.</summary>
internal static class Engine
{
    /// <summary>The bytes of a model's file.</summary>
    public static byte[] Bytes(ModelInfo model, torch.nn.Module module, OnnxOptions? options = null)
    {
        using var stream = new MemoryStream();
        OnnxModel.Of(model.Specification!(), StateValues.Of(module), options).Write(stream);
        return stream.ToArray();
    }

    /// <summary>What a session yields for an image, by name.</summary>
    public static Dictionary<string, (long[] Shape, float[] Values)> Run(InferenceSession session, float[] image, long[] shape) => Run(session, OrtValue.CreateTensorValueFromMemory(image, shape));

    /// <summary>What a session yields for its inputs, by name.</summary>
    public static Dictionary<string, (long[] Shape, float[] Values)> Run(InferenceSession session, params IReadOnlyList<OrtValue> values)
    {
        using var options = new RunOptions();
        using var results = session.Run(options, session.InputNames, values, session.OutputNames);
        foreach (var value in values) value.Dispose();
        return session.OutputNames.Zip(results).ToDictionary(r => r.First, r => (r.Second.GetTensorTypeAndShape().Shape, Floats(r.Second)));
    }

    /// <summary>A session over bytes, optimised or as they are.</summary>
    public static InferenceSession Open(byte[] bytes, bool isOptimised = true)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, GraphOptimizationLevel = isOptimised ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL };
        return new InferenceSession(bytes, options);
    }

    /// <summary>What the module yields for an image.</summary>
    public static float[] Logits(ModelInfo model, torch.nn.Module module, float[] image, long[] shape)
    {
        using var scope = torch.NewDisposeScope();
        using var inference = torch.no_grad();
        return model.Forward(module, torch.tensor(image, shape))[0].Value.data<float>().ToArray();
    }

    /// <summary>The worst deviation of outputs from those of the module, relative to the rms of each.</summary>
    public static IEnumerable<(string Name, double Deviation)> Compare(ModelInfo model, torch.nn.Module module, InferenceSession session, params IEnumerable<long[]> shapes)
    {
        using var scope = torch.NewDisposeScope();
        torch.random.manual_seed(1);
        var inputs = TestedModels.Inputs(model, shapes);
        var expected = model.Forward(module, inputs);
        var actual = Run(session, [.. inputs.Select(Value)]);
        foreach (var output in expected)
        {
            var (sizes, values) = actual[output.Name];
            Assert.True(output.Value.shape.SequenceEqual(sizes), $"{output.Name}: [{string.Join(", ", sizes)}], the module yields [{string.Join(", ", output.Value.shape)}]");
            yield return (output.Name, Deviation(output.Value.to(torch.ScalarType.Float32).contiguous().data<float>().ToArray(), values));
        }
    }

    private static double Deviation(float[] expected, float[] actual)
    {
        var rms = Math.Sqrt(expected.Where(float.IsFinite).Sum(v => (double)v * v) / Math.Max(1, expected.Length));
        return expected.Zip(actual).Max(p => p.First.Equals(p.Second) || (float.IsNaN(p.First) && float.IsNaN(p.Second)) ? 0 : Math.Abs(p.First - p.Second)) / Math.Max(rms, 1e-30);
    }

    private static OrtValue Value(torch.Tensor tensor) => tensor.dtype switch
    {
        torch.ScalarType.Int64 => OrtValue.CreateTensorValueFromMemory(tensor.data<long>().ToArray(), tensor.shape),
        torch.ScalarType.Bool => OrtValue.CreateTensorValueFromMemory(tensor.data<bool>().ToArray(), tensor.shape),
        _ => OrtValue.CreateTensorValueFromMemory(tensor.data<float>().ToArray(), tensor.shape),
    };

    private static float[] Floats(OrtValue value) => value.GetTensorTypeAndShape().ElementDataType switch
    {
        Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64 => [.. value.GetTensorDataAsSpan<long>().ToArray().Select(v => (float)v)],
        Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Bool => [.. value.GetTensorDataAsSpan<bool>().ToArray().Select(v => v ? 1f : 0)],
        _ => value.GetTensorDataAsSpan<float>().ToArray(),
    };
}
