using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// A compilation whose method bodies can be read: the one that is compiled, or one that stands for a referenced
/// assembly. Binding is most of an evaluation's time, so all models of a compilation share what is bound.
/// </summary>
internal sealed class SourceHome
{
    private static readonly ConditionalWeakTable<Compilation, SourceHome> s_homes = new();

    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();
    private readonly ConcurrentDictionary<SyntaxNode, Bound> _operations = new();

    private SourceHome(Compilation compilation) => Compilation = compilation;

    public Compilation Compilation { get; }

    public static SourceHome Of(Compilation compilation) => s_homes.GetValue(compilation, static c => new SourceHome(c));

    /// <summary>The operation tree of a piece of syntax.</summary>
    public IOperation? OperationAt(SyntaxNode syntax, CancellationToken cancellation)
    {
        if (_operations.TryGetValue(syntax, out var known)) return known.Operation;
        var model = _models.GetOrAdd(syntax.SyntaxTree, ModelOf);
        return _operations.GetOrAdd(syntax, new Bound(model.GetOperation(syntax, cancellation))).Operation;
    }

    // What may be null does not change what an operation does, and finding it out is half of the binding.
#pragma warning disable RSEXPERIMENTAL001 // the option is there since Roslyn 4.12, unchanged
    private SemanticModel ModelOf(SyntaxTree tree) => Compilation.GetSemanticModel(tree, SemanticModelOptions.DisableNullableAnalysis);
#pragma warning restore RSEXPERIMENTAL001

    private sealed record Bound(IOperation? Operation);
}
