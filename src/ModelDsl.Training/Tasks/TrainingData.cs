using ModelDsl.Runtime;

namespace ModelDsl.Training;

/// <summary>
/// Images to train on and others to measure on, with what is to be learnt from them: the classes of images (<see cref="ImageData"/>), or of
/// their pixels (<see cref="SegmentationData"/>).
/// </summary>
/// <param name="Name">What the data is called: as it was asked for.</param>
public abstract record TrainingData(string Name)
{
    /// <summary>The names of the classes, in the order of a model's scores.</summary>
    public abstract IReadOnlyList<string> Classes { get; }

    /// <summary>The number of images to train on.</summary>
    public abstract int TrainCount { get; }

    /// <summary>The number of images that training does not see.</summary>
    public abstract int TestCount { get; }

    /// <summary>What lies in its folders and is not used.</summary>
    public abstract IEnumerable<LeftOutFiles> LeftOut { get; }

    /// <summary>What is learnt, in words: a training continues with data of the same.</summary>
    internal abstract string Task { get; }

    /// <summary>Checks that a model can tell the classes apart.</summary>
    /// <param name="model">The model.</param>
    /// <returns>How images become its input.</returns>
    /// <exception cref="TrainingException">It cannot.</exception>
    public abstract PreprocessingInfo Check(ModelDescription model);

    /// <summary>The same data without images that cannot be used.</summary>
    /// <param name="damaged">Those images.</param>
    /// <exception cref="TrainingException">None would be left.</exception>
    public abstract TrainingData Without(IReadOnlyList<DamagedImage> damaged);

    /// <summary>The images that lie in files, training images first.</summary>
    /// <param name="model">A model that they become the input of; null for none.</param>
    internal abstract IEnumerable<ListedImage> Files(ModelDescription? model);

    /// <summary>Makes the task of a training.</summary>
    /// <param name="model">What is trained.</param>
    /// <param name="options">How.</param>
    /// <param name="settings">On what machine.</param>
    /// <exception cref="TrainingException">Model, data and options do not fit together.</exception>
    internal abstract ITrainingTask Prepare(ModelInfo model, TrainingOptions options, TrainerSettings settings);

    /// <summary>Which images of a part are damaged.</summary>
    private protected static HashSet<int> Indices(IReadOnlyList<DamagedImage> damaged, bool isTest) => [.. damaged.Where(d => d.IsTest == isTest).Select(d => d.Index)];
}

/// <summary>An image that lies in a file.</summary>
/// <param name="IsTest">Whether it is one of the test images.</param>
/// <param name="Index">Which of them.</param>
/// <param name="File">The file.</param>
/// <param name="Examine">Reads it and what belongs to it, and says of which kind it is; an <see cref="ImageException"/> where it cannot be used.</param>
internal sealed record ListedImage(bool IsTest, int Index, string File, Func<string> Examine);
