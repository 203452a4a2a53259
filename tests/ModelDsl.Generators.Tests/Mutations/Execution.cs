using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Tests.Evaluation;

namespace ModelDsl.Generators.Tests.Mutations;

/// <summary>Runs specifications as the programs that they are, all against one copy of the vocabulary.</summary>
internal static class Execution
{
    private static readonly Lazy<Assembly> s_vocabulary = new(() => new AssemblyLoadContext("vocabulary").LoadFromAssemblyPath(References.VocabularyPath));

    /// <summary>Whether <c>Define</c> of the model <c>M</c> ends without an exception.</summary>
    public static bool Succeeds(Compilation compilation)
    {
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        stream.Position = 0;
        var context = new AssemblyLoadContext(null, isCollectible: true);
        context.Resolving += (_, name) => name.Name == "ModelDsl" ? s_vocabulary.Value : null;
        try
        {
            var define = context.LoadFromStream(stream).GetType("M")!.GetMethod("Define", BindingFlags.Static | BindingFlags.NonPublic)!;
            var graph = Activator.CreateInstance(s_vocabulary.Value.GetType("ModelDsl.Graph")!)!;
            define.Invoke(null, [graph.GetType().GetProperty("Root")!.GetValue(graph)]);
            return true;
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            return false;
        }
        finally
        {
            context.Unload();
        }
    }
}
