using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using VerifyTests;

namespace VerifyXunit;

/// <summary>
/// Compares texts with files that a person has looked at. The files lie beside the test's source:
/// <c>Class.Method[_parameter=value].verified.txt</c>; what differs is written as <c>.received.txt</c> next to it.
/// After <see cref="VerifierSettings.AutoVerify"/>, what was received becomes what is verified.
/// </summary>
public static class Verifier
{
    /// <summary>Compares a text with its <c>.verified.txt</c>.</summary>
    /// <param name="target">The text.</param>
    /// <param name="settings">Where the file lies.</param>
    /// <param name="sourceFile">The test's source file; the compiler tells.</param>
    public static SettingsTask Verify(string? target, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        Verify(target, "txt", settings, sourceFile);

    /// <summary>Compares a text with its verified file of some extension.</summary>
    /// <param name="target">The text.</param>
    /// <param name="extension">The extension, without a dot.</param>
    /// <param name="settings">Where the file lies.</param>
    /// <param name="sourceFile">The test's source file; the compiler tells.</param>
    public static SettingsTask Verify(string? target, string extension, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "")
    {
        // Here and not later: the test method is on the stack only until its first await.
        var test = CallingTest();
        return new SettingsTask(settings, s => Snapshot.CompareAsync(target ?? "null", extension, s, test, sourceFile));
    }

    private static MethodBase CallingTest()
    {
        foreach (var frame in new StackTrace(1, fNeedFileInfo: false).GetFrames())
        {
            if (frame.GetMethod() is not { DeclaringType: { } type } method) continue;
            // The body of an async method is MoveNext of a class that is named after it: <Method>d__1.
            if (method.Name == "MoveNext" && type.DeclaringType is { } outer && type.Name.IndexOf('>') is > 1 and var end)
            {
                method = outer.GetMethods(Everything).FirstOrDefault(m => m.Name == type.Name[1..end] && IsTest(m));
            }
            if (method is not null && IsTest(method)) return method;
        }
        throw new InvalidOperationException("Verify is called outside of a test method, or after its first await.");
    }

    private const BindingFlags Everything = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>[Fact], [Theory] and what derives from them, by name: no reference to a version of xunit is needed.</summary>
    private static bool IsTest(MethodBase method)
    {
        foreach (var attribute in method.GetCustomAttributesData())
            for (var type = attribute.AttributeType; type is not null; type = type.BaseType)
                if (type.FullName == "Xunit.FactAttribute")
                    return true;
        return false;
    }
}
