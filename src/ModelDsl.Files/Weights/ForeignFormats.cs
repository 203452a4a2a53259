namespace ModelDsl.Runtime;

/// <summary>Names what a file is when it is none that weights are read from.</summary>
internal static class ForeignFormats
{
    /// <summary>How much of a file's beginning is looked at.</summary>
    public const int Glance = 300;

    /// <summary>What helps where a pointer of Git LFS is in the place of a file.</summary>
    public const string FetchPointer = "fetch the file with git lfs pull";

    private const string Accepted = "safetensors, PyTorch's zip format (.pt, .pth, .pth.tar) or TorchSharp's .dat";

    /// <summary>The error for a file of another format.</summary>
    public static WeightsException Refuse(ReadOnlySpan<byte> start, string file)
    {
        var (what, remedy) = Recognise(start);
        return new WeightsException(file, what, expected: Accepted, remedy: remedy);
    }

    /// <summary>Whether it is a text that Git LFS keeps in place of a large file.</summary>
    public static bool IsPointer(ReadOnlySpan<byte> start) => start.StartsWith("version https://git-lfs"u8);

    private static (string What, string? Remedy) Recognise(ReadOnlySpan<byte> start)
    {
        const string fromPython = "load it in Python and save it with torch.save(state_dict, file)";
        if (start is [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, ..])
            return ("a checkpoint in PyTorch's format from before 1.6", "load it with a newer PyTorch and save it again with torch.save");
        if (start is [0x80, >= 2 and <= 5, ..]) return ("a bare Python pickle", fromPython);
        if (start is [0x89, (byte)'H', (byte)'D', (byte)'F', ..]) return ("an HDF5 file, as Keras writes it", fromPython);
        if (start is [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..]) return ("a NumPy array", fromPython);
        if (start is [0x1f, 0x8b, ..]) return ("a gzip archive", "unpack it");
        if (start.StartsWith("GGUF"u8)) return ("a GGUF file", fromPython);
        if (start.Length > 262 && start.Slice(257, 5).SequenceEqual("ustar"u8)) return ("a tar archive", "unpack it, or save the weights with torch.save");
        if (IsPointer(start)) return ("a pointer of Git LFS in place of the file", FetchPointer);
        if (start is [(byte)'<', ..]) return ("a web page in place of the file", "download the file itself");
        if (start is [(byte)'{', ..]) return ("JSON text", "the index of a model in several files has a name that ends in .json");
        return ("not a weight file", null);
    }
}
