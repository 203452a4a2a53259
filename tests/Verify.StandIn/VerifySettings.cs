namespace VerifyTests;

/// <summary>Where a snapshot lies and what is left out of it.</summary>
public class VerifySettings
{
    /// <summary>Makes settings that say nothing.</summary>
    public VerifySettings()
    {
    }

    /// <summary>Makes a copy.</summary>
    /// <param name="settings">What to copy; null copies nothing.</param>
    public VerifySettings(VerifySettings? settings)
    {
        if (settings is null) return;
        FileName = settings.FileName;
        Directory = settings.Directory;
        Parameters = settings.Parameters;
        Scrubbers.AddRange(settings.Scrubbers);
    }

    internal string? FileName { get; private set; }

    internal string? Directory { get; private set; }

    internal object?[]? Parameters { get; private set; }

    internal List<Func<string, string?>> Scrubbers { get; } = [];

    /// <summary>Names the file, in place of test class, method and parameters.</summary>
    /// <param name="fileName">The name, without <c>.verified.</c> and what follows.</param>
    public void UseFileName(string fileName) => FileName = fileName;

    /// <summary>Names the folder, relative to the test's source file.</summary>
    /// <param name="directory">The folder.</param>
    public void UseDirectory(string directory) => Directory = directory;

    /// <summary>Tells the parameters of the test, which become a part of the file's name.</summary>
    /// <param name="parameters">Their values, in the method's order.</param>
    public void UseParameters(params object?[] parameters) => Parameters = parameters;

    /// <summary>Leaves lines out.</summary>
    /// <param name="removeLine">Tells which.</param>
    public void ScrubLines(Func<string, bool> removeLine) => Scrubbers.Add(line => removeLine(line) ? null : line);

    /// <summary>Replaces lines.</summary>
    /// <param name="replaceLine">What a line becomes; null leaves it out.</param>
    public void ScrubLinesWithReplace(Func<string, string?> replaceLine) => Scrubbers.Add(replaceLine);
}
