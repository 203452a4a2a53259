using System.Globalization;

namespace ModelDsl.Runtime;

/// <summary>What is known of a model, as texts that a file in another format carries.</summary>
public static class ModelMetadata
{
    /// <summary>The texts by name: the model, its paper and licence, and how an image becomes its input.</summary>
    /// <param name="model">The model.</param>
    public static IReadOnlyDictionary<string, string> Of(ModelInfo model)
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["model"] = model.Name };
        Add("description", model.Description);
        Add("paper", model.Paper);
        Add("license", model.Published?.License ?? "");
        if (model.Preprocessing is not { } preprocessing) return texts;
        texts["size"] = $"{Number(preprocessing.Height)}x{Number(preprocessing.Width)}";
        texts["crop"] = Number(preprocessing.CropFraction);
        texts["crop_mode"] = preprocessing.Mode.ToString().ToLowerInvariant();
        texts["mean"] = string.Join(" ", preprocessing.Mean.Select(Number));
        texts["std"] = string.Join(" ", preprocessing.StandardDeviation.Select(Number));
        return texts;

        void Add(string name, string text)
        {
            if (text.Length > 0) texts[name] = text;
        }
    }

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
