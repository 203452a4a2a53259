using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace ModelDsl.Cli.Data;

/// <summary>Fetches files, and continues where it was cut off.</summary>
/// <param name="client">What it asks.</param>
internal sealed class Download(HttpClient client)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(2);

    /// <summary>Fetches what is missing of a file.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="path">The file; what it holds already is taken for the beginning.</param>
    /// <param name="report">Told now and then how many bytes are there, of how many where that is known.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="HttpRequestException">It is not there, or the connection was lost.</exception>
    public void Fetch(Uri address, string path, Action<long, long?> report, CancellationToken cancellation)
    {
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        file.Seek(0, SeekOrigin.End);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (file.Length > 0) request.Headers.Range = new RangeHeaderValue(file.Length, null);
        using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        // All of it was there.
        if (file.Length > 0 && response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) return;
        response.EnsureSuccessStatusCode();
        if (response.StatusCode != HttpStatusCode.PartialContent) file.SetLength(0);
        var all = response.Content.Headers.ContentLength is { } rest ? file.Length + rest : (long?)null;
        using var content = response.Content.ReadAsStream(cancellation);
        var clock = Stopwatch.StartNew();
        var buffer = new byte[1 << 16];
        while (content.Read(buffer) is > 0 and var count)
        {
            cancellation.ThrowIfCancellationRequested();
            file.Write(buffer, 0, count);
            if (clock.Elapsed < ReportEvery) continue;
            report(file.Length, all);
            clock.Restart();
        }
        if (all is { } expected && file.Length < expected) throw new HttpRequestException($"the connection ended after {file.Length} of {expected} bytes");
    }
}
