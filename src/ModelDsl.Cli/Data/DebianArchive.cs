using System.ComponentModel;
using System.Diagnostics;

namespace ModelDsl.Cli.Data;

/// <summary>Packages of Debian's archive, unpacked without being installed: that needs no root.</summary>
internal static class DebianArchive
{
    /// <summary>Fetches a package and unpacks it.</summary>
    /// <param name="package">Its name.</param>
    /// <param name="folder">A new folder for its content.</param>
    /// <returns>Whether it is there; not where apt-get is missing, does not know the package or reaches no archive.</returns>
    public static bool Unpack(string package, string folder)
    {
        if (!OperatingSystem.IsLinux()) return false;
        Directory.CreateDirectory(folder);
        bool Fetch() => Run(folder, "apt-get", "download", "-q", package);
        // A new container has no list of packages, and root, who alone may fetch one.
        if (!Fetch() && !(Environment.IsPrivilegedProcess && Run(folder, "apt-get", "update", "-q") && Fetch())) return false;
        return Directory.GetFiles(folder, $"{package}_*.deb") is [var file] && Run(folder, "dpkg-deb", "-x", file, folder);
    }

    private static bool Run(string folder, string program, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start)!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            // There is no such program.
            return false;
        }
    }
}
