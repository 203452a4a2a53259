using System.Runtime.InteropServices;
using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training;

/// <summary>Measures modules on images.</summary>
public static class Evaluator
{
    /// <summary>Runs a module over batches. It is in evaluation mode afterwards.</summary>
    /// <param name="model">The model; a classifier.</param>
    /// <param name="module">Its module.</param>
    /// <param name="batches">The images.</param>
    /// <param name="device">Where the module is.</param>
    /// <param name="seen">Is told each batch's logits, class by class and image after image.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="TrainingException">A logit is not a number.</exception>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public static EvaluationResult Run(
        ModelInfo model, torch.nn.Module module, IEnumerable<Batch> batches, torch.Device device, Action<float[]>? seen = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(batches);
        var result = new EvaluationResult(ClassesOf(model));
        module.eval();
        using var inference = torch.no_grad();
        foreach (var batch in batches)
        {
            using (batch)
            {
                cancellation.ThrowIfCancellationRequested();
                var logits = Logits(model, module, batch, device);
                Add(result, model, logits, i => (int)batch.Labels.ReadCpuInt64(i));
                seen?.Invoke(logits);
            }
        }
        return result;
    }

    /// <summary>Runs what is not a module of TorchSharp over batches; no libtorch is needed.</summary>
    /// <param name="model">The model; a classifier.</param>
    /// <param name="batches">The images.</param>
    /// <param name="compute">Computes the logits of a batch, class by class and image after image.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="TrainingException">A logit is not a number.</exception>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public static EvaluationResult Run(ModelDescription model, IEnumerable<ImageArrays> batches, Func<ImageArrays, float[]> compute, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(compute);
        var result = new EvaluationResult(ClassesOf(model));
        foreach (var batch in batches)
        {
            cancellation.ThrowIfCancellationRequested();
            Add(result, model, compute(batch), i => batch.Labels[i]);
        }
        return result;
    }

    private static int ClassesOf(ModelDescription model) =>
        (int)(model.Classes ?? throw new TrainingException($"{model.Name} is not a classifier: it yields {string.Join(", ", model.Outputs.Select(o => o.Text))}"));

    private static void Add(EvaluationResult result, ModelDescription model, float[] logits, Func<int, int> label)
    {
        if (Array.Exists(logits, v => !float.IsFinite(v))) throw new NotFiniteException($"{model.Name} yields values that are not finite; are these its weights?");
        for (var i = 0; i < logits.Length / result.Classes; i++) result.Add(logits.AsSpan(i * result.Classes, result.Classes), label(i));
    }

    private static float[] Logits(ModelInfo model, torch.nn.Module module, Batch batch, torch.Device device)
    {
        using var images = batch.Images.to(device);
        using var output = Classifier.Forward(model, module, images);
        return Values(output);
    }

    /// <summary>The values of a tensor of any type, device and layout, the last axis fastest.</summary>
    internal static float[] Values(torch.Tensor tensor)
    {
        using var local = tensor.to(torch.float32, torch.CPU);
        using var dense = local.contiguous();
        return MemoryMarshal.Cast<byte, float>(dense.bytes).ToArray();
    }
}

/// <summary>A model's results are not finite numbers.</summary>
internal sealed class NotFiniteException(string message) : TrainingException(message);
