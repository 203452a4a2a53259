using ModelDsl.Runtime;

namespace ModelDsl.Training;

/// <summary>Images to train on, and others to measure on, with a class each.</summary>
/// <param name="Name">What the data is called: as it was asked for.</param>
/// <param name="Train">The images to train on.</param>
/// <param name="Test">Those that training does not see.</param>
public sealed record ImageData(string Name, IImageDataset Train, IImageDataset Test) : TrainingData(Name)
{
    private static readonly string[] FashionClasses =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    internal static readonly string[] TestFolders = ["val", "valid", "validation", "test"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Classes => Train.Classes;

    /// <inheritdoc/>
    public override int TrainCount => Train.Count;

    /// <inheritdoc/>
    public override int TestCount => Test.Count;

    /// <summary>What lies in its folders and is neither an image nor a class.</summary>
    public override IEnumerable<LeftOutFiles> LeftOut => LeftOutFiles.Together(new[] { Train, Test }.OfType<ImageFolder>().SelectMany(f => f.LeftOut));

    internal override string Task => "classification";

    /// <inheritdoc/>
    public override PreprocessingInfo Check(ModelDescription model) => Classifier.Check(model, Train);

    /// <inheritdoc/>
    public override ImageData Without(IReadOnlyList<DamagedImage> damaged)
    {
        ArgumentNullException.ThrowIfNull(damaged);
        return this with { Train = Rest(Train, false), Test = Rest(Test, true) };

        IImageDataset Rest(IImageDataset dataset, bool isTest) => Indices(damaged, isTest) is { Count: > 0 } left ? ((ImageFolder)dataset).Without(left) : dataset;
    }

    internal override ITrainingTask Prepare(ModelInfo model, TrainingOptions options, TrainerSettings settings) => new ClassificationTask(model, this, Check(model), options, settings);

    internal override IEnumerable<ListedImage> Files(ModelDescription? model)
    {
        return [.. Of(Train, false), .. Of(Test, true)];

        IEnumerable<ListedImage> Of(IImageDataset dataset, bool isTest) => dataset is not ImageFolder folder ? [] : Enumerable.Range(0, folder.Count).Select(i =>
            new ListedImage(isTest, i, folder.FileOf(i), () => Examine(folder.FileOf(i), model?.Preprocessing)));
    }

    /// <summary>Opens a folder of images.</summary>
    /// <param name="source">
    /// A folder with the four IDX files of MNIST or Fashion-MNIST; or one with <c>train</c> and <c>val</c>, <c>valid</c>, <c>validation</c>
    /// or <c>test</c>, which hold a folder of images for each class (<see cref="ImageFolder.Open"/>).
    /// </param>
    /// <exception cref="TrainingException">There is no such data, or it cannot be used.</exception>
    public static ImageData Open(string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        if (!Directory.Exists(source)) throw new TrainingException($"{source}: no such folder");
        if (FindIdx(source, "train", "images-idx3") is not null) return OpenIdx(source);
        if (SegmentationData.IsIn(source)) throw new TrainingException($"{source}: has the pictures and masks of a segmentation, and the model is for classes of images");
        var train = Path.Combine(source, "train");
        var test = TestFolders.Select(name => Path.Combine(source, name)).FirstOrDefault(Directory.Exists);
        if (!Directory.Exists(train) || test is null)
            throw new TrainingException($"{source}: expected the folders train and {string.Join(" or ", TestFolders)}, or train-images-idx3-ubyte.gz and its three companions");
        var images = ImageFolder.Open(train);
        return new ImageData(source, images, ImageFolder.Open(test, images.Classes));
    }

    /// <summary>Opens Fashion-MNIST from a folder of one's own.</summary>
    /// <param name="folder">The folder with its four IDX files, plain or .gz.</param>
    /// <exception cref="TrainingException">A file is missing, or cannot be used.</exception>
    public static ImageData OpenFashionMnist(string folder) => OpenIdx(folder, FashionClasses);

    private static string Examine(string file, PreprocessingInfo? preprocessing)
    {
        var traits = ImageFile.Examine(file);
        return preprocessing is null || Preprocessing.CanFit(traits.Width, traits.Height, preprocessing)
            ? traits.Kind
            : throw new ImageException(file, $"the image is too elongated: {traits.Width}x{traits.Height} pixels");
    }

    private static ImageData OpenIdx(string folder, IReadOnlyList<string>? classes = null)
    {
        var train = Part("train", classes);
        return new ImageData(folder, train, Part("t10k", train.Classes));

        IdxDataset Part(string part, IReadOnlyList<string>? names) => IdxDataset.Open(Idx(part, "images-idx3"), Idx(part, "labels-idx1"), names);
        string Idx(string part, string kind) =>
            FindIdx(folder, part, kind) ?? throw new TrainingException($"{Path.Combine(folder, $"{part}-{kind}-ubyte")}: no such file, nor with .gz");
    }

    private static string? FindIdx(string folder, string part, string kind) =>
        new[] { "", ".gz" }.Select(end => Path.Combine(folder, $"{part}-{kind}-ubyte{end}")).FirstOrDefault(File.Exists);
}
