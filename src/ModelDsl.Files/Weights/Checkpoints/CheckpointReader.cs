namespace ModelDsl.Runtime;

/// <summary>Reads what a PyTorch checkpoint says of its tensors.</summary>
internal static class CheckpointReader
{
    private const int MaxPickleLength = 16 << 20;

    /// <exception cref="WeightsException">The archive or its pickle is not what a checkpoint needs.</exception>
    public static WeightContent Read(ByteSource source, string file, string? mapping)
    {
        var records = ZipDirectory.Read(source, file).Records;
        var prefix = Prefix(records.Keys, file);
        CheckByteOrder(records, prefix, source, file);
        var pickle = records[prefix + "data.pkl"];
        if (pickle.Length > MaxPickleLength)
        {
            throw new WeightsException(
                file, $"a pickle of {pickle.Length} bytes", pickle.Name, $"{MaxPickleLength} at most besides the tensors",
                "save the state_dict alone: torch.save(model.state_dict(), file)");
        }
        var input = new PickleInput(pickle.ReadChecked(source, file), file, pickle.Name);
        var root = PickleReader.Read(input, key => records.GetValueOrDefault($"{prefix}data/{key}"));
        var (name, dict) = CheckpointMapping.Choose(root, mapping, file);
        return new WeightContent(WeightFormat.PyTorch, CheckpointMapping.Tensors(dict, name, file), CheckpointMapping.Others(root, name), name);
    }

    /// <summary>The folder that all records lie in; PyTorch names it after the file.</summary>
    private static string Prefix(IEnumerable<string> names, string file)
    {
        string? prefix = null;
        foreach (var name in names)
        {
            var folder = name[..(name.IndexOf('/', StringComparison.Ordinal) + 1)];
            if (prefix is not null && folder != prefix)
                throw Foreign(file, $"records in '{WeightsException.Printable(prefix)}' and in '{WeightsException.Printable(folder)}'", "one folder");
            prefix = folder;
        }
        if (prefix is null or "" || !names.Contains(prefix + "data.pkl", StringComparer.Ordinal))
            throw Foreign(file, "a zip archive without a folder that holds data.pkl", "a checkpoint as torch.save writes it");
        return prefix;
    }

    private static void CheckByteOrder(IReadOnlyDictionary<string, Region> records, string prefix, ByteSource source, string file)
    {
        if (!records.TryGetValue(prefix + "byteorder", out var order)) return;
        if (order.Length != "little".Length || !order.ReadChecked(source, file).AsSpan().SequenceEqual("little"u8))
            throw new WeightsException(file, "the values are in another byte order", order.Name, "little", "save it on a little-endian machine");
    }

    private static WeightsException Foreign(string file, string problem, string expected) =>
        new(file, problem, expected: expected, remedy: "save the weights with torch.save(model.state_dict(), file)");
}
