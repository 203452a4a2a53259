using System.Diagnostics;

namespace ModelDsl.Cli.Tests;

/// <summary>A browser without a window, where this machine has one.</summary>
internal static class Chromium
{
    private static readonly string[] s_candidates =
        Environment.GetEnvironmentVariable("MODELDSL_CHROMIUM") is { Length: > 0 } named ? [named] : ["chromium", "chromium-browser", "google-chrome"];

    private static readonly Lazy<string?> s_found = new(() => s_candidates.FirstOrDefault(IsThere));

    /// <summary>Why nothing can be run; null where it can.</summary>
    public static string? Missing => s_found.Value is null ? $"no Chromium here ({string.Join(", ", s_candidates)}); MODELDSL_CHROMIUM names another one" : null;

    /// <summary>The page after its script has run, as text.</summary>
    /// <param name="file">The page.</param>
    /// <param name="fragment">The fragment of the address, without the #.</param>
    public static async Task<string> Show(string file, string fragment)
    {
        var profile = Directory.CreateTempSubdirectory("modeldsl-chromium-");
        var address = new UriBuilder(new Uri(Path.GetFullPath(file))) { Fragment = fragment };
        // As root, which containers run as, it has no sandbox.
        string[] arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", $"--user-data-dir={profile.FullName}", "--dump-dom", address.Uri.AbsoluteUri];
        using var process = Process.Start(new ProcessStartInfo(s_found.Value!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("Chromium did not finish in two minutes");
        }
        finally
        {
            await Delete(profile);
        }
        Assert.True(process.ExitCode == 0, $"Chromium ended with {process.ExitCode}: {await error}");
        return await output;
    }

    /// <summary>Deletes the profile, into which processes of the browser may still write when it has ended.</summary>
    private static async Task Delete(DirectoryInfo profile)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                profile.Delete(recursive: true);
                return;
            }
            catch (IOException) when (attempt < 20)
            {
                await Task.Delay(100);
            }
        }
    }

    private static bool IsThere(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            _ = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no such program.
            return false;
        }
    }
}

/// <summary>A test that runs a browser, and is skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Chromium.Missing;
}
