using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Cli.Output;

/// <summary>A tensor's values, outliving it.</summary>
/// <param name="Shape">Its sizes.</param>
/// <param name="Values">Its values in row-major order.</param>
internal sealed record TensorRecord(long[] Shape, float[] Values)
{
    /// <summary>What its values are in the tensor; here they are numbers of any kind.</summary>
    public ElementType Type { get; init; }

    /// <summary>The mean of the values.</summary>
    public double Mean => Values.Length == 0 ? 0 : Values.Sum(v => (double)v) / Values.Length;

    /// <summary>The root of the mean of the squares.</summary>
    public double Rms => Values.Length == 0 ? 0 : Math.Sqrt(Values.Sum(v => (double)v * v) / Values.Length);

    /// <summary>Copies a tensor of any type, device and layout.</summary>
    public static TensorRecord Of(torch.Tensor tensor)
    {
        using var detached = tensor.detach();
        using var local = detached.to(torch.ScalarType.Float32, torch.CPU);
        using var dense = local.contiguous();
        using var values = dense.data<float>();
        return new TensorRecord(tensor.shape, values.ToArray()) { Type = tensor.dtype switch { torch.ScalarType.Int64 => ElementType.Int64, torch.ScalarType.Bool => ElementType.Bool, _ => ElementType.Float32 } };
    }

    /// <summary>A tensor of the values on a device.</summary>
    public torch.Tensor ToTensor(torch.Device device) => torch.tensor(Values, Shape, dtype: torch.ScalarType.Float32, device: device);

    /// <summary>Copies what a model yields, and disposes it.</summary>
    public static IReadOnlyList<NamedRecord> Taken(IReadOnlyList<NamedTensor> outputs)
    {
        try
        {
            return [.. outputs.Select(o => new NamedRecord(o.Name, Of(o.Value)))];
        }
        finally
        {
            foreach (var output in outputs) output.Value.Dispose();
        }
    }
}

/// <summary>A tensor's values and its name.</summary>
internal sealed record NamedRecord(string Name, TensorRecord Tensor);
