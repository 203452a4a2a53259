using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>
/// Fits a first convolution to images of another number of channels, as timm does: for one channel the weights of all
/// are summed; for any other number the weights of the three are repeated in turn and scaled by 3/n, so that the layer
/// keeps the size of its output.
/// </summary>
/// <param name="key">The key of the convolution's weight.</param>
public sealed class InputChannels(string key) : WeightAdapter
{
    private const int Colours = 3;

    /// <inheritdoc/>
    public override Adaptation? Adapt(WeightMismatch mismatch)
    {
        ArgumentNullException.ThrowIfNull(mismatch);
        if (mismatch is not { Kind: MismatchKind.Shape, FileShape: [var filters, var from, var height, var width], ModelShape: [var f, var to, var h, var w] }
            || mismatch.Name != key || (filters, height, width) != (f, h, w))
        {
            return null;
        }
        return (from, to) switch
        {
            (_, 1) => Adaptation.Convert($"the weights of {from} channels summed", weight => weight.sum(1, keepdim: true)),
            (Colours, _) => Adaptation.Convert($"the weights of {Colours} channels repeated over {to}", weight => Repeat(weight, to)),
            _ => null,
        };
    }

    internal override string? Unknown(IReadOnlyList<string> model, IReadOnlyList<string> file) => model.Contains(key)
        ? null
        : $"input channels of '{key}': not a key of the model; {NameHint.For(key, [.. model.Where(k => k.EndsWith(NameHint.Weight, StringComparison.Ordinal))])}";

    private static torch.Tensor Repeat(torch.Tensor weight, long channels)
    {
        using var source = torch.tensor([.. Enumerable.Range(0, (int)channels).Select(channel => (long)(channel % Colours))]);
        using var repeated = weight.index_select(1, source);
        using var scale = ((double)Colours / channels).ToScalar();
        return repeated.mul(scale);
    }
}
