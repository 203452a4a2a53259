namespace ModelDsl.Runtime;

/// <summary>Writes files that are there whole or not at all, whatever ends the process.</summary>
internal static class AtomicFile
{
    private const string Suffix = ".tmp";

    /// <summary>Writes a file beside its place, makes sure that the disk has it, and moves it there.</summary>
    /// <param name="path">The file; one that was there before is replaced.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string path, Action<Stream> write)
    {
        // In the same folder: only there is the renaming one step.
        var temporary = $"{path}.{Guid.NewGuid():N}{Suffix}";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            if (File.Exists(temporary)) File.Delete(temporary);
        }
    }

    /// <summary>Removes what a process that was killed while it wrote the file has left beside it.</summary>
    /// <param name="path">The file.</param>
    public static void RemoveLeftovers(string path)
    {
        var full = Path.GetFullPath(path);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(full)!, $"{Path.GetFileName(full)}.*{Suffix}"))
        {
            // The name of an identifier in between: nobody else's file.
            var middle = Path.GetFileName(file)[(Path.GetFileName(full).Length + 1)..^Suffix.Length];
            if (Guid.TryParseExact(middle, "N", out _)) File.Delete(file);
        }
    }
}
