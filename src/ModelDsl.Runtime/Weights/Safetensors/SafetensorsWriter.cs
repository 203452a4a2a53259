using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ModelDsl.Runtime;

/// <summary>Writes safetensors files.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes tensors under their names; the header lists them in the order given.</summary>
    /// <param name="stream">Where they go.</param>
    /// <param name="tensors">The tensors.</param>
    /// <param name="metadata">Free text for the header, beside the <c>format</c> that every file states.</param>
    /// <exception cref="NotSupportedException">There are more than the format's header can hold.</exception>
    public static void Write(Stream stream, IReadOnlyList<OutgoingTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var entries = Lay(tensors);
        var json = Header(entries, metadata);
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)json.Length);
        stream.Write(prefix);
        stream.Write(json);
        foreach (var (index, _) in entries.Index().OrderBy(e => e.Item.Begin).ThenBy(e => e.Item.End))
            tensors[index].WriteValues(stream);
    }

    /// <summary>
    /// Gives each tensor its place: the widest element type first, so that every one is aligned for readers that map the
    /// file into memory.
    /// </summary>
    private static SafetensorsHeader.Entry[] Lay(IReadOnlyList<OutgoingTensor> tensors)
    {
        var entries = new SafetensorsHeader.Entry[tensors.Count];
        var position = 0L;
        foreach (var (index, tensor) in tensors.Index().OrderByDescending(t => t.Item.Type.Size()))
        {
            entries[index] = new SafetensorsHeader.Entry(tensor.Name, tensor.Type, [.. tensor.Shape], position, position + tensor.Length);
            position += tensor.Length;
        }
        return entries;
    }

    private static byte[] Header(SafetensorsHeader.Entry[] entries, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            // What PyTorch's tools ask for before they take a file as theirs.
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt");
            foreach (var (name, text) in metadata) json.WriteString(name, text);
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
            throw new NotSupportedException($"the header of {entries.Length} tensors is longer than the format allows");
        return buffer.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
