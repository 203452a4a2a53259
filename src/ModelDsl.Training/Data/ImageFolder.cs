using ModelDsl.Runtime;

namespace ModelDsl.Training;

/// <summary>JPEG, PNG, WebP, GIF and BMP files in a folder for each class, in the order of their names. They are read when they are needed.</summary>
public sealed class ImageFolder : IImageDataset
{
    private readonly List<(string Path, int Label)> files;

    private ImageFolder(List<(string Path, int Label)> files, IReadOnlyList<string> classes, IReadOnlyList<LeftOutFiles> leftOut) =>
        (this.files, Classes, LeftOut) = (files, classes, leftOut);

    /// <inheritdoc />
    public int Count => files.Count;

    /// <inheritdoc />
    public IReadOnlyList<string> Classes { get; }

    /// <summary>What lies in the folder and is neither an image nor a class.</summary>
    public IReadOnlyList<LeftOutFiles> LeftOut { get; }

    /// <summary>The images in a folder and all that it holds, whatever their classes, in the order of their paths.</summary>
    /// <param name="folder">The folder.</param>
    public static IReadOnlyList<string> FilesIn(string folder) => FolderListing.ImagesIn(folder);

    /// <summary>Lists a folder's images.</summary>
    /// <param name="folder">
    /// The folder; each folder in it that has images is a class. Hidden files and folders, and those that systems and tools
    /// leave behind, are left out.
    /// </param>
    /// <param name="classes">The classes to expect, as a training set has them; null for those that there are.</param>
    /// <exception cref="TrainingException">There is no such folder, it has no images, or a class is not one of those expected.</exception>
    public static ImageFolder Open(string folder, IReadOnlyList<string>? classes = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        try
        {
            var (found, leftOut) = FolderListing.Of(folder, Path.GetDirectoryName(Path.GetFullPath(folder)) ?? folder);
            classes ??= [.. found.Select(c => c.Class)];
            var labels = classes.Index().ToDictionary(c => c.Item, c => c.Index, StringComparer.Ordinal);
            var files = new List<(string, int)>();
            foreach (var (name, images) in found)
            {
                if (!labels.TryGetValue(name, out var label))
                    throw new TrainingException($"{Path.Combine(folder, name)}: '{name}' is not a class of the training images, which are of {Some(classes)}");
                files.AddRange(images.Select(f => (f, label)));
            }
            return files.Count > 0
                ? new ImageFolder(files, classes, leftOut)
                : throw new TrainingException($"{folder}: no images; expected a folder for each class with .jpg, .jpeg, .png, .webp, .gif or .bmp files");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"{folder}: cannot be listed: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <inheritdoc />
    public int Label(int index) => files[index].Label;

    /// <inheritdoc />
    public RgbImage Read(int index) => ImageFile.Read(files[index].Path);

    /// <summary>The file of an image.</summary>
    /// <param name="index">Which image.</param>
    public string FileOf(int index) => files[index].Path;

    /// <summary>The same data without some of its images.</summary>
    /// <param name="indices">Which images to leave out.</param>
    /// <exception cref="TrainingException">None would be left.</exception>
    public ImageFolder Without(IReadOnlySet<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        List<(string, int)> rest = [.. files.Where((_, i) => !indices.Contains(i))];
        return rest.Count > 0 ? new ImageFolder(rest, Classes, LeftOut) : throw new TrainingException("none of the images can be used");
    }

    private static string Some(IReadOnlyList<string> classes) => string.Join(", ", classes.Take(5)) + (classes.Count > 5 ? ", …" : "");
}
