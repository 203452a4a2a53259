using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Review;

/// <summary>Holds what an attribute says about images against itself and against what the model takes.</summary>
internal static class PreprocessingReview
{
    /// <summary>What does not fit.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">What it takes.</param>
    public static IEnumerable<DiagnosticInfo> Of(ModelDeclaration model, IReadOnlyList<Sym> inputs)
    {
        if (model is not { Preprocessing: { } plan, PreprocessingPlaces: { } places } || Contradiction(plan, inputs) is not var (what, instead, names)) yield break;
        yield return DiagnosticInfo.Create(DiagnosticDescriptors.Preprocessing, places.Of(names), what, instead);
    }

    /// <summary>The first thing that is wrong, what to do, and the properties that may be to blame.</summary>
    private static (string What, string Instead, string[] Names)? Contradiction(PreprocessingPlan plan, IReadOnlyList<Sym> inputs)
    {
        const string Mean = nameof(PreprocessingAttribute.Mean), Deviation = nameof(PreprocessingAttribute.StandardDeviation), Crop = nameof(PreprocessingAttribute.CropFraction);
        var image = inputs.FirstOrDefault(i => i.Rank == 4);
        if (image is null) return ($"the model takes no image [N, C, H, W], but {string.Join(", ", inputs.Select(i => i.Shape.ToString()))}", "remove the attribute", []);
        if (!(plan.CropFraction > 0)) return ($"CropFraction is {Text(plan.CropFraction)}", "give the share of the resized image that is kept, for instance 0.875", [Crop]);
        if (plan.StandardDeviation.Any(d => !(d > 0))) return ($"a standard deviation is {Text(plan.StandardDeviation.First(d => !(d > 0)))}, and images are divided by it", "give positive numbers", [Deviation]);
        var (means, deviations) = (plan.Mean.Count, plan.StandardDeviation.Count);
        var wanted = image.Channels.IsConstant && image.Channels.Value is 1 or 3 ? (int)image.Channels.Value : means is 1 or 3 ? means : 3;
        var channels = wanted == 1 ? "one of each, the image is grey" : "three of each, one for each colour";
        if (means != deviations) return ($"there are {Dim.Text(means)} means and {Dim.Text(deviations)} deviations", $"give {channels}", means == wanted ? [Deviation, Mean] : [Mean, Deviation]);
        if (means is not (1 or 3)) return ($"there are {Dim.Text(means)} means, but an image has one channel or three", $"give {channels}", [Mean, Deviation]);
        return image.Channels.IsConstant && image.Channels.Value != means
            ? ($"there are {Dim.Text(means)} means and deviations, but the input {image.Shape} has {image.Channels} channels", image.Channels.Value is 1 or 3 ? $"give {channels}" : "images have one channel or three", [Mean, Deviation])
            : null;
    }

    private static string Text(double number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
