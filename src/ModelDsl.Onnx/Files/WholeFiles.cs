namespace ModelDsl.Onnx.Files;

/// <summary>Files that are all there or none: they are written under other names and renamed at the end.</summary>
internal sealed class WholeFiles : IDisposable
{
    private readonly List<(string Temporary, string Path)> _files = [];

    /// <summary>Begins a file.</summary>
    /// <param name="path">Its place.</param>
    public Stream Create(string path)
    {
        // In the same folder: only there is the renaming one step.
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        _files.Add((temporary, path));
        return stream;
    }

    /// <summary>Puts the files, which are closed, to their places.</summary>
    public void Keep()
    {
        // The first one names the others, so it comes last.
        foreach (var (temporary, path) in Enumerable.Reverse(_files)) File.Move(temporary, path, overwrite: true);
        _files.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (temporary, _) in _files) File.Delete(temporary);
    }
}
