using System.Runtime.CompilerServices;

namespace ModelDsl.Generators.Tests;

/// <summary>With <c>VERIFY_ACCEPT=1</c> in the environment, what the tests receive becomes what is verified.</summary>
internal static class Acceptance
{
    public static bool IsWanted => Environment.GetEnvironmentVariable("VERIFY_ACCEPT") == "1";

    [ModuleInitializer]
    public static void Initialize()
    {
        if (IsWanted) VerifierSettings.AutoVerify();
    }
}
