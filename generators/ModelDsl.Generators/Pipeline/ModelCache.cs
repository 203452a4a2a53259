using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Evaluation;

namespace ModelDsl.Generators.Pipeline;

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
internal static class ModelCache
{
    private static readonly ConditionalWeakTable<SyntaxNode, StrongBox<Entry?>> s_entries = new();
    private static int s_evaluations;

    /// <summary>How many evaluations have really run, for tests.</summary>
    internal static int Evaluations => Volatile.Read(ref s_evaluations);

    /// <summary>The remembered result of a declaration, or a new one.</summary>
    /// <param name="declaration">A type that may be a model.</param>
    /// <param name="compilation">The compilation that it belongs to.</param>
    /// <param name="cancellation">Ends the evaluation.</param>
    /// <param name="evaluate">Makes what is remembered and names the files that it depends on.</param>
    public static TResult GetOrEvaluate<TResult>(
        SyntaxNode declaration, Compilation compilation, CancellationToken cancellation, Func<(TResult Result, IReadOnlyCollection<SyntaxTree> TreesRead)> evaluate)
        where TResult : class
    {
        if (Find<TResult>(declaration, compilation, cancellation) is { } known) return known;
        Interlocked.Increment(ref s_evaluations);
        var (result, read) = evaluate();
        Volatile.Write(ref s_entries.GetValue(declaration, _ => new StrongBox<Entry?>()).Value, new Entry(result, read, compilation, cancellation));
        return result;
    }

    /// <summary>The remembered result of a declaration; null where there is none, or it may be another one by now.</summary>
    /// <param name="declaration">A type that may be a model.</param>
    /// <param name="compilation">The compilation that it belongs to.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static TResult? Find<TResult>(SyntaxNode declaration, Compilation compilation, CancellationToken cancellation)
        where TResult : class =>
        s_entries.TryGetValue(declaration, out var entry) && Volatile.Read(ref entry.Value) is { Result: TResult known } remembered && remembered.StillHolds(compilation, cancellation) ? known : null;

    private sealed class Entry
    {
        private readonly SyntaxTree[] _read;
        private readonly HashSet<string> _mentioned = [];
        private ProjectFiles _files;

        public Entry(object result, IReadOnlyCollection<SyntaxTree> read, Compilation compilation, CancellationToken cancellation)
        {
            Result = result;
            _read = [.. read];
            foreach (var tree in _read) _mentioned.UnionWith(DeclaredNames.Of(tree, cancellation).Mentioned);
            _files = ProjectFiles.Of(compilation);
        }

        public object Result { get; }

        public bool StillHolds(Compilation compilation, CancellationToken cancellation)
        {
            var now = ProjectFiles.Of(compilation);
            if (!Array.TrueForAll(_read, compilation.ContainsSyntaxTree) || !_files.MeansTheSame(_mentioned, now, cancellation)) return false;
            _files = now;
            return true;
        }
    }
}
