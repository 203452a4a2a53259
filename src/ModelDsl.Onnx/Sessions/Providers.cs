using Microsoft.ML.OnnxRuntime;

namespace ModelDsl.Onnx.Sessions;

/// <summary>What ONNX Runtime can compute on, by short names.</summary>
internal static class Providers
{
    private static readonly Dictionary<string, (string Provider, Action<SessionOptions> Append)> s_known = new(StringComparer.Ordinal)
    {
        ["cpu"] = ("CPUExecutionProvider", _ => { }),
        ["cuda"] = ("CUDAExecutionProvider", options => options.AppendExecutionProvider_CUDA()),
        ["tensorrt"] = ("TensorrtExecutionProvider", options => options.AppendExecutionProvider_Tensorrt()),
        ["dml"] = ("DmlExecutionProvider", options => options.AppendExecutionProvider_DML()),
        ["coreml"] = ("CoreMLExecutionProvider", options => options.AppendExecutionProvider_CoreML()),
        ["openvino"] = ("OpenVINOExecutionProvider", options => options.AppendExecutionProvider_OpenVINO()),
    };

    /// <summary>Lets a session compute on a provider.</summary>
    /// <exception cref="OnnxException">There is no such provider, or not in the native library that is there.</exception>
    public static void Append(SessionOptions options, string name)
    {
        if (!s_known.TryGetValue(name, out var provider)) throw new OnnxException($"unknown execution provider '{name}': {string.Join(", ", s_known.Keys)}");
        var available = OrtEnv.Instance().GetAvailableProviders();
        if (!available.Contains(provider.Provider))
        {
            var there = s_known.Where(p => available.Contains(p.Value.Provider)).Select(p => p.Key);
            throw new OnnxException($"the ONNX Runtime of this program has no execution provider '{name}'; it has {string.Join(", ", there)}. Reference the native package that holds it, such as Microsoft.ML.OnnxRuntime.Gpu for cuda");
        }
        try
        {
            provider.Append(options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new OnnxException($"the execution provider '{name}' cannot be used: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
