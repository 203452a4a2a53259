using System.Text.Json;
using ModelDsl.Runtime;

namespace ModelDsl.Training;

/// <summary>Pictures to train on, and others to measure on, with a mask each that has the class of every pixel.</summary>
/// <param name="Name">What the data is called: as it was asked for.</param>
/// <param name="Train">The pictures to train on.</param>
/// <param name="Test">Those that training does not see.</param>
public sealed record SegmentationData(string Name, ISegmentationDataset Train, ISegmentationDataset Test) : TrainingData(Name)
{
    /// <summary>The number of pixels that have no class, where none is chosen: that of PASCAL VOC, Cityscapes and mmsegmentation.</summary>
    public const int DefaultIgnoreLabel = 255;

    // As many as a number of a mask can tell apart.
    private const int MostClasses = 256;

    private const string Pictures = "images";

    private static readonly string[] s_masks = ["masks", "annotations"];
    private static readonly string[] s_train = ["train", "training"];
    private static readonly string[] s_classes = ["classes.txt", "classes.json"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Classes => Train.Classes;

    /// <inheritdoc/>
    public override int TrainCount => Train.Count;

    /// <inheritdoc/>
    public override int TestCount => Test.Count;

    /// <summary>What lies in its folders and is not a pair of a picture and a mask.</summary>
    public override IEnumerable<LeftOutFiles> LeftOut => LeftOutFiles.Together(new[] { Train, Test }.OfType<MaskFolder>().SelectMany(f => f.LeftOut));

    internal override string Task => $"segmentation with the ignore label {Train.IgnoreLabel}";

    /// <summary>Whether a folder has the folders of a segmentation: <c>images</c> and <c>masks</c> or <c>annotations</c>.</summary>
    /// <param name="source">The folder.</param>
    public static bool IsIn(string source) => Directory.Exists(Path.Combine(source, Pictures)) && s_masks.Any(m => Directory.Exists(Path.Combine(source, m)));

    /// <summary>Opens a folder of pictures and masks.</summary>
    /// <param name="source">
    /// The folder: <c>images/train</c>, <c>masks/train</c>, <c>images/val</c> and <c>masks/val</c>, and the names of the classes in <c>classes.txt</c>, one a
    /// line, or <c>classes.json</c>, a list. <c>annotations</c> may stand for <c>masks</c>, <c>training</c> for <c>train</c>, and <c>valid</c>, <c>validation</c> or
    /// <c>test</c> for <c>val</c>.
    /// </param>
    /// <param name="ignoreLabel">The number of pixels without a class.</param>
    /// <exception cref="TrainingException">A folder or the names are missing, or a picture has no mask.</exception>
    public static SegmentationData Open(string source, int ignoreLabel = DefaultIgnoreLabel)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        if (!Directory.Exists(source)) throw new TrainingException($"{source}: no such folder");
        var masks = s_masks.FirstOrDefault(m => Directory.Exists(Path.Combine(source, m))) ?? s_masks[0];
        var classes = ReadClasses(source);
        return new SegmentationData(source, Part(s_train), Part(ImageData.TestFolders));

        MaskFolder Part(string[] names)
        {
            var name = names.FirstOrDefault(n => Directory.Exists(Path.Combine(source, Pictures, n)))
                ?? throw new TrainingException($"{Path.Combine(source, Pictures)}: expected a folder {string.Join(" or ", names)} of pictures in it, and one of the same name in {Path.Combine(source, masks)}");
            var folder = Path.Combine(source, masks, name);
            return Directory.Exists(folder)
                ? MaskFolder.Open(Path.Combine(source, Pictures, name), folder, classes, ignoreLabel)
                : throw new TrainingException($"{folder}: no such folder; it must hold the masks of {Path.Combine(source, Pictures, name)}");
        }
    }

    /// <inheritdoc/>
    public override PreprocessingInfo Check(ModelDescription model) => Segmenter.Check(model, Classes.Count);

    /// <inheritdoc/>
    public override SegmentationData Without(IReadOnlyList<DamagedImage> damaged)
    {
        ArgumentNullException.ThrowIfNull(damaged);
        return this with { Train = Rest(Train, false), Test = Rest(Test, true) };

        ISegmentationDataset Rest(ISegmentationDataset dataset, bool isTest) => Indices(damaged, isTest) is { Count: > 0 } left ? ((MaskFolder)dataset).Without(left) : dataset;
    }

    internal override ITrainingTask Prepare(ModelInfo model, TrainingOptions options, TrainerSettings settings)
    {
        var preprocessing = Check(model);
        Refuse(options.Mixup > 0, nameof(options.Mixup));
        Refuse(options.CutMix > 0, nameof(options.CutMix));
        Refuse(options.Augmentation.Erasing > 0, nameof(options.Augmentation.Erasing));
        Refuse(options.Augmentation.RandomMagnitude is not null, nameof(options.Augmentation.RandomMagnitude));
        Segmenter.CheckSide(model, options.Crops.Side);
        return new SegmentationTask(model, this, preprocessing, options, settings);

        static void Refuse(bool isOn, string option)
        {
            if (isOn) throw new TrainingException($"{option} changes images whose class is that of the whole image; leave it out for a segmentation");
        }
    }

    internal override IEnumerable<ListedImage> Files(ModelDescription? model)
    {
        return [.. Of(Train, false), .. Of(Test, true)];

        IEnumerable<ListedImage> Of(ISegmentationDataset dataset, bool isTest) => dataset is not MaskFolder folder ? [] : Enumerable.Range(0, folder.Count).Select(i =>
            new ListedImage(isTest, i, folder.FileOf(i), () => Examine(folder, i, model)));
    }

    /// <summary>Reads a picture and its mask.</summary>
    private static string Examine(MaskFolder folder, int index, ModelDescription? model)
    {
        var picture = folder.FileOf(index);
        var traits = ImageFile.Examine(picture);
        if (model is not null) PictureSize.Check(picture, traits.Width, traits.Height, model);
        var (mask, map) = (folder.MaskOf(index), folder.ReadMask(index));
        return (map.Width, map.Height) == (traits.Width, traits.Height)
            ? traits.Kind
            : throw new ImageException(mask, $"the mask is {map.Width}x{map.Height}, its picture {picture} {traits.Width}x{traits.Height} {(traits.IsTurned ? "when it is turned upright as its EXIF data says" : "pixels")}");
    }

    private static string[] ReadClasses(string source)
    {
        var file = s_classes.Select(name => Path.Combine(source, name)).FirstOrDefault(File.Exists)
            ?? throw new TrainingException($"{Path.Combine(source, s_classes[0])}: no such file; write the names of the classes into it, that of class 0 first, one a line (or as a list into {s_classes[1]})");
        try
        {
            var text = File.ReadAllText(file);
            var names = file.EndsWith(".json", StringComparison.Ordinal)
                ? JsonSerializer.Deserialize(text, TrainingDocuments.Default.StringArray) ?? []
                : text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return names.Length is > 0 and <= MostClasses ? names : throw new TrainingException($"{file}: {names.Length} names, expected 1 to {MostClasses}");
        }
        catch (JsonException e)
        {
            throw new TrainingException($"{file}: cannot be read: expected a list of names, [\"sky\", \"tree\"]", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"{file}: cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
