using System.Text;
using System.Text.RegularExpressions;

namespace ModelDsl.Runtime;

/// <summary>Writes files that are there whole or not at all, whatever ends the process.</summary>
internal static partial class AtomicFile
{
    internal const string Suffix = ".tmp";

    /// <summary>Why a file cannot be written, in words: without the name that it has until it is whole, and that of itself at the end.</summary>
    /// <param name="error">What the writing threw.</param>
    public static string Reason(Exception error) => Names().Replace(error.Message.ReplaceLineEndings(" "), "");

    [GeneratedRegex(@" : '[^']*'$|\.[0-9a-f]{32}\.tmp")]
    private static partial Regex Names();

    /// <summary>Writes a file beside its place, makes sure that the disk has it, and moves it there.</summary>
    /// <param name="path">The file; one that was there before is replaced, one behind a symbolic link too. A device or a pipe is written to.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string path, Action<Stream> write)
    {
        using var files = new AtomicFiles();
        using (var stream = files.Create(path)) write(stream);
        files.Keep();
    }

    /// <summary>Writes a text in UTF-8, without a mark before it.</summary>
    /// <param name="path">The file; one that was there before is replaced.</param>
    /// <param name="text">The text.</param>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Removes what a process that was killed while it wrote the file has left beside it.</summary>
    /// <param name="path">The file.</param>
    public static void RemoveLeftovers(string path)
    {
        var full = Path.GetFullPath(FilePlace.Final(path));
        if (!Directory.Exists(Path.GetDirectoryName(full))) return;
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(full)!, $"{Path.GetFileName(full)}.*{Suffix}"))
        {
            // The name of an identifier in between: nobody else's file.
            var middle = Path.GetFileName(file)[(Path.GetFileName(full).Length + 1)..^Suffix.Length];
            if (Guid.TryParseExact(middle, "N", out _)) File.Delete(file);
        }
    }
}

/// <summary>Files that are all there or none: they are written under other names and renamed at the end.</summary>
internal sealed class AtomicFiles : IDisposable
{
    private const int BufferSize = 1 << 16;

    private readonly List<(string Temporary, string Path)> _files = [];

    /// <summary>Begins a file.</summary>
    /// <param name="path">
    /// Its place; a file that is there, or where a symbolic link leads, is replaced by <see cref="Keep"/>. A device or a pipe is
    /// written to at once.
    /// </param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public Stream Create(string path)
    {
        var final = FilePlace.Final(path);
        if (Directory.Exists(final)) throw new IOException("it is a folder; name a file");
        if (FilePlace.TakesWhatIsWritten(path)) return new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, BufferSize);
        if (Path.GetDirectoryName(final) is { Length: > 0 } folder && !Directory.Exists(folder))
            throw new DirectoryNotFoundException(File.Exists(folder) ? $"{folder} is a file, not a folder" : $"{folder}: no such folder; make it first");
        // In the same folder: only there is the renaming one step.
        var temporary = $"{final}.{Guid.NewGuid():N}{AtomicFile.Suffix}";
        try
        {
            var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize);
            _files.Add((temporary, final));
            return stream;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException("its folder may not be written to", e);
        }
    }

    /// <summary>Makes sure that the disk has the files, which are closed, and puts them to their places.</summary>
    public void Keep()
    {
        foreach (var (temporary, _) in _files)
        {
            using var written = File.OpenHandle(temporary, access: FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(written);
        }
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
