using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>
/// Lets a checkpoint start another task: a linear layer of another number of classes, or one that the file lacks, starts
/// anew (weights of a truncated normal distribution, biases zero), and a head that the module lacks is left out.
/// Where the number of classes agrees the file's head is loaded.
/// </summary>
/// <param name="scopes">Where the heads are: <c>head</c>, or <c>head</c> and <c>aux_head</c>.</param>
public sealed class NewHead(params string[] scopes) : WeightAdapter
{
    /// <summary>The standard deviation of new weights.</summary>
    public double StandardDeviation { get; init; } = 0.02;

    /// <inheritdoc/>
    public override Adaptation? Adapt(WeightMismatch mismatch)
    {
        ArgumentNullException.ThrowIfNull(mismatch);
        var scope = scopes.FirstOrDefault(s => mismatch.Name == s + ".weight" || mismatch.Name == s + ".bias");
        if (scope is null || mismatch.Kind == MismatchKind.Type) return null;
        if (mismatch.ModelShape is not { } shape) return Adaptation.Ignore("the module has no such head");
        // Another number of features is another model.
        if (mismatch.FileShape is { } old && !old.Skip(1).SequenceEqual(shape.Skip(1))) return null;
        return Adaptation.Replace(
            mismatch.FileShape is { } before ? $"a new head: {before[0]} classes in the file, {shape[0]} here" : "a new head: the file has none",
            () => Start([.. shape]));
    }

    // One list of names may serve several models: those that this one lacks do no harm beside one that it has.
    internal override string? Unknown(IReadOnlyList<string> model, IReadOnlyList<string> file)
    {
        var layers = NameHint.Layers(model.Concat(file));
        return scopes.Length == 0 || scopes.Any(layers.Contains) ? null : $"new head '{scopes[0]}': a layer neither of the model nor of the file; {NameHint.For(scopes[0], layers)}";
    }

    private torch.Tensor Start(long[] shape) =>
        shape.Length == 1 ? torch.zeros(shape) : NewLayer.Parameter(shape, Init.TruncatedNormal(StandardDeviation), Initialization.Published);
}
