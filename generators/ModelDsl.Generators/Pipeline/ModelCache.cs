using System;
using System.Collections.Generic;
using System.Linq;
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
        var entry = s_entries.GetValue(declaration, _ => new StrongBox<Entry?>());
        if (Volatile.Read(ref entry.Value) is { Result: TResult known } remembered && remembered.StillHolds(compilation, cancellation)) return known;
        Interlocked.Increment(ref s_evaluations);
        var (result, read) = evaluate();
        Volatile.Write(ref entry.Value, new Entry(result, read, compilation, cancellation));
        return result;
    }

    private sealed class Entry
    {
        private readonly SyntaxTree[] _read;
        private readonly HashSet<string> _mentioned = [];
        private Surroundings _surroundings;

        public Entry(object result, IReadOnlyCollection<SyntaxTree> read, Compilation compilation, CancellationToken cancellation)
        {
            Result = result;
            _read = [.. read];
            foreach (var tree in _read) _mentioned.UnionWith(DeclaredNames.Of(tree, cancellation).Mentioned);
            _surroundings = Surroundings.Of(compilation);
        }

        public object Result { get; }

        public bool StillHolds(Compilation compilation, CancellationToken cancellation)
        {
            var now = Surroundings.Of(compilation);
            if (_surroundings.ChangesTo(now) is not { } changes || !Array.TrueForAll(_read, compilation.ContainsSyntaxTree)) return false;
            foreach (var tree in changes) if (MayMatter(tree, cancellation)) return false;
            _surroundings = now;
            return true;
        }

        private bool MayMatter(SyntaxTree tree, CancellationToken cancellation)
        {
            var names = DeclaredNames.Of(tree, cancellation);
            return names.HasGlobalUsing || _mentioned.Overlaps(names.Declared);
        }
    }

    /// <summary>What lies around the models of a compilation: the same for all, so two compilations are compared once.</summary>
    private sealed class Surroundings(Compilation compilation)
    {
        private static readonly ConditionalWeakTable<Compilation, Surroundings> s_known = new();

        private readonly HashSet<SyntaxTree> _trees = [.. compilation.SyntaxTrees];
        private readonly object[] _references = [.. compilation.References.Select(Identity)];
        private readonly CompilationOptions _options = compilation.Options;
        private (Surroundings To, IReadOnlyList<SyntaxTree>? Trees)? _changes;

        public static Surroundings Of(Compilation compilation) => s_known.GetValue(compilation, c => new Surroundings(c));

        /// <summary>The files that came or went; null where the references or the options are others.</summary>
        public IReadOnlyList<SyntaxTree>? ChangesTo(Surroundings other)
        {
            if (this == other) return [];
            lock (_trees)
            {
                if (_changes?.To != other) _changes = (other, Compare(other));
                return _changes.Value.Trees;
            }
        }

        private IReadOnlyList<SyntaxTree>? Compare(Surroundings other)
        {
            if (!_options.Equals(other._options) || !_references.SequenceEqual(other._references)) return null;
            return [.. other._trees.Where(t => !_trees.Contains(t)), .. _trees.Where(t => !other._trees.Contains(t))];
        }

        // The same project may be wrapped in a new reference object each time.
        private static object Identity(MetadataReference reference) => reference is CompilationReference project ? project.Compilation : reference;
    }
}
