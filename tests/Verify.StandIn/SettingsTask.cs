using System.Runtime.CompilerServices;

namespace VerifyTests;

/// <summary>A comparison that is about to happen: more settings until it is awaited.</summary>
/// <param name="settings">The settings so far.</param>
/// <param name="buildTask">The comparison.</param>
public class SettingsTask(VerifySettings? settings, Func<VerifySettings, Task> buildTask)
{
    private readonly VerifySettings settings = new(settings);
    private Task? task;

    /// <inheritdoc cref="VerifySettings.UseFileName"/>
    public SettingsTask UseFileName(string fileName)
    {
        settings.UseFileName(fileName);
        return this;
    }

    /// <inheritdoc cref="VerifySettings.UseDirectory"/>
    public SettingsTask UseDirectory(string directory)
    {
        settings.UseDirectory(directory);
        return this;
    }

    /// <inheritdoc cref="VerifySettings.UseParameters"/>
    public SettingsTask UseParameters(params object?[] parameters)
    {
        settings.UseParameters(parameters);
        return this;
    }

    /// <inheritdoc cref="VerifySettings.ScrubLines"/>
    public SettingsTask ScrubLines(Func<string, bool> removeLine)
    {
        settings.ScrubLines(removeLine);
        return this;
    }

    /// <inheritdoc cref="VerifySettings.ScrubLinesWithReplace"/>
    public SettingsTask ScrubLinesWithReplace(Func<string, string?> replaceLine)
    {
        settings.ScrubLinesWithReplace(replaceLine);
        return this;
    }

    /// <summary>Compares.</summary>
    public Task ToTask() => task ??= buildTask(settings);

    /// <summary>Compares, and lets an await continue afterwards.</summary>
    public ConfiguredTaskAwaitable ConfigureAwait(bool continueOnCapturedContext) => ToTask().ConfigureAwait(continueOnCapturedContext);

    /// <summary>Compares, and lets an await continue afterwards.</summary>
    public TaskAwaiter GetAwaiter() => ToTask().GetAwaiter();

    /// <summary>Compares.</summary>
    /// <param name="settingsTask">What to compare.</param>
    public static implicit operator Task(SettingsTask settingsTask) => settingsTask.ToTask();
}
