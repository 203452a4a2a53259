using ModelDsl.Runtime;

namespace ModelDsl.Training;

/// <summary>JPEG, PNG, WebP, GIF and BMP files in a folder for each class, in the order of their names. They are read when they are needed.</summary>
public sealed class ImageFolder : IImageDataset
{
    private readonly List<(string Path, int Label)> files;

    private ImageFolder(List<(string Path, int Label)> files, IReadOnlyList<string> classes) => (this.files, Classes) = (files, classes);

    /// <inheritdoc />
    public int Count => files.Count;

    /// <inheritdoc />
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Lists a folder's images.</summary>
    /// <param name="folder">The folder; each folder in it is a class.</param>
    /// <param name="classes">The classes to expect, as a training set has them; null for those that there are.</param>
    /// <exception cref="TrainingException">There is no such folder, it has no images, or a class is not one of those expected.</exception>
    public static ImageFolder Open(string folder, IReadOnlyList<string>? classes = null)
    {
        try
        {
            // By code points: the same order of classes on every machine.
            var found = Directory.GetDirectories(folder).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal).ToList();
            classes ??= found;
            var files = new List<(string, int)>();
            foreach (var name in found)
            {
                var label = classes.ToList().IndexOf(name);
                if (label < 0) throw new TrainingException($"{Path.Combine(folder, name)}: '{name}' is no class of the training images");
                files.AddRange(
                    Directory.EnumerateFiles(Path.Combine(folder, name), "*", SearchOption.AllDirectories)
                        .Where(IsImage).Order(StringComparer.Ordinal).Select(f => (f, label)));
            }
            return files.Count > 0
                ? new ImageFolder(files, classes)
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

    private static bool IsImage(string file) => Path.GetExtension(file).ToLowerInvariant() is ".jpg" or ".jpeg" or ".png" or ".webp" or ".gif" or ".bmp";
}
