using System.Globalization;
using System.Reflection;
using System.Text;
using VerifyTests;

namespace VerifyXunit;

/// <summary>One verified file and the text that is held against it.</summary>
internal static class Snapshot
{
    private const int LinesShown = 5;

    // As Verify writes them. A file with or without the mark is read alike.
    private static readonly UTF8Encoding Utf8WithMark = new(encoderShouldEmitUTF8Identifier: true);

    public static async Task CompareAsync(string target, string extension, VerifySettings settings, MethodBase test, string sourceFile)
    {
        var text = Scrub(target, settings);
        var path = PathOf(settings, test, sourceFile);
        var verifiedFile = $"{path}.verified.{extension}";
        var receivedFile = $"{path}.received.{extension}";
        var verified = File.Exists(verifiedFile) ? Normalize(await File.ReadAllTextAsync(verifiedFile).ConfigureAwait(false)) : null;
        if (verified == text)
        {
            File.Delete(receivedFile);
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (VerifierSettings.AcceptsEverything)
        {
            await File.WriteAllTextAsync(verifiedFile, text, Utf8WithMark).ConfigureAwait(false);
            File.Delete(receivedFile);
            return;
        }
        await File.WriteAllTextAsync(receivedFile, text, Utf8WithMark).ConfigureAwait(false);
        throw new VerifyException(verified is null
            ? $"New: there is no {verifiedFile}; see {receivedFile}"
            : $"Not equal: {receivedFile} differs from {verifiedFile}\n{FirstDifference(verified, text)}");
    }

    private static string PathOf(VerifySettings settings, MethodBase test, string sourceFile)
    {
        var folder = Path.GetDirectoryName(sourceFile)!;
        if (settings.Directory is { } directory) folder = Path.Combine(folder, directory);
        return Path.Combine(folder, settings.FileName ?? DefaultName(settings, test));
    }

    private static string DefaultName(VerifySettings settings, MethodBase test)
    {
        var type = test.DeclaringType!;
        var name = new StringBuilder(type.IsNested ? $"{type.DeclaringType!.Name}.{type.Name}" : type.Name).Append('.').Append(test.Name);
        var names = test.GetParameters();
        if (settings.Parameters is not { } values)
        {
            return names.Length == 0
                ? name.ToString()
                : throw new InvalidOperationException($"{test.Name} has parameters: name them with UseParameters, or the file with UseFileName.");
        }
        if (values.Length > names.Length)
            throw new InvalidOperationException($"{test.Name} has {names.Length} parameters, UseParameters names {values.Length}.");
        for (var i = 0; i < values.Length; i++)
            name.Append('_').Append(names[i].Name).Append('=').Append(Convert.ToString(values[i], CultureInfo.InvariantCulture) ?? "null");
        foreach (var character in Path.GetInvalidFileNameChars().Concat("<>:\"/\\|?*")) name.Replace(character, '-');
        return name.ToString();
    }

    private static string Scrub(string text, VerifySettings settings)
    {
        text = Normalize(text);
        if (settings.Scrubbers.Count == 0) return text;
        IEnumerable<string> lines = text.Split('\n');
        foreach (var scrubber in settings.Scrubbers) lines = lines.Select(scrubber).OfType<string>();
        return string.Join('\n', lines);
    }

    private static string Normalize(string text) => text.ReplaceLineEndings("\n").TrimStart('\uFEFF');

    private static string FirstDifference(string verified, string received)
    {
        var (expected, actual) = (verified.Split('\n'), received.Split('\n'));
        var line = 0;
        while (line < expected.Length && line < actual.Length && expected[line] == actual[line]) line++;
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"From line {line + 1}:\n");
        foreach (var old in expected.Skip(line).Take(LinesShown)) text.Append("- ").Append(old).Append('\n');
        foreach (var now in actual.Skip(line).Take(LinesShown)) text.Append("+ ").Append(now).Append('\n');
        return text.ToString();
    }
}
