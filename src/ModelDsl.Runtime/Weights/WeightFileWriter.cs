namespace ModelDsl.Runtime;

/// <summary>Writes weight files whole or not at all.</summary>
internal static class WeightFileWriter
{
    /// <summary>Writes tensors in the format that the name says; free text has a place in safetensors only.</summary>
    /// <exception cref="WeightsException">The name says no format, or the file cannot be written.</exception>
    public static void WriteByName(string path, Func<IReadOnlyList<OutgoingTensor>> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Action<Stream, IReadOnlyList<OutgoingTensor>> write = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".safetensors" => (stream, list) => SafetensorsWriter.Write(stream, list, metadata),
            ".dat" => DatWriter.Write,
            _ => throw new WeightsException(path, "the name does not say in which format to write", expected: "a name that ends in .safetensors or .dat"),
        };
        Write(path, stream => write(stream, tensors()));
    }

    /// <summary>Writes tensors and free text as safetensors.</summary>
    /// <exception cref="WeightsException">The file cannot be written.</exception>
    public static void Write(string path, Func<IReadOnlyList<OutgoingTensor>> tensors, IReadOnlyDictionary<string, string> metadata) =>
        Write(path, stream => SafetensorsWriter.Write(stream, tensors(), metadata));

    private static void Write(string path, Action<Stream> write)
    {
        try
        {
            AtomicFile.Write(path, write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new WeightsException(path, "cannot be written: " + WeightsException.Printable(AtomicFile.Reason(e)), inner: e);
        }
    }
}
