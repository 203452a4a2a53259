using ModelDsl.Runtime;

namespace ModelDsl.Cli.Output;

/// <summary>Files that a command writes: one that cannot be written is a line, and none is left half.</summary>
internal static class WrittenFile
{
    /// <summary>Writes something.</summary>
    /// <param name="name">What the line calls it: the path, after the option that gave it.</param>
    /// <param name="write">Writes it.</param>
    /// <exception cref="UserException">It cannot be written.</exception>
    public static T Of<T>(string name, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new UserException($"{name}: cannot be written: {AtomicFile.Reason(e)}", e);
        }
    }

    /// <summary>Writes a text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">The text.</param>
    /// <param name="option">The option that gave the path; null where it is the command's own argument.</param>
    /// <exception cref="UserException">It cannot be written.</exception>
    public static string Of(string path, string text, string? option = null) => Of(option is null ? path : $"{option}: {path}", () =>
    {
        AtomicFile.WriteText(path, text);
        return path;
    });
}
