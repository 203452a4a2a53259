using System.Security.Cryptography;

namespace ModelDsl.Runtime;

/// <summary>
/// A weight file, open for reading: safetensors, a PyTorch checkpoint (zip), TorchSharp's .dat, or the index of several files. Opening it reads and
/// checks everything but the values, which are read on demand. Nothing in a file is ever run.
/// </summary>
public sealed class WeightFile : IDisposable
{
    private readonly ByteSource source;
    private readonly Dictionary<string, WeightEntry> byName;

    private WeightFile(string path, ByteSource source, WeightContent content)
    {
        Path = path;
        this.source = source;
        (Format, Entries, Metadata, Mapping) = (content.Format, content.Entries, content.Metadata, content.Mapping);
        byName = content.Entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        Notes = content.Format == WeightFormat.Safetensors ? WeightNotes.Read(content.Metadata, path) : WeightNotes.None;
        Values = new ValueReader(source, path);
    }

    /// <summary>The file, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>Its format.</summary>
    public WeightFormat Format { get; }

    /// <summary>The tensors, in the file's order.</summary>
    public IReadOnlyList<WeightEntry> Entries { get; }

    /// <summary>A safetensors header's free text; what a PyTorch checkpoint holds beside the weights, described; empty where there is nothing.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The key of the checkpoint's dict under which the tensors are, such as <c>state_dict</c>; null where they are the outermost.</summary>
    public string? Mapping { get; }

    /// <summary>
    /// The wrappers of training (<c>module.</c>, <c>_orig_mod.</c>, <c>model.</c>, <c>encoder.</c>, <c>backbone.</c>) that every key
    /// begins with. Loading removes those that the module's own keys do not begin with.
    /// </summary>
    public string Wrappers => KeyPrefixes.Common([.. byName.Keys]);

    /// <summary>What the file says of the model that it was written for.</summary>
    public WeightNotes Notes { get; }

    internal ValueReader Values { get; }

    /// <summary>Opens a file and checks it.</summary>
    /// <param name="path">
    /// The file. The content tells the format, but for two without a mark: a name that ends in .dat is TorchSharp's, one
    /// that ends in .json is the index of a model in several files, which are read as one.
    /// </param>
    /// <param name="mapping">
    /// The key of the checkpoint's dict to take; null for a dict of tensors itself or the first of <c>state_dict</c>,
    /// <c>model</c> and <c>state_dict_ema</c>. Other formats hold one mapping.
    /// </param>
    /// <exception cref="WeightsException">The file is missing, unreadable, of another format or damaged.</exception>
    public static WeightFile Open(string path, string? mapping = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Open(FileBytes.Open(path), path, mapping);
    }

    /// <summary>The SHA-256 of a file, in hexadecimal digits.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightsException">It cannot be read.</exception>
    public static string Checksum(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw WeightsException.Unreadable(path, e);
        }
    }

    /// <summary>Opens bytes from anywhere under a file's name, and owns them from then on.</summary>
    internal static WeightFile Open(ByteSource source, string path, string? mapping = null)
    {
        try
        {
            if (!IsIndex(source, path)) return new WeightFile(path, source, ReadContent(source, path, mapping));
            var (parts, content) = ShardIndex.Read(source, path, (shard, name) => ReadContent(shard, name, mapping));
            source.Dispose();
            return new WeightFile(path, parts, content);
        }
        catch (Exception e)
        {
            source.Dispose();
            if (e is IOException or UnauthorizedAccessException) throw WeightsException.Unreadable(path, e);
            throw;
        }
    }

    /// <summary>Finds a tensor by its key.</summary>
    /// <param name="name">The key.</param>
    /// <returns>The entry, or null.</returns>
    public WeightEntry? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Closes the file.</summary>
    public void Dispose() => source.Dispose();

    private static bool IsIndex(ByteSource source, string path) =>
        System.IO.Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase) && source.Length > 0 && source.Read(0, 1) is [(byte)'{' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'];

    private static WeightContent ReadContent(ByteSource source, string path, string? mapping)
    {
        if (source.Length == 0) throw new WeightsException(path, "the file is empty");
        if (System.IO.Path.GetExtension(path).Equals(".dat", StringComparison.OrdinalIgnoreCase)) return Whole(DatReader.Read(source, path));
        ReadOnlySpan<byte> start = source.Read(0, Math.Min(ForeignFormats.Glance, source.Length));
        if (start.StartsWith("PK\x03\x04"u8)) return CheckpointReader.Read(source, path, mapping);
        if (SafetensorsReader.Recognises(start)) return Whole(SafetensorsReader.Read(source, path));
        throw ForeignFormats.Refuse(start, path);

        WeightContent Whole(WeightContent content) => mapping is null
            ? content
            : throw new WeightsException(path, $"a {content.Format} file has no mapping '{WeightsException.Printable(mapping)}'", expected: "no mapping to be chosen");
    }
}
