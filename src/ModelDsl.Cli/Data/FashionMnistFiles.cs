using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;

namespace ModelDsl.Cli.Data;

/// <summary>A file that the demo needs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Length">About how many bytes it has.</param>
/// <param name="Sha256">The hash of what it holds unpacked: Debian packs it anew.</param>
internal sealed record DataFile(string Name, long Length, string Sha256)
{
    /// <summary>Whether a file holds what this one holds.</summary>
    public bool Matches(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var content = new GZipStream(file, CompressionMode.Decompress);
            return Convert.ToHexStringLower(SHA256.HashData(content)) == Sha256;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}

/// <summary>
/// Brings Fashion-MNIST to this machine, once: from the folder of Debian's package, else from a folder of the user's own,
/// into which it comes from Debian's archive where apt-get is there, and from GitHub elsewhere.
/// </summary>
internal sealed class FashionMnistFiles
{
    /// <summary>Where the files are published.</summary>
    public static readonly Uri Published = new("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/");

    private const string Package = "dataset-fashion-mnist";

    /// <summary>Its four files.</summary>
    public IReadOnlyList<DataFile> Files { get; init; } =
    [
        new("train-images-idx3-ubyte.gz", 26_421_880, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
        new("train-labels-idx1-ubyte.gz", 29_515, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
        new("t10k-images-idx3-ubyte.gz", 4_422_102, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
        new("t10k-labels-idx1-ubyte.gz", 5_148, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
    ];

    /// <summary>Where Debian's package puts them.</summary>
    public string Installed { get; init; } = "/usr/share/datasets/fashion-mnist";

    /// <summary>The user's own folder: in <c>~/.local/share</c>, <c>~/Library/Application Support</c> or <c>%LOCALAPPDATA%</c>.</summary>
    public string Cache { get; init; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "modeldsl", "fashion-mnist");

    /// <summary>Unpacks a package of Debian's archive into a folder; false where that cannot be done here.</summary>
    public Func<string, string, bool> Unpack { get; init; } = DebianArchive.Unpack;

    /// <summary>Fetches the file of an address.</summary>
    public Download Download { get; init; } = new(new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) }) { Timeout = TimeSpan.FromSeconds(20) });

    /// <summary>The folder with the files, which are fetched where they are missing.</summary>
    /// <param name="report">Takes a line for the person who waits.</param>
    /// <param name="cancellation">Ends the wait; what was fetched is gone on with next time.</param>
    /// <exception cref="UserException">They are not here, and cannot be fetched.</exception>
    public string Locate(Action<string> report, CancellationToken cancellation)
    {
        if (IsComplete(Installed)) return Installed;
        if (!Path.IsPathFullyQualified(Cache)) throw new UserException("Fashion-MNIST has no place: this user has no home folder; --data FOLDER takes its four *-ubyte.gz files from a folder");
        if (IsComplete(Cache)) return Cache;
        try
        {
            Directory.CreateDirectory(Cache);
            if (!FromDebian(report)) FromTheWeb(report, cancellation);
            return Cache;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new UserException($"Fashion-MNIST is neither in {Installed} nor in {Cache}, and cannot be fetched from {Published.Host}: {e.Message.TrimEnd('.')}; --data FOLDER takes its four *-ubyte.gz files from a folder", e);
        }
    }

    private bool IsComplete(string folder) => Files.All(file => File.Exists(Path.Combine(folder, file.Name)));

    private bool FromDebian(Action<string> report)
    {
        // In the same folder: only there is a renaming one step.
        var temporary = Path.Combine(Cache, $"debian.{Guid.NewGuid():N}");
        try
        {
            if (!Unpack(Package, temporary)) return false;
            var folder = temporary + Installed;
            if (!Files.All(file => File.Exists(Path.Combine(folder, file.Name)) && file.Matches(Path.Combine(folder, file.Name)))) return false;
            foreach (var file in Files) File.Move(Path.Combine(folder, file.Name), Path.Combine(Cache, file.Name), overwrite: true);
            report($"Fashion-MNIST comes from Debian's package {Package}, and stays in {Cache}");
            return true;
        }
        finally
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        }
    }

    private void FromTheWeb(Action<string> report, CancellationToken cancellation)
    {
        report($"fetching Fashion-MNIST from {Published.Host} ...");
        foreach (var file in Files)
        {
            var target = Path.Combine(Cache, file.Name);
            if (File.Exists(target)) continue;
            // What came before, if the last call was cut off, stays.
            var part = target + ".part";
            Download.Fetch(new Uri(Published, file.Name), part, (done, all) => report(string.Create(
                CultureInfo.InvariantCulture, $"  {file.Name}: {done / 1e6:F1} of {(all ?? file.Length) / 1e6:F1} MB")), cancellation);
            if (!file.Matches(part))
            {
                File.Delete(part);
                throw new UserException($"{new Uri(Published, file.Name)} is not the file that was published (its SHA-256 is another one): try again, or --data FOLDER takes Fashion-MNIST's four *-ubyte.gz files from a folder");
            }
            File.Move(part, target, overwrite: true);
        }
    }
}
