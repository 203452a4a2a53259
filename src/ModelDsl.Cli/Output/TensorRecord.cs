using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Cli.Output;

/// <summary>A tensor's values, outliving it.</summary>
/// <param name="Shape">Its sizes.</param>
/// <param name="Values">Its values in row-major order.</param>
internal sealed record TensorRecord(long[] Shape, float[] Values)
{
    /// <summary>The mean of the values.</summary>
    public double Mean => Values.Length == 0 ? 0 : Values.Sum(v => (double)v) / Values.Length;

    /// <summary>The root of the mean of the squares.</summary>
    public double Rms => Values.Length == 0 ? 0 : Math.Sqrt(Values.Sum(v => (double)v * v) / Values.Length);

    /// <summary>Copies a tensor of any floating-point type, device and layout.</summary>
    public static TensorRecord Of(torch.Tensor tensor)
    {
        using var detached = tensor.detach();
        using var local = detached.to(torch.ScalarType.Float32, torch.CPU);
        using var dense = local.contiguous();
        using var values = dense.data<float>();
        return new TensorRecord(tensor.shape, values.ToArray());
    }

    /// <summary>The shapes and values of tensors, which are disposed.</summary>
    public static IReadOnlyList<(IReadOnlyList<long>, float[])> Taken(IReadOnlyList<NamedTensor> tensors)
    {
        var taken = new List<(IReadOnlyList<long>, float[])>();
        foreach (var tensor in tensors)
        {
            var record = Of(tensor.Value);
            taken.Add((record.Shape, record.Values));
            tensor.Value.Dispose();
        }
        return taken;
    }
}
