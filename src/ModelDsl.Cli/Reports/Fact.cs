using System.Globalization;
using ModelDsl.Cli.Output;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Reports;

/// <summary>Something that is known of a model beside its layers.</summary>
/// <param name="Group">What it is about.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Value">What it is.</param>
internal sealed record Fact(string Group, string Name, string Value)
{
    /// <summary>All that is known of a model, groups together.</summary>
    public static IReadOnlyList<Fact> Of(ModelDescription model) =>
        [.. Tensors(model), .. Costs(model), .. Preprocessing(model.Preprocessing), .. Published(model.Published), .. Names(model)];

    /// <summary>An input or output and its name, which often is just that.</summary>
    public static string Named(string what, string name) => name == what ? what : $"{what} {name}";

    private static IEnumerable<Fact> Tensors(ModelDescription model)
    {
        const string group = "Inputs and outputs";
        foreach (var input in model.Inputs) yield return new(group, Named("input", input.Name), Described(input));
        foreach (var output in model.Outputs) yield return new(group, Named("output", output.Name), output.Text);
    }

    private static IEnumerable<Fact> Costs(ModelDescription model)
    {
        var group = $"Costs {ModelText.OneImage(model)}";
        yield return new(group, "Parameters", Numbers.Whole(model.Parameters));
        yield return new(group, "Buffers", Numbers.Whole(model.Buffers));
        yield return new(group, "MACs", Numbers.Whole(model.Macs.Total));
        foreach (var (name, macs) in MacKinds(model.Macs)) yield return new(group, "MACs " + name, Numbers.Whole(macs));
        yield return new(group, "Activation memory", $"{Numbers.Whole(model.ActivationBytes)} bytes");
    }

    /// <summary>The kinds of multiply-accumulate operations.</summary>
    public static IReadOnlyList<(string Name, long Macs)> MacKinds(MacInfo macs) =>
        [("in convolutions", macs.Convolution), ("in linear layers", macs.Linear), ("in products of activations", macs.MatMul), ("on weights only", macs.WeightsOnly)];

    private static IEnumerable<Fact> Preprocessing(PreprocessingInfo? preprocessing)
    {
        const string group = "Preprocessing";
        if (preprocessing is null) yield break;
        yield return new(group, "Size", FormattableString.Invariant($"{preprocessing.Height}×{preprocessing.Width}"));
        yield return new(group, "Crop", $"{preprocessing.Mode.ToString().ToLowerInvariant()}, {Number(preprocessing.CropFraction)} of the side");
        yield return new(group, "Mean", string.Join(", ", preprocessing.Mean.Select(Number)));
        yield return new(group, "Deviation", string.Join(", ", preprocessing.StandardDeviation.Select(Number)));
    }

    private static IEnumerable<Fact> Published(PublishedInfo? published)
    {
        if (published is null) return [];
        return new Fact[]
        {
            new("Published", "Accuracy", ModelText.Accuracy(published)),
            new("Published", "Checkpoint", published.Checkpoint),
            new("Published", "Licence", published.License),
        }.Where(f => f.Value.Length > 0);
    }

    private static IEnumerable<Fact> Names(ModelDescription model) =>
    [
        .. model.HyperParameters.Select(p => new Fact("Hyper-parameters", p.Name, p.Value)),
        .. model.Taps.Select(t => new Fact("Taps", t.Name, t.Module)),
    ];

    private static string Described(TensorInfo input)
    {
        var least = input.Minimum.Index().Where(m => input.Shape[m.Index] < 0 && m.Item > 1).Select(m => Numbers.Whole(m.Item)).ToList();
        return least.Count == 0 ? input.Text : $"{input.Text}, from {string.Join("×", least)} up";
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
