using ModelDsl.Runtime;

namespace ModelDsl.Cli.Output;

/// <summary>Facts of a model as people read them.</summary>
internal static class ModelText
{
    private const int ImageRank = 4;

    /// <summary>
    /// For what costs are stated: <c>for one image</c>, and of which size where it may have any; of a model that takes no image
    /// <c>for tokens [1, 64]</c>.
    /// </summary>
    public static string OneImage(ModelDescription model) =>
        model.Inputs.FirstOrDefault(i => i.Shape.Count == ImageRank) is not { } image ? $"for {string.Join(", ", model.Inputs.Select(i => $"{i.Name} {Numbers.Shape(i.Reference)}"))}"
        : model.Inputs.All(i => i.Shape.Skip(1).All(s => s > 0)) ? "for one image"
        : $"for one image of {string.Join("×", image.Reference.Skip(2))}";

    /// <summary>Parameters and MACs in a line.</summary>
    public static string Costs(ModelDescription model) => $"{Numbers.Short(model.Parameters)} parameters, {Numbers.Short(model.Macs.Total)} MACs {OneImage(model)}";

    /// <summary>Published accuracy; empty where none was published.</summary>
    public static string Accuracy(PublishedInfo? published) => published?.Top1 is not { } top1 ? ""
        : $"{Numbers.Percent(top1)} top-1{(published.Top5 is { } top5 ? $", {Numbers.Percent(top5)} top-5" : "")} on {published.Dataset}";
}
