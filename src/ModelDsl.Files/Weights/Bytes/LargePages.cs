using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelDsl.Runtime;

/// <summary>
/// Asks Linux to back memory that is about to be filled with large pages. Weights come out of the page cache faster than
/// the kernel hands out memory in pages of 4 KB; with pages of 2 MB it keeps up. A hint: where it is not heard, nothing
/// but time is lost.
/// </summary>
internal static partial class LargePages
{
    private const long PageLength = 2L << 20;
    private const int AdviceHugePage = 14;

    /// <summary>Asks for the pages that lie wholly inside.</summary>
    public static unsafe void Ask(Span<byte> memory)
    {
        if (!OperatingSystem.IsLinux() || memory.Length < 2 * PageLength) return;
        var begin = (long)Unsafe.AsPointer(ref MemoryMarshal.GetReference(memory));
        var first = (begin + PageLength - 1) & ~(PageLength - 1);
        var last = (begin + memory.Length) & ~(PageLength - 1);
        if (last > first) _ = Advise((nint)first, (nuint)(last - first), AdviceHugePage);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
