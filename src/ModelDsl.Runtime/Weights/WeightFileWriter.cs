namespace ModelDsl.Runtime;

/// <summary>Writes weight files whole or not at all.</summary>
internal static class WeightFileWriter
{
    /// <summary>Writes tensors in the format that the name says.</summary>
    /// <exception cref="WeightsException">The name says no format, or the file cannot be written.</exception>
    public static void Write(string path, Func<IReadOnlyList<OutgoingTensor>> tensors)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Action<Stream, IReadOnlyList<OutgoingTensor>> write = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".safetensors" => SafetensorsWriter.Write,
            ".dat" => DatWriter.Write,
            _ => throw new WeightsException(path, "the name does not say in which format to write", expected: "a name that ends in .safetensors or .dat"),
        };
        // In the same folder: only there is the renaming one step.
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream, tensors());
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new WeightsException(path, "cannot be written: " + WeightsException.Printable(e.Message), inner: e);
        }
        finally
        {
            if (File.Exists(temporary)) File.Delete(temporary);
        }
    }
}
