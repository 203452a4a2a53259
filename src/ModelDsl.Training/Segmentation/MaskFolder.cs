using ModelDsl.Runtime;

namespace ModelDsl.Training;

/// <summary>
/// Pictures in a folder and masks in another one, paired by their paths without the extensions (<c>a/1.jpg</c> and <c>a/1.png</c>), in the
/// order of the pictures' paths. They are read when they are needed.
/// </summary>
public sealed class MaskFolder : ISegmentationDataset
{
    private const int Shown = 3;
    private const string MaskExtension = ".png";

    private readonly List<(string Picture, string Mask)> pairs;

    private MaskFolder(List<(string Picture, string Mask)> pairs, IReadOnlyList<string> classes, int ignoreLabel, IReadOnlyList<LeftOutFiles> leftOut) =>
        (this.pairs, Classes, IgnoreLabel, LeftOut) = (pairs, classes, ignoreLabel, leftOut);

    /// <inheritdoc/>
    public int Count => pairs.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public int IgnoreLabel { get; }

    /// <summary>What lies in the folders and is not a pair of a picture and a mask.</summary>
    public IReadOnlyList<LeftOutFiles> LeftOut { get; }

    /// <summary>Pairs pictures and masks.</summary>
    /// <param name="pictures">The folder of the pictures.</param>
    /// <param name="masks">That of the masks, PNG files (<see cref="MaskFile"/>).</param>
    /// <param name="classes">The names of the classes.</param>
    /// <param name="ignoreLabel">The number of pixels without a class.</param>
    /// <exception cref="TrainingException">There are no pictures, a picture has no mask, or two have the same one.</exception>
    public static MaskFolder Open(string pictures, string masks, IReadOnlyList<string> classes, int ignoreLabel)
    {
        ArgumentException.ThrowIfNullOrEmpty(pictures);
        ArgumentException.ThrowIfNullOrEmpty(masks);
        ArgumentNullException.ThrowIfNull(classes);
        try
        {
            var (found, leftOut) = FolderListing.Flat(pictures, pictures);
            var (foundMasks, leftOutMasks) = FolderListing.Flat(masks, masks);
            if (found.Count == 0) throw new TrainingException($"{pictures}: no pictures; expected .jpg, .jpeg, .png, .webp, .gif or .bmp files");
            var byStem = found.ToLookup(f => Stem(pictures, f), StringComparer.Ordinal);
            if (byStem.FirstOrDefault(g => g.Count() > 1) is { } twins) throw new TrainingException($"{string.Join(" and ", twins)} would have the same mask; rename one of them, and give each its own");
            var masksByStem = foundMasks.ToLookup(f => Stem(masks, f), StringComparer.Ordinal);
            var (pairs, without) = (new List<(string, string)>(), new List<string>());
            foreach (var picture in found)
            {
                var stem = Stem(pictures, picture);
                if (masksByStem[stem].FirstOrDefault(IsMask) is { } mask) pairs.Add((picture, mask));
                else without.Add($"{picture} has no mask {Path.Combine(masks, stem + MaskExtension)}{(masksByStem[stem].Any() ? ", which must be a PNG file: other formats change the numbers" : "")}");
            }
            if (without.Count > 0) throw new TrainingException($"{string.Join("; ", without.Take(Shown))}{(without.Count > Shown ? $"; and {without.Count - Shown} more" : "")}: add the masks, or remove the pictures");
            List<string> unused = [.. foundMasks.Where(m => !byStem.Contains(Stem(masks, m))).Select(m => Path.GetRelativePath(masks, m).Replace(Path.DirectorySeparatorChar, '/'))];
            return new MaskFolder(pairs, classes, ignoreLabel, [.. leftOut, .. leftOutMasks, .. unused.Count > 0 ? [new LeftOutFiles("masks without a picture", unused.Count, [.. unused.Take(Shown)])] : (LeftOutFiles[])[]]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"{pictures}, {masks}: cannot be listed: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <inheritdoc/>
    public RgbImage Read(int index) => ImageFile.Read(pairs[index].Picture);

    /// <inheritdoc/>
    public LabelMap ReadMask(int index)
    {
        var (file, map) = (pairs[index].Mask, MaskFile.Read(pairs[index].Mask));
        var strange = Array.FindIndex(map.Values, v => v >= Classes.Count && v != IgnoreLabel);
        return strange < 0
            ? map
            : throw new ImageException(file, $"{map.Values[strange]} at column {strange % map.Width} of row {strange / map.Width} is neither one of the {Classes.Count} classes, 0 to {Classes.Count - 1}, nor the ignore label {IgnoreLabel}");
    }

    /// <summary>The file of a picture.</summary>
    /// <param name="index">Which picture.</param>
    public string FileOf(int index) => pairs[index].Picture;

    /// <summary>The file of a picture's mask.</summary>
    /// <param name="index">Which picture's.</param>
    public string MaskOf(int index) => pairs[index].Mask;

    /// <summary>The same data without some of its pictures.</summary>
    /// <param name="indices">Which pictures to leave out.</param>
    /// <exception cref="TrainingException">None would be left.</exception>
    public MaskFolder Without(IReadOnlySet<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        List<(string, string)> rest = [.. pairs.Where((_, i) => !indices.Contains(i))];
        return rest.Count > 0 ? new MaskFolder(rest, Classes, IgnoreLabel, LeftOut) : throw new TrainingException("none of the pictures can be used");
    }

    private static bool IsMask(string file) => string.Equals(Path.GetExtension(file), MaskExtension, StringComparison.OrdinalIgnoreCase);

    private static string Stem(string folder, string file) => Path.ChangeExtension(Path.GetRelativePath(folder, file), null);
}
