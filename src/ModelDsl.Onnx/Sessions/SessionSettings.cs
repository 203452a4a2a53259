namespace ModelDsl.Onnx;

/// <summary>How ONNX Runtime runs a model.</summary>
public sealed record SessionSettings
{
    /// <summary>Threads that share the work of one call; 0 for one per physical core.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Whether threads spin while they wait, as is ONNX Runtime's own default: a core is burnt while there is nothing to do. Otherwise they
    /// spin for 20 µs before they sleep, which is as fast within a call.
    /// </summary>
    public bool Spin { get; init; }

    /// <summary>What computes: <c>cpu</c>, <c>cuda</c>, <c>tensorrt</c>, <c>dml</c>, <c>coreml</c> or <c>openvino</c>. All but the first need a native package that has them.</summary>
    public string Provider { get; init; } = "cpu";

    /// <summary>Whether memory is kept between calls; off saves memory where images of one large size are rare.</summary>
    public bool KeepsMemory { get; init; } = true;
}
