using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ModelDsl.Generators.UseSites;

/// <summary>What is known of locals, parameters and intermediate values at one point of a method.</summary>
internal sealed class FlowState
{
    private readonly Dictionary<ISymbol, Fact> _variables;
    private readonly Dictionary<CaptureId, Fact> _captures;

    /// <summary>A state in which nothing is known.</summary>
    public FlowState() : this(new(SymbolEqualityComparer.Default), [])
    {
    }

    private FlowState(Dictionary<ISymbol, Fact> variables, Dictionary<CaptureId, Fact> captures)
    {
        _variables = variables;
        _captures = captures;
    }

    public Fact? this[ISymbol variable]
    {
        get => _variables.TryGetValue(variable, out var fact) ? fact : null;
        set => Set(_variables, variable, value);
    }

    public Fact? this[CaptureId capture]
    {
        get => _captures.TryGetValue(capture, out var fact) ? fact : null;
        set => Set(_captures, capture, value);
    }

    public FlowState Copy() => new(new(_variables, SymbolEqualityComparer.Default), new(_captures));

    /// <summary>Forgets what another state does not say as well.</summary>
    /// <returns>Whether anything was forgotten.</returns>
    public bool MergeWith(FlowState other) => Merge(_variables, other._variables) | Merge(_captures, other._captures);

    private static bool Merge<TKey>(Dictionary<TKey, Fact> own, Dictionary<TKey, Fact> others)
        where TKey : notnull
    {
        var changed = false;
        foreach (var (key, fact) in own.Select(p => (p.Key, p.Value)).ToList())
        {
            var merged = Fact.Merge(fact, others.TryGetValue(key, out var other) ? other : null);
            if (fact.Equals(merged)) continue;
            changed = true;
            Set(own, key, merged);
        }
        return changed;
    }

    private static void Set<TKey>(Dictionary<TKey, Fact> facts, TKey key, Fact? fact)
        where TKey : notnull
    {
        if (fact is null) facts.Remove(key);
        else facts[key] = fact;
    }
}
