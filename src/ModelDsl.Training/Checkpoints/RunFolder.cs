using System.Text.Json;
using ModelDsl.Runtime;

namespace ModelDsl.Training;

/// <summary>The files of a training. Each is replaced as a whole: whatever ends the process, there is the old one or the new one.</summary>
/// <param name="path">The folder; it is made where it is missing.</param>
public sealed class RunFolder(string path)
{
    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>All that the training continues from.</summary>
    public string Checkpoint => In("checkpoint.safetensors");

    /// <summary>The weights of a training that is over, for <see cref="Runtime.Weights.Load(TorchSharp.torch.nn.Module, string, WeightsOptions?)"/>.</summary>
    public string Weights => In("weights.safetensors");

    /// <summary>The weights after the epoch with the highest test accuracy so far.</summary>
    public string Best => In("best.safetensors");

    /// <summary>Options, curve and epochs as JSON.</summary>
    public string Log => In("log.json");

    /// <summary>The curves as a picture.</summary>
    public string Curves => In("curves.svg");

    /// <summary>The folder of the events for TensorBoard.</summary>
    public string Events => In("events");

    /// <summary>Where and with which options a training diverged; there only after one did, until a training gets past that step.</summary>
    public string Diverged => In("diverged.json");

    /// <summary>A file of another name in it.</summary>
    /// <param name="name">The name.</param>
    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Replaces a file.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="text">What it shall hold.</param>
    /// <exception cref="TrainingException">It cannot be written.</exception>
    public static void Write(string file, string text)
    {
        try
        {
            AtomicFile.WriteText(file, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"{file}: cannot be written: {AtomicFile.Reason(e)}", e);
        }
    }

    /// <summary>Keeps where a training diverged, so that the next one does not repeat it.</summary>
    internal void Note(Divergence divergence) => Write(Diverged, JsonSerializer.Serialize(divergence, TrainingDocuments.Default.Divergence));

    /// <summary>Where a training diverged; null where none did.</summary>
    /// <exception cref="TrainingException">The note cannot be read.</exception>
    internal Divergence? ReadDivergence()
    {
        try
        {
            return File.Exists(Diverged) ? JsonSerializer.Deserialize(File.ReadAllText(Diverged), TrainingDocuments.Default.Divergence) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new TrainingException($"{Diverged}: cannot be read: {e.Message.ReplaceLineEndings(" ")}; remove it", e);
        }
    }

    /// <summary>Forgets a divergence that training has got past.</summary>
    internal void PassDivergence(int step)
    {
        if (ReadDivergence() is { } before && step >= before.Step) File.Delete(Diverged);
    }

    /// <summary>Makes the folder.</summary>
    /// <exception cref="TrainingException">It cannot be made.</exception>
    internal void Prepare()
    {
        if (File.Exists(Path)) throw new TrainingException($"{Path}: is a file; name a folder for what comes of a training");
        try
        {
            FilePlace.MakeFolder(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }
    }

    /// <summary>Keeps other trainings out of the folder until what it gives back is disposed, and removes what a process that was killed while it wrote has left.</summary>
    /// <exception cref="TrainingException">Another training is in it, or it cannot be written to.</exception>
    internal IDisposable Occupy()
    {
        var mark = In(".training");
        FileStream held;
        try
        {
            held = new FileStream(mark, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (File.Exists(mark))
        {
            throw new TrainingException($"{Path}: another training is writing into it; wait for its end, or name another folder", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }
        try
        {
            foreach (var file in new[] { Checkpoint, Weights, Best, Log, Curves }) AtomicFile.RemoveLeftovers(file);
            return held;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            held.Dispose();
            throw Unusable(e);
        }
    }

    private TrainingException Unusable(Exception e) => new($"{Path}: cannot be used: {e.Message.ReplaceLineEndings(" ")}", e);
}
