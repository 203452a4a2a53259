using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelDsl.Runtime;

/// <summary>What a safetensors file says, in its header, of the model that it was written for.</summary>
public sealed record WeightNotes
{
    private const string ModelKey = "modeldsl.model";
    private const string ClassesKey = "modeldsl.classes";
    private const string PreprocessingKey = "modeldsl.preprocessing";
    private const string HyperParametersKey = "modeldsl.hyperparameters";

    /// <summary>Of a file that says nothing.</summary>
    public static WeightNotes None { get; } = new();

    /// <summary>The model's name; null where the file does not say it.</summary>
    public string? Model { get; init; }

    /// <summary>The names of the classes in the order of the logits; null where the file does not say them.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>How an image became the model's input; null where the file does not say it.</summary>
    public PreprocessingInfo? Preprocessing { get; init; }

    /// <summary>The variant: hyper-parameters and their values, as their author writes them; empty where the file does not say them.</summary>
    public IReadOnlyDictionary<string, string> HyperParameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether a key of a header's free text is one of these notes.</summary>
    /// <param name="key">The key.</param>
    internal static bool IsNote(string key) => key is ModelKey or ClassesKey or PreprocessingKey or HyperParametersKey;

    /// <summary>What there is to say of a model.</summary>
    internal static WeightNotes Of(ModelDescription? model, IReadOnlyList<string>? classes) => new()
    {
        Model = model?.Name,
        Classes = classes,
        Preprocessing = model?.Preprocessing,
        HyperParameters = (model?.HyperParameters ?? []).DistinctBy(h => h.Name).ToDictionary(h => h.Name, h => h.Value, StringComparer.Ordinal),
    };

    /// <summary>Finds the notes in a header's free text.</summary>
    /// <exception cref="WeightsException">A note is not what it should be.</exception>
    internal static WeightNotes Read(IReadOnlyDictionary<string, string> metadata, string file)
    {
        return new WeightNotes
        {
            Model = metadata.GetValueOrDefault(ModelKey),
            Classes = Parse(ClassesKey, NotesJson.Default.StringArray),
            Preprocessing = Parse(PreprocessingKey, NotesJson.Default.PreprocessingInfo),
            HyperParameters = Parse(HyperParametersKey, NotesJson.Default.DictionaryStringString) ?? [],
        };

        T? Parse<T>(string key, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class
        {
            if (!metadata.TryGetValue(key, out var text)) return null;
            try
            {
                return JsonSerializer.Deserialize(text, type) ?? throw new JsonException("null");
            }
            catch (JsonException e)
            {
                throw new WeightsException(file, $"the note '{key}' cannot be read: {WeightsException.Printable(e.Message)}", "header", remedy: "write the file again, or remove the note", inner: e);
            }
        }
    }

    /// <summary>The notes as free text for a header.</summary>
    internal Dictionary<string, string> ToMetadata()
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Model is not null) metadata.Add(ModelKey, Model);
        if (Classes is not null) metadata.Add(ClassesKey, JsonSerializer.Serialize([.. Classes], NotesJson.Default.StringArray));
        if (Preprocessing is not null) metadata.Add(PreprocessingKey, JsonSerializer.Serialize(Preprocessing, NotesJson.Default.PreprocessingInfo));
        if (HyperParameters.Count > 0) metadata.Add(HyperParametersKey, JsonSerializer.Serialize(new Dictionary<string, string>(HyperParameters), NotesJson.Default.DictionaryStringString));
        return metadata;
    }
}

/// <summary>Serialisation code for notes, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(PreprocessingInfo))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class NotesJson : JsonSerializerContext;
