using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>
/// Brings weight files into modules and modules' weights into files. Read are safetensors, PyTorch checkpoints (zip) and
/// TorchSharp's .dat; written are safetensors and .dat.
/// </summary>
public static class Weights
{
    /// <summary>
    /// Fills every parameter and buffer that <c>state_dict</c> names from a file, exactly or not at all: a load ends with
    /// every key matched, or it throws and the module is what it was, also where the disk fails half-way.
    /// </summary>
    /// <remarks>
    /// Floating-point values take the module's element type, and so do whole numbers that fit. Where two keys of the module
    /// name one tensor, the file may hold both (the later one counts) or either of them. The values are read beside the
    /// module's and take their place at the end: views that were taken of a parameter before keep the old values. What the
    /// module computes by itself (<see cref="StateTable"/>) may be in the file in the right shape, or be missing; its values
    /// are not read.
    /// </remarks>
    /// <param name="module">The module.</param>
    /// <param name="path">The file; a name that ends in .dat says TorchSharp's format, the content tells the others.</param>
    /// <param name="options">What to take and what to adapt; null for exactly what the module has.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="WeightsException">The file cannot be read, or is not one of this module's.</exception>
    public static LoadReport Load(torch.nn.Module module, string path, WeightsOptions? options = null) => Load(module, path, options, isPartial: false);

    /// <summary>Fills what the file has of a module's keys in the right shape, leaves the others as they are, and reports both.</summary>
    /// <param name="module">The module.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">What to take and what to adapt.</param>
    /// <returns>What was loaded, and on which keys file and module disagree.</returns>
    /// <exception cref="WeightsException">The file cannot be read, or has no key of the module's.</exception>
    public static LoadReport LoadPartial(torch.nn.Module module, string path, WeightsOptions? options = null) => Load(module, path, options, isPartial: true);

    /// <summary>
    /// Writes what <c>state_dict</c> names to a file, in its order: safetensors, or TorchSharp's format where the name ends
    /// in .dat. The file appears under its name only when it is complete; one that was there before is replaced. A
    /// safetensors file of a generated model has notes in its header (<see cref="WeightNotes"/>): the model's name, its
    /// hyper-parameters, how an image becomes its input, and the names of the classes where they are given.
    /// </summary>
    /// <param name="module">The module.</param>
    /// <param name="path">The file; its name ends in .safetensors or .dat.</param>
    /// <param name="classes">The names of the classes that the model tells apart, in the order of its logits; null where they have none.</param>
    /// <exception cref="WeightsException">The file cannot be written, or a tensor's element type has no place in the format.</exception>
    public static void Save(torch.nn.Module module, string path, IReadOnlyList<string>? classes = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        WeightFileWriter.WriteByName(path, () => OutgoingTensor.Of(StateLayout.Of(module)), WeightNotes.Of((module as IModel)?.Info, classes).ToMetadata());
    }

    /// <summary>
    /// Writes tensors of any names to a safetensors file, with free text in its header. The file appears under its name only
    /// when it is complete; one that was there before is replaced.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">The tensors; their names differ.</param>
    /// <param name="metadata">The text, read back as <see cref="WeightFile.Metadata"/>; <c>format</c> is taken.</param>
    /// <exception cref="WeightsException">The file cannot be written, or a tensor's element type has no place in the format.</exception>
    public static void SaveTensors(string path, IEnumerable<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(metadata);
        WeightFileWriter.Write(path, () => OutgoingTensor.Of(tensors), metadata);
    }

    /// <summary>Writes what a file holds to another one, a tensor at a time, in the format that its name says. Its notes go with it into safetensors.</summary>
    /// <param name="file">The file to read.</param>
    /// <param name="path">The file to write; its name ends in .safetensors or .dat.</param>
    /// <param name="under">Takes only the keys that begin so, without it; empty for all keys as they are.</param>
    /// <returns>The number of tensors.</returns>
    /// <exception cref="WeightsException">A file cannot be read or written, or an element type has no place in the format.</exception>
    public static int Convert(WeightFile file, string path, string under = "")
    {
        ArgumentNullException.ThrowIfNull(file);
        var entries = WeightSelection.Under(file, under);
        WeightFileWriter.WriteByName(path, () => OutgoingTensor.Of(file, entries), file.Notes.ToMetadata());
        return entries.Count;
    }

    /// <summary>Loads from a file that is open already.</summary>
    internal static LoadReport Load(torch.nn.Module module, WeightFile file, WeightsOptions options, bool isPartial)
    {
        var state = StateLayout.Of(module).ToList();
        var (prefix, entries) = WeightSelection.Of(file, [.. state.Select(s => s.Key)], options.Under);
        IReadOnlyList<string> keys = [.. state.Select(s => s.Key)];
        IReadOnlyList<string> names = [.. entries.Select(e => e.Name)];
        if (options.Adapters.Select(a => a.Unknown(keys, names)).FirstOrDefault(u => u is not null) is { } unknown) throw new WeightsException(file.Path, unknown);
        var match = StateMatch.Of(state, entries, options, (module as IModel)?.Info.HyperParameters ?? []);
        if (match.Mismatches.Count > 0 && (!isPartial || match.Parts.Count == 0)) throw match.Failure(file, state, entries, prefix);
        var filled = match.Parts.Where(p => p.Make is null).Select(p => p.Target.Handle).ToHashSet();
        var loaded = state.Where(s => s.Tensor is not null && filled.Contains(s.Tensor.Handle)).Select(s => s.Key).ToList();
        using (var load = StateLoad.Read(file, match.Parts)) load.Commit(state.Where(s => s.Tensor is not null).Select(s => s.Tensor!));
        WeightState.Changed(module);
        return new LoadReport(file.Path, file.Format, file.Mapping, prefix, loaded, match.Adapted, match.Mismatches) { Notes = file.Notes };
    }

    private static LoadReport Load(torch.nn.Module module, string path, WeightsOptions? options, bool isPartial)
    {
        ArgumentNullException.ThrowIfNull(module);
        options ??= new WeightsOptions();
        using var file = WeightFile.Open(path, options.Mapping);
        return Load(module, file, options, isPartial);
    }
}
