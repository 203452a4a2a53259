using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>A tensor on its way into a file. Its values are fetched when their turn comes, and let go afterwards.</summary>
internal sealed class OutgoingTensor(string name, ElementType type, IReadOnlyList<long> shape, Func<torch.Tensor> fetch)
{
    // TorchSharp hands out bytes as spans, which end at 2 GiB: larger tensors are written in parts.
    private const long PartLength = 1L << 28;

    public string Name => name;

    public ElementType Type => type;

    public IReadOnlyList<long> Shape => shape;

    public long Length => shape.Aggregate((long)type.Size(), (product, size) => product * size);

    /// <summary>What a state_dict holds.</summary>
    /// <exception cref="NotSupportedException">Files have no element type for a tensor's.</exception>
    public static IReadOnlyList<OutgoingTensor> Of(IEnumerable<StateSlot> state) =>
        [.. state.Select(s => new OutgoingTensor(s.Key, TypeOf(s.Key, s.Type), s.Shape, () => s.Tensor?.detach() ?? s.Table!.Read()))];

    /// <summary>Tensors under names of their own.</summary>
    /// <exception cref="NotSupportedException">Files have no element type for a tensor's.</exception>
    public static IReadOnlyList<OutgoingTensor> Of(IEnumerable<NamedTensor> tensors) =>
        [.. tensors.Select(t => new OutgoingTensor(t.Name, TypeOf(t.Name, t.Value.dtype), t.Value.shape, () => t.Value.detach()))];

    /// <summary>What a file holds, under keys that may be other ones than the file's.</summary>
    public static IReadOnlyList<OutgoingTensor> Of(WeightFile file, IEnumerable<WeightEntry> entries) =>
        [.. entries.Select(e => new OutgoingTensor(e.Name, e.Type, e.Shape, () => file.Read(e)))];

    public void WriteValues(Stream stream)
    {
        using var values = fetch();
        using var local = values.cpu();
        using var flat = local.reshape(-1);
        using var dense = flat.contiguous();
        var partSize = PartLength / dense.ElementSize;
        for (var start = 0L; start < dense.NumberOfElements; start += partSize)
        {
            using var part = dense.narrow(0, start, Math.Min(partSize, dense.NumberOfElements - start));
            stream.Write(part.bytes);
        }
    }

    private static ElementType TypeOf(string name, torch.ScalarType type) =>
        ElementTypes.FromScalarType(type) ?? throw new NotSupportedException($"'{name}' holds {type} values, which weight files cannot");
}
