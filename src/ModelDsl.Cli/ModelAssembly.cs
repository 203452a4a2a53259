using System.Reflection;
using System.Runtime.Loader;
using ModelDsl.Runtime;

namespace ModelDsl.Cli;

/// <summary>Models of an assembly that was built against the same ModelDsl.</summary>
internal static class ModelAssembly
{
    /// <summary>Loads the assembly and finds its models.</summary>
    /// <param name="file">The assembly's file, its own references beside it.</param>
    /// <exception cref="UserException">It cannot be loaded, or has no models.</exception>
    public static IReadOnlyList<ModelInfo> Load(string file)
    {
        var path = Path.GetFullPath(file);
        if (Directory.Exists(path)) throw new UserException($"--assembly: {file}: is a folder, not an assembly (.dll)");
        if (!File.Exists(path)) throw new UserException($"--assembly: {file}: no such file");
        try
        {
            var resolver = new AssemblyDependencyResolver(path);
            // Asked only for what this program does not have itself: vocabulary, runtime and TorchSharp stay the ones in use.
            AssemblyLoadContext.Default.Resolving += (context, name) =>
                resolver.ResolveAssemblyToPath(name) is { } found ? context.LoadFromAssemblyPath(found) : null;
            var assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
            var models = assembly.GetTypes()
                .Where(type => type.GetCustomAttribute<ModelAttribute>() is not null)
                .Select(type => type.GetNestedType("Info")?.GetProperty("Model", BindingFlags.Public | BindingFlags.Static)?.GetValue(null)).OfType<ModelInfo>()
                .OrderBy(model => model.Name, StringComparer.Ordinal).ToList();
            return models.Count > 0 ? models : throw new UserException($"--assembly: {file} has no [Model]");
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or IOException or ReflectionTypeLoadException or TypeLoadException or InvalidOperationException or TargetInvocationException)
        {
            throw new UserException($"--assembly: {file} cannot be loaded: {Reason(e)}", e);
        }
    }

    /// <summary>One of the reasons, which are mostly the same for each type.</summary>
    private static string Reason(Exception e)
    {
        var first = e is ReflectionTypeLoadException { LoaderExceptions: [{ } loader, ..] } ? loader : e.InnerException ?? e;
        var advice = first is TypeLoadException && first.Message.Contains($"'{nameof(ModelDsl)}.", StringComparison.Ordinal) ? "; build it with the ModelDsl of this command" : "";
        return first.Message.ReplaceLineEndings(" ") + advice;
    }
}
