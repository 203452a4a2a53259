using System.Collections;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>A compilation that is loaded, so that its <c>Define</c> methods run as .NET runs them.</summary>
internal sealed class LoadedProject : IDisposable
{
    private readonly AssemblyLoadContext _context = new(null, isCollectible: true);
    private readonly Type _graph;
    private readonly Assembly _assembly;

    /// <summary>Loads it with the vocabulary.</summary>
    /// <param name="compilation">The compilation.</param>
    /// <param name="others">Projects that it references.</param>
    public LoadedProject(Compilation compilation, params IReadOnlyList<Compilation> others)
    {
        _graph = _context.LoadFromAssemblyPath(References.VocabularyPath).GetType("ModelDsl.Graph")!;
        foreach (var other in others) _context.LoadFromStream(Spec.ToStream(other));
        _assembly = _context.LoadFromStream(Spec.ToStream(compilation));
    }

    /// <summary>The nodes of a model's graph and the names of its taps as text.</summary>
    /// <param name="model">The full name of the model's class.</param>
    public (string[] Nodes, string[] Taps) Run(string model)
    {
        var graph = Activator.CreateInstance(_graph)!;
        var define = _assembly.GetType(model)!.GetMethod("Define", BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)!;
        define.Invoke(null, [_graph.GetProperty("Root")!.GetValue(graph)]);
        return ([.. Items("Nodes").Select(node => node.ToString()!)], [.. Items("Taps").Select(t => (string)t.GetType().GetField("Item1")!.GetValue(t)!)]);

        IEnumerable<object> Items(string property) => ((IEnumerable)_graph.GetProperty(property)!.GetValue(graph)!).Cast<object>();
    }

    public void Dispose() => _context.Unload();
}
