namespace ModelDsl.Cli.Benchmarking;

/// <summary>A folder that is there until it is disposed.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("modeldsl-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
