using System.Runtime.Intrinsics.X86;

namespace ModelDsl.Runtime.Diagnostics;

/// <summary>What the processor says about itself.</summary>
internal static class Processor
{
    // "AuthenticAMD", as registers hold it.
    private static readonly (int Ebx, int Edx, int Ecx) Amd = (0x68747541, 0x69746e65, 0x444d4163);

    /// <summary>
    /// Whether this is an AMD processor that does not tell of its caches, as in some virtual machines. oneDNN before 3.8 then
    /// takes each for one byte, and chooses block sizes with which some convolutions are wrong or divide by zero.
    /// </summary>
    public static bool HidesCaches
    {
        get
        {
            if (!X86Base.IsSupported) return false;
            var (_, ebx, ecx, edx) = X86Base.CpuId(0, 0);
            if ((ebx, edx, ecx) != Amd) return false;
            const int Extended = unchecked((int)0x80000000), Caches = unchecked((int)0x8000001D), Kind = 31;
            var last = X86Base.CpuId(Extended, 0).Eax;
            return (uint)last < unchecked((uint)Caches) || (X86Base.CpuId(Caches, 0).Eax & Kind) == 0;
        }
    }
}
