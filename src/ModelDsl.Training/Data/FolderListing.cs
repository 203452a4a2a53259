namespace ModelDsl.Training;

/// <summary>
/// Lists a folder of images with a folder for each class. Left out, and counted, is what systems, notebooks and tools put
/// beside images: by its name, never by a look into the file. What has an image's name and is none is found by <see cref="DataCheck"/>.
/// </summary>
internal sealed class FolderListing
{
    private const int Shown = 3;

    private const string Hidden = "with names that begin with a dot";
    private const string OfSystem = "of operating systems and tools";
    private const string NoImage = "without the name of an image that can be read (.jpg, .jpeg, .png, .webp, .gif, .bmp)";
    private const string BesideClasses = "beside the folders of the classes";
    private const string Empty = "folders without images";
    private const string Circular = "links to a folder that they lie in";

    private static readonly HashSet<string> SystemNames = new(
        ["__MACOSX", "Thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "Icon\r", "$RECYCLE.BIN", "System Volume Information", "lost+found", "@eaDir", "#recycle",
         "__pycache__"],
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> ImageNames = new([".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".bmp"], StringComparer.OrdinalIgnoreCase);

    private readonly string root;
    private readonly Dictionary<string, List<string>> leftOut = new(StringComparer.Ordinal);

    private FolderListing(string root) => this.root = root;

    /// <summary>The images of a class, in the order of their paths.</summary>
    /// <param name="Class">The folder's name.</param>
    /// <param name="Files">The images.</param>
    public sealed record ClassFolder(string Class, IReadOnlyList<string> Files);

    /// <summary>Lists a folder.</summary>
    /// <param name="folder">The folder; each folder in it is a class.</param>
    /// <param name="relativeTo">What the paths of examples begin after.</param>
    /// <returns>The classes that have images, by code points in the order of their names, and what was left out.</returns>
    public static (IReadOnlyList<ClassFolder> Classes, IReadOnlyList<LeftOutFiles> LeftOut) Of(string folder, string relativeTo)
    {
        var listing = new FolderListing(relativeTo);
        foreach (var file in Sorted(Directory.EnumerateFiles(folder))) listing.LeaveOut(IgnoredName(file) ?? BesideClasses, file);
        var classes = new List<ClassFolder>();
        foreach (var directory in Sorted(Directory.EnumerateDirectories(folder)))
        {
            if (listing.IsIgnored(directory)) continue;
            var files = new List<string>();
            listing.Collect(directory, files);
            if (files.Count > 0) classes.Add(new ClassFolder(Path.GetFileName(directory), [.. files.Order(StringComparer.Ordinal)]));
            else listing.LeaveOut(Empty, directory);
        }
        return (classes, listing.Summary);
    }

    /// <summary>Lists the images of a folder and of those in it, whatever the folders are called.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="relativeTo">What the paths of examples begin after.</param>
    /// <returns>The images in the order of their paths, and what was left out.</returns>
    public static (IReadOnlyList<string> Files, IReadOnlyList<LeftOutFiles> LeftOut) Flat(string folder, string relativeTo)
    {
        var listing = new FolderListing(relativeTo);
        var files = new List<string>();
        listing.Collect(folder, files);
        return ([.. files.Order(StringComparer.Ordinal)], listing.Summary);
    }

    /// <summary>The images in a folder and those in it, whatever their classes, in the order of their paths.</summary>
    public static IReadOnlyList<string> ImagesIn(string folder) => Flat(folder, folder).Files;

    private IReadOnlyList<LeftOutFiles> Summary => [.. leftOut.Select(l => new LeftOutFiles(l.Key, l.Value.Count, [.. l.Value.Take(Shown)]))];

    private void Collect(string folder, List<string> images)
    {
        foreach (var file in Sorted(Directory.EnumerateFiles(folder)))
        {
            if (IgnoredName(file) is { } reason) LeaveOut(reason, file);
            else if (ImageNames.Contains(Path.GetExtension(file))) images.Add(file);
            else LeaveOut(NoImage, file);
        }
        foreach (var directory in Sorted(Directory.EnumerateDirectories(folder)))
            if (!IsIgnored(directory)) Collect(directory, images);
    }

    private bool IsIgnored(string directory)
    {
        var reason = IgnoredName(directory) ?? (IsCircular(directory) ? Circular : null);
        if (reason is not null) LeaveOut(reason, directory);
        return reason is not null;
    }

    private void LeaveOut(string reason, string path)
    {
        if (!leftOut.TryGetValue(reason, out var paths)) leftOut.Add(reason, paths = []);
        paths.Add(Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/'));
    }

    private static string? IgnoredName(string path) => Path.GetFileName(path) switch
    {
        ['.', ..] => Hidden,
        var name when SystemNames.Contains(name) => OfSystem,
        _ => null,
    };

    private static bool IsCircular(string directory)
    {
        if (new DirectoryInfo(directory).LinkTarget is null) return false;
        var target = Directory.ResolveLinkTarget(directory, returnFinalTarget: true)!.FullName;
        return (Path.GetFullPath(directory) + Path.DirectorySeparatorChar).StartsWith(Path.TrimEndingDirectorySeparator(target) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    // By code points: the same order on every machine.
    private static IEnumerable<string> Sorted(IEnumerable<string> paths) => paths.Order(StringComparer.Ordinal);
}
