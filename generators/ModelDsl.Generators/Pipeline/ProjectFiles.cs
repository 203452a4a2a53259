using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Evaluation;

namespace ModelDsl.Generators.Pipeline;

/// <summary>The files, references and options of a compilation. What is remembered of one asks what differs in the next, so two compilations are compared once.</summary>
internal sealed class ProjectFiles
{
    private static readonly ConditionalWeakTable<Compilation, ProjectFiles> s_known = new();

    private readonly HashSet<SyntaxTree> _trees;
    private readonly object[] _references;
    private readonly CompilationOptions _options;
    private (ProjectFiles To, IReadOnlyList<SyntaxTree>? Trees)? _changes;

    private ProjectFiles(Compilation compilation)
    {
        _trees = [.. compilation.SyntaxTrees];
        _references = [.. compilation.References.Select(Identity)];
        _options = compilation.Options;
    }

    /// <summary>The files of a compilation.</summary>
    public static ProjectFiles Of(Compilation compilation) => s_known.GetValue(compilation, static c => new ProjectFiles(c));

    /// <summary>Whether names mean the same in another state of the project, as far as declarations tell: no file that came or went declares one of them, or imports for all.</summary>
    public bool MeansTheSame(HashSet<string> names, ProjectFiles other, CancellationToken cancellation)
    {
        if (ChangesTo(other, cancellation) is not { } changes) return false;
        foreach (var tree in changes)
        {
            var declared = DeclaredNames.Of(tree, cancellation);
            if (declared.GlobalUsings.Count > 0 || names.Overlaps(declared.Declared)) return false;
        }
        return true;
    }

    /// <summary>
    /// The files that came or went; null where the references or the options are others. A file that differs only inside of
    /// its members is not among them: it matters only to those who read it.
    /// </summary>
    private IReadOnlyList<SyntaxTree>? ChangesTo(ProjectFiles other, CancellationToken cancellation)
    {
        if (this == other) return [];
        lock (_trees)
        {
            if (_changes?.To != other) _changes = (other, Compare(other, cancellation));
            return _changes.Value.Trees;
        }
    }

    private IReadOnlyList<SyntaxTree>? Compare(ProjectFiles other, CancellationToken cancellation)
    {
        if (!_options.Equals(other._options) || !_references.SequenceEqual(other._references)) return null;
        var came = other._trees.Where(t => !_trees.Contains(t)).ToList();
        var went = _trees.Where(t => !other._trees.Contains(t)).ToList();
        foreach (var tree in came.ToList())
        {
            if (went.Find(t => t.FilePath == tree.FilePath) is not { } before || DeclaredNames.Of(tree, cancellation).Surface != DeclaredNames.Of(before, cancellation).Surface) continue;
            came.Remove(tree);
            went.Remove(before);
        }
        return [.. came, .. went];
    }

    // The same project may be wrapped in a new reference object each time.
    private static object Identity(MetadataReference reference) => reference is CompilationReference project ? project.Compilation : reference;
}
