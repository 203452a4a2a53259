using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>Writes safetensors files.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;
    private const long PartLength = 1L << 28;

    /// <summary>Writes tensors under their names; the header lists them in the order given.</summary>
    /// <exception cref="NotSupportedException">The format has no element type for a tensor's.</exception>
    public static void Write(Stream stream, IReadOnlyList<KeyValuePair<string, torch.Tensor>> tensors)
    {
        var entries = Lay(tensors);
        var json = Header(tensors, entries);
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)json.Length);
        stream.Write(prefix);
        stream.Write(json);
        foreach (var (index, _) in entries.Index().OrderBy(e => e.Item.Begin).ThenBy(e => e.Item.End))
            WriteValues(stream, tensors[index].Value);
    }

    /// <summary>
    /// Gives each tensor its place: the widest element type first, so that every one is aligned for readers that map the
    /// file into memory.
    /// </summary>
    private static SafetensorsEntry[] Lay(IReadOnlyList<KeyValuePair<string, torch.Tensor>> tensors)
    {
        var entries = new SafetensorsEntry[tensors.Count];
        var position = 0L;
        foreach (var (index, (name, tensor)) in tensors.Index().OrderByDescending(t => t.Item.Value.ElementSize))
        {
            var type = SafetensorsTypes.FromScalarType(tensor.dtype)
                ?? throw new NotSupportedException($"'{name}' holds {tensor.dtype} values, which safetensors files cannot");
            var end = position + tensor.NumberOfElements * type.Size();
            entries[index] = new SafetensorsEntry(name, type, tensor.shape, position, end);
            position = end;
        }
        return entries;
    }

    private static byte[] Header(IReadOnlyList<KeyValuePair<string, torch.Tensor>> tensors, SafetensorsEntry[] entries)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            // What PyTorch's tools ask for before they take a file as theirs.
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt");
            json.WriteEndObject();
            foreach (var entry in entries)
            {
                json.WriteStartObject(entry.Name);
                json.WriteString("dtype", entry.Type.Name());
                WriteNumbers(json, "shape", entry.Shape);
                WriteNumbers(json, "data_offsets", [entry.Begin, entry.End]);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (buffer.Length % Alignment != 0) buffer.WriteByte((byte)' ');
        if (buffer.Length > SafetensorsHeader.MaxLength)
            throw new NotSupportedException($"the header of {tensors.Count} tensors is longer than the format allows");
        return buffer.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static void WriteValues(Stream stream, torch.Tensor tensor)
    {
        using var detached = tensor.detach();
        using var local = detached.cpu();
        using var flat = local.reshape(-1);
        using var dense = flat.contiguous();
        var partSize = PartLength / dense.ElementSize;
        for (var start = 0L; start < dense.NumberOfElements; start += partSize)
        {
            using var part = dense.narrow(0, start, Math.Min(partSize, dense.NumberOfElements - start));
            stream.Write(part.bytes);
        }
    }
}
