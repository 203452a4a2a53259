using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Training;

/// <summary>Models that yield one tensor of logits for one tensor of images.</summary>
public static class Classifier
{
    /// <summary>Checks that a model can tell the classes of a data set apart.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data set.</param>
    /// <returns>How images become its input.</returns>
    /// <exception cref="TrainingException">It cannot.</exception>
    public static PreprocessingInfo Check(ModelDescription model, IImageDataset data)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        if (model.Classes is not { } classes) throw new TrainingException($"{model.Name} is not a classifier: it yields {string.Join(", ", model.Outputs.Select(o => o.Text))}");
        if (classes != data.Classes.Count)
            throw new TrainingException($"{model.Name} tells {classes} classes apart, the data has {data.Classes.Count}; declare a variant with Classes = {data.Classes.Count}");
        return CheckInput(model);
    }

    /// <summary>Checks that a model states how an image becomes its input.</summary>
    /// <exception cref="TrainingException">It does not.</exception>
    internal static PreprocessingInfo CheckInput(ModelDescription model)
    {
        var preprocessing = model.Preprocessing ?? throw new TrainingException($"{model.Name} does not state how an image becomes its input; add [Preprocessing] to it");
        if (Preprocessing.ContradictionIn(preprocessing) is { } contradiction) throw new TrainingException($"{model.Name}: {contradiction}");
        var channels = Preprocessing.ChannelsOf(preprocessing);
        if (model.Inputs is not [{ Shape: [_, var wanted, _, _] }] || wanted != channels)
            throw new TrainingException($"{model.Name} takes {string.Join(", ", model.Inputs.Select(i => i.Text))}, and its [Preprocessing] makes {channels} {(channels == 1 ? "channel" : "channels")}; give Mean and StandardDeviation one value for each channel");
        return preprocessing;
    }

    /// <summary>Runs a module; the caller disposes the logits.</summary>
    internal static torch.Tensor Forward(ModelInfo model, torch.nn.Module module, torch.Tensor images) => model.Forward(module, images)[0].Value;
}
