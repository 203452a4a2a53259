using System.Globalization;
using System.Text.Json;

namespace ModelDsl.Runtime;

/// <summary>What is known of a model, as texts that a file in another format carries.</summary>
public static class ModelMetadata
{
    private const string NameKey = "model";
    private const string ClassesKey = "classes";
    private const string SizeKey = "size";
    private const string CropKey = "crop";
    private const string CropModeKey = "crop_mode";
    private const string MeanKey = "mean";
    private const string DeviationKey = "std";

    /// <summary>The texts by name: the model, its paper and licence, how an image becomes its input, and what is said of its weights.</summary>
    /// <param name="model">The model.</param>
    /// <param name="classes">The names of the classes, in order; null where they are not known.</param>
    /// <param name="weights">The SHA-256 of the weight file in hexadecimal digits; null where there is none.</param>
    public static IReadOnlyDictionary<string, string> Of(ModelDescription model, IReadOnlyList<string>? classes = null, string? weights = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal) { [NameKey] = model.Name };
        Add("description", model.Description);
        Add("paper", model.Paper);
        Add("license", model.Published?.License ?? "");
        Add("weights_sha256", weights ?? "");
        if (classes is { Count: > 0 }) texts[ClassesKey] = JsonSerializer.Serialize([.. classes], NotesJson.Default.StringArray);
        if (model.Preprocessing is not { } preprocessing) return texts;
        texts[SizeKey] = Size(preprocessing.Height, preprocessing.Width);
        texts[CropKey] = Number(preprocessing.CropFraction);
        texts[CropModeKey] = preprocessing.Mode.ToString().ToLowerInvariant();
        texts[MeanKey] = string.Join(" ", preprocessing.Mean.Select(Number));
        texts[DeviationKey] = string.Join(" ", preprocessing.StandardDeviation.Select(Number));
        return texts;

        void Add(string name, string text)
        {
            if (text.Length > 0) texts[name] = text;
        }
    }

    /// <summary>The model's name; null where the texts do not say it.</summary>
    /// <param name="texts">The texts of a file.</param>
    public static string? NameOf(IReadOnlyDictionary<string, string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return texts.GetValueOrDefault(NameKey);
    }

    /// <summary>The names of the classes; null where the texts do not say them.</summary>
    /// <param name="texts">The texts of a file.</param>
    /// <exception cref="FormatException">They are not a list of names.</exception>
    public static IReadOnlyList<string>? ClassesOf(IReadOnlyDictionary<string, string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (!texts.TryGetValue(ClassesKey, out var text)) return null;
        try
        {
            return JsonSerializer.Deserialize(text, NotesJson.Default.StringArray);
        }
        catch (JsonException e)
        {
            throw new FormatException($"the text '{ClassesKey}' is not a JSON list of names", e);
        }
    }

    /// <summary>How an image becomes the model's input; null where the texts do not say it.</summary>
    /// <param name="texts">The texts of a file.</param>
    /// <exception cref="FormatException">A text is not what <see cref="Of"/> writes.</exception>
    public static PreprocessingInfo? PreprocessingOf(IReadOnlyDictionary<string, string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (!texts.TryGetValue(SizeKey, out var size)) return null;
        if (size.Split('x') is not [var rows, var columns] || !TryWhole(rows, out var height) || !TryWhole(columns, out var width)) throw Bad(SizeKey, size);
        if (!Enum.TryParse<CropMode>(Text(CropModeKey), ignoreCase: true, out var mode) || !Enum.IsDefined(mode)) throw Bad(CropModeKey, Text(CropModeKey));
        var (crop, mean, deviation) = (Numbers(CropKey), Numbers(MeanKey), Numbers(DeviationKey));
        if (crop is not [> 0]) throw Bad(CropKey, Text(CropKey));
        if (mean.Length is not (1 or 3)) throw Bad(MeanKey, Text(MeanKey));
        if (deviation.Length != mean.Length) throw Bad(DeviationKey, Text(DeviationKey));
        return new(height, width, crop[0], mode, mean, deviation);

        string Text(string key) => texts.GetValueOrDefault(key) ?? throw new FormatException($"the text '{key}' is missing beside '{SizeKey}'");

        double[] Numbers(string key) => [.. Text(key).Split(' ').Select(part =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : throw Bad(key, Text(key)))];
    }

    /// <summary>The texts of a file that takes images of one size only, whatever size its model states.</summary>
    internal static IReadOnlyDictionary<string, string> Sized(IReadOnlyDictionary<string, string> texts, int height, int width) =>
        texts.ContainsKey(SizeKey) ? new Dictionary<string, string>(texts, StringComparer.Ordinal) { [SizeKey] = Size(height, width) } : texts;

    private static string Size(int height, int width) => $"{Number(height)}x{Number(width)}";

    private static bool TryWhole(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;

    private static FormatException Bad(string key, string text) => new($"the text '{key}' cannot be '{MismatchText.Printable(text)}'");

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
