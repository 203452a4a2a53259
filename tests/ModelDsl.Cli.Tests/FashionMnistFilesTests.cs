using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using ModelDsl.Cli.Data;

namespace ModelDsl.Cli.Tests;

/// <summary>Where the demo's data comes from; two small files stand for the four.</summary>
public sealed class FashionMnistFilesTests : IDisposable
{
    private static readonly Dictionary<string, byte[]> Content = new() { ["a.gz"] = Packed("first"), ["b.gz"] = Packed("second") };

    private readonly Scratch scratch = new();
    private readonly Server server = new();
    private readonly List<string> reports = [];

    public void Dispose()
    {
        server.Dispose();
        scratch.Dispose();
    }

    [Fact]
    public void What_is_installed_is_taken_and_nothing_fetched()
    {
        Put(scratch.Path("installed"));
        Assert.Equal(scratch.Path("installed"), Locate());
        Assert.Empty(server.Asked);
        Assert.False(Directory.Exists(scratch.Path("cache")));
    }

    [Fact]
    public void It_is_fetched_once()
    {
        Assert.Equal(scratch.Path("cache"), Locate());
        Assert.Equal(["a.gz", "b.gz"], Directory.GetFiles(scratch.Path("cache")).Select(Path.GetFileName).Order());
        Assert.All(Content, file => Assert.Equal(file.Value, File.ReadAllBytes(scratch.Path($"cache/{file.Key}"))));
        Assert.Contains(reports, line => line.Contains("raw.githubusercontent.com", StringComparison.Ordinal));
        Assert.Equal(scratch.Path("cache"), Locate());
        Assert.Equal(["a.gz from 0", "b.gz from 0"], server.Asked);
    }

    [Fact]
    public void Debians_archive_comes_before_the_web()
    {
        if (!OperatingSystem.IsLinux()) return;
        var found = Locate((package, folder) =>
        {
            Assert.Equal("dataset-fashion-mnist", package);
            Put(folder + scratch.Path("installed"));
            return true;
        });
        Assert.Equal(scratch.Path("cache"), found);
        Assert.Empty(server.Asked);
        Assert.Equal(["a.gz", "b.gz"], Directory.GetFileSystemEntries(found).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void What_was_cut_off_is_gone_on_with()
    {
        server.CutAt = 7;
        Assert.Throws<UserException>(() => Locate());
        Assert.False(File.Exists(scratch.Path("cache/a.gz")));
        server.CutAt = null;
        Locate();
        Assert.Equal(["a.gz from 0", "a.gz from 7", "b.gz from 0"], server.Asked);
        Assert.Equal(Content["a.gz"], File.ReadAllBytes(scratch.Path("cache/a.gz")));
    }

    [Fact]
    public void A_server_that_knows_no_parts_is_asked_for_all()
    {
        Directory.CreateDirectory(scratch.Path("cache"));
        scratch.Write("cache/a.gz.part", "something");
        server.KnowsParts = false;
        Locate();
        Assert.Equal(Content["a.gz"], File.ReadAllBytes(scratch.Path("cache/a.gz")));
    }

    [Fact]
    public void Another_file_than_the_published_one_is_refused_and_thrown_away()
    {
        server.Files = new() { ["a.gz"] = Packed("altered"), ["b.gz"] = Content["b.gz"] };
        Assert.Contains("a.gz is not the file that was published (its SHA-256 is another one)", Assert.Throws<UserException>(() => Locate()).Message);
        Assert.Empty(Directory.GetFiles(scratch.Path("cache")));
    }

    [Fact]
    public void Without_a_network_one_line_says_so()
    {
        server.IsDown = true;
        var message = Assert.Throws<UserException>(() => Locate()).Message;
        Assert.DoesNotContain('\n', message);
        Assert.Contains("cannot be fetched from raw.githubusercontent.com: no route to host", message);
        Assert.EndsWith("--data FOLDER takes its four *-ubyte.gz files from a folder", message);
    }

    private string Locate(Func<string, string, bool>? unpack = null) => new FashionMnistFiles
    {
        Files = [.. Content.Select(file => new DataFile(file.Key, file.Value.Length, Hash(file.Value)))],
        Installed = scratch.Path("installed"),
        Cache = scratch.Path("cache"),
        Unpack = unpack ?? ((_, _) => false),
        Download = new Download(new HttpClient(server, disposeHandler: false)),
    }.Locate(reports.Add, CancellationToken.None);

    private static void Put(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, bytes) in Content) File.WriteAllBytes(Path.Combine(folder, name), bytes);
    }

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private static string Hash(byte[] packed)
    {
        using var content = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }

    /// <summary>The web.</summary>
    private sealed class Server : HttpMessageHandler
    {
        public Dictionary<string, byte[]> Files { get; set; } = Content;

        public List<string> Asked { get; } = [];

        public int? CutAt { get; set; }

        public bool KnowsParts { get; set; } = true;

        public bool IsDown { get; set; }

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (IsDown) throw new HttpRequestException("no route to host");
            var name = request.RequestUri!.Segments[^1];
            var from = KnowsParts ? (int)(request.Headers.Range?.Ranges.Single().From ?? 0) : 0;
            Asked.Add($"{name} from {from}");
            var rest = Files[name][from..];
            var response = new HttpResponseMessage(from > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK)
            {
                Content = new StreamContent(new MemoryStream(CutAt is { } end ? rest[..end] : rest)),
            };
            response.Content.Headers.ContentLength = rest.Length;
            return response;
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(Send(request, cancellationToken));
    }
}
