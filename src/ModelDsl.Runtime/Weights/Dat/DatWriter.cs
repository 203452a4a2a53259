using System.Text;

namespace ModelDsl.Runtime;

/// <summary>Writes files that TorchSharp's <c>Module.load</c> reads.</summary>
internal static class DatWriter
{
    /// <summary>Writes tensors under their names, in the order given.</summary>
    public static void Write(Stream stream, IReadOnlyList<OutgoingTensor> tensors)
    {
        using var writer = new BinaryWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        writer.Write7BitEncodedInt64(tensors.Count);
        foreach (var tensor in tensors)
        {
            writer.Write(tensor.Name);
            var type = tensor.Type.ToScalarType() ?? throw new NotSupportedException($"'{tensor.Name}' holds {tensor.Type.Name()} values, which TorchSharp has no type for");
            writer.Write7BitEncodedInt64((int)type);
            writer.Write7BitEncodedInt64(tensor.Shape.Count);
            foreach (var size in tensor.Shape) writer.Write7BitEncodedInt64(size);
            writer.Flush();
            tensor.WriteValues(stream);
        }
    }
}
