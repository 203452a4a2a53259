using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>Brings weight files into modules and modules' weights into files.</summary>
public static class Weights
{
    /// <summary>
    /// Fills every parameter and buffer that <c>state_dict</c> names from a safetensors file, exactly or not at all: the
    /// keys, shapes and element types of the file are compared first, and the module is touched only when all match.
    /// </summary>
    /// <remarks>
    /// Floating-point values take the module's element type. Where two keys of the module name one tensor, the file may
    /// hold both (the later one counts) or either of them. Should the disk fail while values are read, the
    /// exception says so and the module is left half filled; nothing else leaves it so.
    /// </remarks>
    /// <param name="module">The module.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightsException">The file cannot be read, or is not one of this module's.</exception>
    public static void Load(torch.nn.Module module, string path)
    {
        ArgumentNullException.ThrowIfNull(module);
        using var file = SafetensorsFile.Open(path);
        var state = module.state_dict();
        StateComparison.Check(state, file);
        using (torch.no_grad())
        {
            foreach (var (name, target) in StateLayout.Of(module).Where(slot => slot.Tensor is not null).Select(slot => (slot.Key, slot.Tensor!)))
            {
                if (file.Find(name) is null) continue;
                using var value = file.Read(name);
                target.copy_(value);
            }
        }
        WeightState.Changed(module);
    }

    /// <summary>
    /// Writes what <c>state_dict</c> names to a safetensors file, in its order. The file appears under its name only when
    /// it is complete; one that was there before is replaced.
    /// </summary>
    /// <param name="module">The module.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightsException">The file cannot be written, or a tensor's element type has no place in the format.</exception>
    public static void Save(torch.nn.Module module, string path)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var state = module.state_dict().ToList();
        // In the same folder: only there is the renaming one step.
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                SafetensorsWriter.Write(stream, state);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new WeightsException(path, "cannot be written: " + e.Message.ReplaceLineEndings(" "), e);
        }
        finally
        {
            if (File.Exists(temporary)) File.Delete(temporary);
        }
    }
}
