namespace ModelDsl.Onnx;

/// <summary>How a model is written to an ONNX file.</summary>
public sealed record OnnxOptions
{
    /// <summary>The least version of the operators: below it there is no Col2Im, and reductions are others.</summary>
    public const int LeastOpset = 18;

    /// <summary>The largest version of the operators that the files are tried with.</summary>
    public const int LargestOpset = 23;

    /// <summary>The largest batch, height and width that can be fixed.</summary>
    public const int LargestSize = 1 << 16;

    /// <summary>The version of ONNX's operators. The best one is the usual one: 20 has Gelu, and every engine of today reads it.</summary>
    public int Opset { get; init; } = 20;

    /// <summary>The number of images in a batch; null where each call may have another one.</summary>
    public int? Batch { get; init; }

    /// <summary>Height and width of the images, for a model of any size; null where each call may have another one.</summary>
    public (int Height, int Width)? Size { get; init; }

    /// <summary>The precision in which weights are stored and most nodes compute.</summary>
    public OnnxPrecision Precision { get; init; } = OnnxPrecision.Float32;

    /// <summary>The engine that the file is for.</summary>
    public OnnxTarget Target { get; init; } = OnnxTarget.Any;

    /// <summary>Whether weights go into a second file beside the model, with <c>.data</c> behind its name. Above 2 GiB they always do.</summary>
    public bool External { get; init; }

    /// <summary>Rewritings that are left out, by the names of <see cref="OnnxModel.PassNames"/>.</summary>
    public IReadOnlyCollection<string> Without { get; init; } = [];

    /// <summary>Texts that the file carries, readable in every engine: classes, preprocessing, licence.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}

/// <summary>The engine that a file is for.</summary>
public enum OnnxTarget
{
    /// <summary>Any: the file has operators of ONNX itself only.</summary>
    Any,

    /// <summary>
    /// ONNX Runtime: attention whose queries, keys and values come from one linear layer is one node of the domain <c>com.microsoft</c>,
    /// which other engines cannot open.
    /// </summary>
    OnnxRuntime,
}

/// <summary>The precision of a file.</summary>
public enum OnnxPrecision
{
    /// <summary>Single precision.</summary>
    Float32,

    /// <summary>
    /// Half precision, for GPUs: softmax, reductions, interpolation and tables stay in single precision, and so do the images
    /// and what the model yields. On the CPU ONNX Runtime converts most of it back.
    /// </summary>
    Float16,

    /// <summary>The same with the range of single precision, for GPUs; ONNX Runtime has no kernels for it on the CPU.</summary>
    BFloat16,
}
