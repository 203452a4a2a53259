namespace ModelDsl.Packages.Tests;

/// <summary>A new folder that is gone afterwards.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("modeldsl-");

    public string Path => folder.FullName;

    public void Dispose() => folder.Delete(recursive: true);
}
