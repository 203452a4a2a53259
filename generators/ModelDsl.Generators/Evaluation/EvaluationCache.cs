using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// Remembers what a model was evaluated to. A generator's transform runs for every new compilation, that is for every
/// keystroke anywhere in the project; a specification is evaluated again only when something that it reads may
/// have changed.
/// </summary>
/// <remarks>
/// What a model reads is a set of files. The result holds while these files, the references and the options stay, and
/// while no other file that comes, goes or changes declares a name that occurs in them: such a file could change what
/// their names mean.
/// </remarks>
internal static class EvaluationCache
{
    private static readonly ConditionalWeakTable<SyntaxTree, ConcurrentDictionary<string, Entry>> s_entries = new();
    private static int s_evaluations;

    /// <summary>How many evaluations have really run, for tests.</summary>
    internal static int Evaluations => Volatile.Read(ref s_evaluations);

    /// <summary>The remembered result of a model, or a new one.</summary>
    /// <param name="model">The class marked <c>[Model]</c>.</param>
    /// <param name="compilation">The compilation that it belongs to.</param>
    /// <param name="cancellation">Ends the evaluation.</param>
    /// <param name="evaluate">Makes what is remembered and names the files that it depends on.</param>
    public static TResult GetOrEvaluate<TResult>(
        INamedTypeSymbol model, Compilation compilation, CancellationToken cancellation, Func<(TResult Result, IReadOnlyCollection<SyntaxTree> TreesRead)> evaluate)
        where TResult : class
    {
        var tree = model.DeclaringSyntaxReferences.Select(r => r.SyntaxTree).FirstOrDefault(compilation.ContainsSyntaxTree);
        if (tree is null) return evaluate().Result;
        var entries = s_entries.GetValue(tree, _ => new ConcurrentDictionary<string, Entry>());
        var name = TypeNames.Full(model);
        if (entries.TryGetValue(name, out var entry) && entry.Result is TResult known && entry.StillHolds(compilation, cancellation)) return known;
        Interlocked.Increment(ref s_evaluations);
        var (result, read) = evaluate();
        entries[name] = new Entry(result, read, compilation, cancellation);
        return result;
    }

    private sealed class Entry
    {
        private readonly SyntaxTree[] _read;
        private readonly HashSet<string> _mentioned = [];
        private readonly object[] _references;
        private readonly CompilationOptions _options;
        private HashSet<SyntaxTree> _trees;

        public Entry(object result, IReadOnlyCollection<SyntaxTree> read, Compilation compilation, CancellationToken cancellation)
        {
            Result = result;
            _read = [.. read];
            foreach (var tree in _read) _mentioned.UnionWith(DeclaredNames.Of(tree, cancellation).Mentioned);
            _references = ReferencesOf(compilation);
            _options = compilation.Options;
            _trees = [.. compilation.SyntaxTrees];
        }

        public object Result { get; }

        public bool StillHolds(Compilation compilation, CancellationToken cancellation)
        {
            if (!_options.Equals(compilation.Options) || !HasReferences(compilation)) return false;
            foreach (var tree in _read)
            {
                if (!compilation.ContainsSyntaxTree(tree)) return false;
            }
            var old = _trees;
            var isSame = true;
            var count = 0;
            foreach (var tree in compilation.SyntaxTrees)
            {
                count++;
                if (old.Contains(tree)) continue;
                isSame = false;
                if (MayMatter(tree, cancellation)) return false;
            }
            if (isSame && count == old.Count) return true;
            foreach (var tree in old)
            {
                if (!compilation.ContainsSyntaxTree(tree) && MayMatter(tree, cancellation)) return false;
            }
            _trees = [.. compilation.SyntaxTrees];
            return true;
        }

        private bool MayMatter(SyntaxTree tree, CancellationToken cancellation)
        {
            var names = DeclaredNames.Of(tree, cancellation);
            return names.HasGlobalUsing || names.Declared.Overlaps(_mentioned);
        }

        private bool HasReferences(Compilation compilation)
        {
            var i = 0;
            foreach (var reference in compilation.References)
            {
                if (i >= _references.Length || !ReferenceEquals(_references[i++], Identity(reference))) return false;
            }
            return i == _references.Length;
        }

        private static object[] ReferencesOf(Compilation compilation) => [.. compilation.References.Select(Identity)];

        // The same project may be wrapped in a new reference object each time.
        private static object Identity(MetadataReference reference) => reference is CompilationReference project ? project.Compilation : reference;
    }
}
