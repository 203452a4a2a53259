using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Declarations;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// A compilation whose method bodies can be read: the one that is compiled, or one that stands for a referenced
/// assembly. Binding is most of an evaluation's time, so all models of a compilation share what is bound.
/// </summary>
internal sealed class SourceHome
{
    private static readonly ConditionalWeakTable<Compilation, SourceHome> s_homes = new();

    private const int MostLevels = 1000;

    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();
    private readonly ConcurrentDictionary<SyntaxNode, Bound> _operations = new();
    private readonly ConcurrentDictionary<SyntaxNode, string> _summaries = new();
    private readonly ConcurrentDictionary<(Type Review, SyntaxNode Syntax), object?> _findings = new();

    private SourceHome(Compilation compilation) => Compilation = compilation;

    public Compilation Compilation { get; }

    public static SourceHome Of(Compilation compilation) => s_homes.GetValue(compilation, static c => new SourceHome(c));

    /// <summary>The operation tree of a piece of syntax.</summary>
    public IOperation? OperationAt(SyntaxNode syntax, CancellationToken cancellation)
    {
        if (_operations.TryGetValue(syntax, out var known)) return known.Operation;
        CheckDepth(syntax);
        var model = ModelOf(syntax.SyntaxTree);
        return _operations.GetOrAdd(syntax, new Bound(model.GetOperation(syntax, cancellation))).Operation;
    }

    /// <summary>The summary of a declaration's documentation, in one line without markup; empty where there is none.</summary>
    public string SummaryAt(SyntaxNode syntax) => _summaries.GetOrAdd(syntax, DocumentationText.SummaryOf);

    /// <summary>What a review finds out about a piece of syntax, which is the same for all models.</summary>
    public T Once<T>(Type review, SyntaxNode syntax, Func<T> find)
    {
        if (!_findings.TryGetValue((review, syntax), out var found)) found = _findings.GetOrAdd((review, syntax), find());
        return (T)found!;
    }

    /// <summary>Roslyn builds operation trees by recursion without looking at its stack, and an overflow ends the compiler.</summary>
    private static void CheckDepth(SyntaxNode syntax)
    {
        var open = new Stack<(SyntaxNode Node, int Depth)>();
        open.Push((syntax, 0));
        while (open.Count > 0)
        {
            var (node, depth) = open.Pop();
            if (depth > MostLevels) throw new OverBudgetException($"nests expressions more than {Dim.Text(MostLevels)} deep", "use variables for parts of the expression");
            foreach (var child in node.ChildNodes()) open.Push((child, depth + 1));
        }
    }

    /// <summary>What is known of the names and types in a tree.</summary>
    public SemanticModel ModelOf(SyntaxTree tree) => _models.GetOrAdd(tree, MakeModel);

    // What may be null does not change what an operation does, and finding it out is half of the binding.
#pragma warning disable RSEXPERIMENTAL001 // the option is there since Roslyn 4.12, unchanged
    private SemanticModel MakeModel(SyntaxTree tree) => Compilation.GetSemanticModel(tree, SemanticModelOptions.DisableNullableAnalysis);
#pragma warning restore RSEXPERIMENTAL001

    private sealed record Bound(IOperation? Operation);
}
