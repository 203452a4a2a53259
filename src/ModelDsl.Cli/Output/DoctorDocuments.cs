using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace ModelDsl.Cli.Output;

/// <summary><c>doctor --json</c>.</summary>
/// <param name="Healthy">Whether libtorch loads, and every convolution is right.</param>
/// <param name="Machine">The machine.</param>
/// <param name="Torch">The library; null where it does not load.</param>
/// <param name="LoadFailure">Why it does not load.</param>
/// <param name="Convolutions">What the probe computed.</param>
/// <param name="Advice">What to do, a sentence each.</param>
internal sealed record DoctorDocument(
    bool Healthy, MachineDocument Machine, TorchDocument? Torch, string? LoadFailure, IReadOnlyList<ConvolutionDocument> Convolutions, IReadOnlyList<string> Advice);

/// <summary>TorchSharp as it was loaded.</summary>
/// <param name="TorchSharp">Its version.</param>
/// <param name="Libtorch">The version of the libtorch under it.</param>
/// <param name="Threads">The threads that libtorch computes with.</param>
/// <param name="Cuda">Whether it finds a CUDA device.</param>
/// <param name="Libstdcxx">The newest symbol version of the system's libstdc++, on Linux.</param>
internal sealed record TorchDocument(string TorchSharp, string Libtorch, int Threads, bool Cuda, string? Libstdcxx);

/// <summary>One convolution of the probe.</summary>
/// <param name="Convolution">Kind and sizes.</param>
/// <param name="Layout">How image and gradient lie in memory.</param>
/// <param name="Threads">The threads that computed it.</param>
/// <param name="Fault">What is wrong; empty where nothing is.</param>
internal sealed record ConvolutionDocument(string Convolution, string Layout, int Threads, string Fault);

/// <summary>The machine, as far as libtorch's choice of kernels depends on it.</summary>
internal sealed record MachineDocument(
    string System, string Architecture, string Runtime, string? Processor, int Processors, IReadOnlyList<string> Features, bool HidesCaches)
{
    public static MachineDocument OfThisOne() => new(
        RuntimeInformation.OSDescription, RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(), RuntimeInformation.FrameworkDescription,
        ProcessorName(), Environment.ProcessorCount, VectorExtensions(), ModelDsl.Runtime.Diagnostics.Processor.HidesCaches);

    /// <summary>What an x86 processor calls itself.</summary>
    private static string? ProcessorName()
    {
        const int last = unchecked((int)0x80000000), brand = unchecked((int)0x80000002);
        if (!X86Base.IsSupported || (uint)X86Base.CpuId(last, 0).Eax < unchecked((uint)(brand + 2))) return null;
        var name = new byte[48];
        for (var i = 0; i < 3; i++)
        {
            var (a, b, c, d) = X86Base.CpuId(brand + i, 0);
            MemoryMarshal.Cast<int, byte>([a, b, c, d]).CopyTo(name.AsSpan(16 * i));
        }
        return Encoding.ASCII.GetString(name).TrimEnd('\0').Trim();
    }

    /// <summary>The extensions by which oneDNN chooses its kernels.</summary>
    private static List<string> VectorExtensions()
    {
        var found = new List<string>();
        if (Avx2.IsSupported) found.Add("AVX2");
        if (Avx512F.IsSupported) found.Add("AVX-512");
        if (!X86Base.IsSupported) return found;
        // Leaf 7 lists what .NET has no name for.
        var (most, _, vectors, _) = X86Base.CpuId(7, 0);
        if (Avx512F.IsSupported && (vectors & (1 << 11)) != 0) found.Add("VNNI");
        if (Avx512F.IsSupported && most >= 1 && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0) found.Add("BF16");
        return found;
    }
}
