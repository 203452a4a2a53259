using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ModelDsl.Models;
using ModelDsl.Runtime;

namespace ModelDsl.Benchmarks;

/// <summary>
/// How long FasterViT-4 (1.5 GB) takes from a file into a module, against reading the same file: into memory that holds all of it,
/// as a model does, and piece after piece into the same memory, which no model can do. All take turns, each once with the file
/// on the disk and once with it in the system's cache.
/// </summary>
internal static partial class Loading
{
    private const int Piece = 1 << 20;
    private const int DontNeed = 4;

    public static void Run(int rounds)
    {
        var path = Path.Combine(Path.GetTempPath(), $"modeldsl-loading-{Environment.ProcessId}.safetensors");
        var works = new (string Name, Action<string> Work, List<double>[] Times)[] { ("load", Load, [[], []]), ("read into memory", ReadWhole, [[], []]), ("read piece by piece", ReadPieces, [[], []]) };
        try
        {
            using (var net = new FasterVit4()) Weights.Save(net, path);
            for (var round = 0; round < rounds; round++)
            {
                foreach (var (_, work, times) in works)
                {
                    Forget(path);
                    foreach (var list in times)
                    {
                        var watch = Stopwatch.StartNew();
                        work(path);
                        list.Add(watch.Elapsed.TotalSeconds);
                    }
                }
                Console.Error.WriteLine($"round {round + 1} of {rounds}");
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{new FileInfo(path).Length / 1e9:F2} GB, medians of {rounds} rounds"));
            foreach (var (name, _, times) in works)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name,-20} from the disk {Median(times[0]):F2} s, load/this {Median(works[0].Times[0]) / Median(times[0]):F2}   from the cache {Median(times[1]):F2} s, load/this {Median(works[0].Times[1]) / Median(times[1]):F2}"));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Load(string path)
    {
        using var net = new FasterVit4(Initialization.Skip);
        _ = Weights.Load(net, path);
    }

    private static unsafe void ReadWhole(string path)
    {
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        var length = RandomAccess.GetLength(file);
        var memory = (byte*)NativeMemory.Alloc((nuint)length);
        for (long at = 0; at < length;) at += RandomAccess.Read(file, new Span<byte>(memory + at, (int)Math.Min(Piece, length - at)), at);
        NativeMemory.Free(memory);
    }

    private static void ReadPieces(string path)
    {
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        var piece = new byte[Piece];
        long at = 0;
        for (int count; (count = RandomAccess.Read(file, piece, at)) > 0;) at += count;
    }

    /// <summary>Has the system drop the file from its cache.</summary>
    private static void Forget(string path)
    {
        if (!OperatingSystem.IsLinux()) return;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(file);
        _ = Advise(file.DangerousGetHandle().ToInt32(), 0, 0, DontNeed);
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Advise(int file, long offset, long length, int advice);
}
