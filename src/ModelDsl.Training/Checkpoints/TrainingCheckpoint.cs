using System.Text.Json;
using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training;

/// <summary>
/// A training in one safetensors file: weights, their average, the optimizer's state, and as text in the header where it
/// is. Random numbers follow from seed, epoch and step, so there is no generator to save.
/// </summary>
internal static class TrainingCheckpoint
{
    /// <summary>What stands before the keys of the weights.</summary>
    public const string ModelPrefix = "model.";

    private const string MetadataKey = "modeldsl.training";
    private const string AveragePrefix = "average.";
    private const string OptimizerPrefix = "optimizer.";

    /// <summary>Writes a checkpoint; the one before stays until this one is complete.</summary>
    public static void Save(string path, CheckpointDocument document, ModelInfo model, torch.nn.Module module, WeightAverage? average, ModuleOptimizer optimizer)
    {
        var tensors = Of(module, ModelPrefix).ToList();
        if (average is not null) tensors.AddRange(Of(average.Module, AveragePrefix));
        tensors.AddRange(optimizer.State().Select(s => new NamedTensor(OptimizerPrefix + s.Name, s.Value)));
        var text = JsonSerializer.Serialize(document, TrainingDocuments.Default.CheckpointDocument);
        Weights.SaveTensors(path, tensors, new Dictionary<string, string>(WeightNotes.Of(model, document.Classes).ToMetadata()) { [MetadataKey] = text });
    }

    /// <summary>Reads what a checkpoint says.</summary>
    /// <exception cref="TrainingException">The file is not a checkpoint.</exception>
    /// <exception cref="WeightsException">The file cannot be read, or is damaged.</exception>
    public static CheckpointDocument Read(string path)
    {
        using var file = WeightFile.Open(path);
        if (!file.Metadata.TryGetValue(MetadataKey, out var text))
            throw new TrainingException($"{path}: holds weights, but not where a training is; start one from them with --weights");
        try
        {
            var document = JsonSerializer.Deserialize(text, TrainingDocuments.Default.CheckpointDocument);
            return document is { Version: CheckpointDocument.CurrentVersion } known
                ? known
                : throw new TrainingException($"{path}: is a checkpoint of version {document?.Version}, expected {CheckpointDocument.CurrentVersion}; continue with the release that wrote it");
        }
        catch (JsonException e)
        {
            throw new TrainingException($"{path}: the header does not say where the training is: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>Gives module, average and optimizer the values that a checkpoint holds.</summary>
    public static void Restore(string path, torch.nn.Module module, WeightAverage? average, ModuleOptimizer optimizer)
    {
        Weights.Load(module, path, new WeightsOptions { Under = ModelPrefix });
        if (average is not null) Weights.Load(average.Module, path, new WeightsOptions { Under = AveragePrefix });
        using var file = WeightFile.Open(path);
        optimizer.Restore(file, OptimizerPrefix);
    }

    private static IEnumerable<NamedTensor> Of(torch.nn.Module module, string prefix) =>
        StateLayout.Of(module, prefix.TrimEnd('.')).Where(s => s.Tensor is not null).Select(s => new NamedTensor(s.Key, s.Tensor!));
}
