using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>Bridges a difference between file and module that the caller knows of and wants bridged.</summary>
public abstract class WeightAdapter
{
    /// <summary>Looks at a difference.</summary>
    /// <param name="mismatch">A key on which file and module disagree.</param>
    /// <returns>What to do about it; null where it is none of this adapter's.</returns>
    public abstract Adaptation? Adapt(WeightMismatch mismatch);

    /// <summary>What is wrong where the adapter names what does not exist, so that what it is asked for would not be done without a word; else null.</summary>
    /// <param name="model">The module's keys.</param>
    /// <param name="file">The keys that are taken from the file.</param>
    internal virtual string? Unknown(IReadOnlyList<string> model, IReadOnlyList<string> file) => null;
}

/// <summary>What is done about a difference.</summary>
public sealed class Adaptation
{
    private Adaptation(string note, Func<torch.Tensor?, torch.Tensor>? make, bool needsFile) => (Note, Make, NeedsFile) = (note, make, needsFile);

    /// <summary>What is done, for the report.</summary>
    public string Note { get; }

    internal Func<torch.Tensor?, torch.Tensor>? Make { get; }

    internal bool NeedsFile { get; }

    /// <summary>The module's tensor stays as it is, and the file's is left out.</summary>
    /// <param name="note">What is done.</param>
    public static Adaptation Ignore(string note) => new(note, null, false);

    /// <summary>The module's tensor is made anew, whatever the file has.</summary>
    /// <param name="note">What is done.</param>
    /// <param name="make">Makes a tensor of the module's shape.</param>
    public static Adaptation Replace(string note, Func<torch.Tensor> make) => new(note, _ => make(), false);

    /// <summary>The module's tensor is made of the file's.</summary>
    /// <param name="note">What is done.</param>
    /// <param name="convert">Makes a tensor of the module's shape from the file's, which it leaves alone.</param>
    public static Adaptation Convert(string note, Func<torch.Tensor, torch.Tensor> convert) => new(note, t => convert(t!), true);
}
