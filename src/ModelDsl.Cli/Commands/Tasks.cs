using System.CommandLine;
using ModelDsl.Runtime;

namespace ModelDsl.Cli.Commands;

/// <summary>What a model is asked for: classes of images, or of their pixels.</summary>
internal static class Tasks
{
    private const string Classification = "classification";
    private const string Segmentation = "segmentation";

    /// <summary>The option that says it.</summary>
    public static Option<string?> Option()
    {
        var option = new Option<string?>("--task") { Description = $"{Classification} or {Segmentation}; where not given, as the model's output says: one map [N, classes, height, width] is a segmentation", HelpName = "TASK" };
        option.AcceptOnlyFromAmong(Classification, Segmentation);
        return option;
    }

    /// <summary>Whether it is classes of pixels.</summary>
    /// <param name="task">The option's value; null where it was not given.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="UserException">The model yields none.</exception>
    public static bool IsSegmentation(string? task, ModelDescription model)
    {
        if (task == Segmentation && model.PixelClasses is null)
            throw new UserException($"--task {Segmentation}: {model.Name} yields {string.Join(", ", model.Outputs.Select(o => o.Text))}, expected one map [N, classes, height, width]");
        if (task == Classification && model.Classes is null)
            throw new UserException($"--task {Classification}: {model.Name} yields {string.Join(", ", model.Outputs.Select(o => o.Text))}, expected [N, classes]");
        return task == Segmentation || task is null && model.PixelClasses is not null;
    }

    /// <summary>Refuses options that the task has no use for.</summary>
    /// <param name="parsed">The arguments.</param>
    /// <param name="options">Those of the other task.</param>
    /// <param name="model">The model.</param>
    /// <param name="isSegmentation">Which task it is.</param>
    /// <exception cref="UserException">One of them was given.</exception>
    public static void Refuse(ParseResult parsed, IEnumerable<Option> options, ModelDescription model, bool isSegmentation)
    {
        if (options.FirstOrDefault(o => Parameters.IsGiven(parsed, o)) is not { } given) return;
        throw new UserException($"{given.Name}: is for a {(isSegmentation ? Classification : Segmentation)}, which {model.Name} does not do; leave it out");
    }
}
