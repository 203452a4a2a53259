using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// Finds the hyper-parameters that decide what a model's state_dict holds, and for each a few entries that show it: the
/// sizes that follow the fewest others, the lists that loops made, the parts that choices put in or left out.
/// </summary>
internal sealed class HyperParameterReader
{
    // They are listed in every generated file.
    private const int MostParameters = 28;
    private const int WitnessesForOne = 3;
    private const int WitnessesForSet = 2;
    private const int MostKept = 12;

    private readonly Evaluation _evaluation;
    private readonly Compilation _compilation;
    private readonly ModelPlaces _model;
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<Origin, Entry?> _byMark = [];
    private readonly Dictionary<string, Entry> _byName = [];
    private readonly Dictionary<Provenance, Entry[]> _sets = [];
    private readonly HashSet<string> _lists = [];

    private HyperParameterReader(Evaluation evaluation, Compilation compilation, ModelPlaces model) => (_evaluation, _compilation, _model) = (evaluation, compilation, model);

    /// <summary>The hyper-parameters of a model, with the place where each is written; null where it has its type's default.</summary>
    /// <param name="evaluation">What its specification yields.</param>
    /// <param name="compilation">Its compilation.</param>
    /// <param name="places">Where it is declared.</param>
    public static IReadOnlyList<(HyperParameterPlan Plan, Origin? Mark)> Read(Evaluation evaluation, Compilation compilation, ModelPlaces places)
    {
        var reader = new HyperParameterReader(evaluation, compilation, places);
        reader.ReadSizes();
        foreach (var loop in evaluation.Decisions.Loops) reader.ReadLoop(loop);
        foreach (var choice in evaluation.Decisions.Choices) reader.ReadChoice(choice);
        var told = reader._entries.Where(e => e.Sizes.Count + e.Lists.Count + e.Parts.Count > 0)
            .OrderBy(e => e.Standing).ThenBy(e => e.IsModels ? 0 : 1).Take(MostParameters);
        return [.. told.Select(e => (e.Plan, e.Mark))];
    }

    private void ReadSizes()
    {
        var sets = new Dictionary<string, List<Witness>>();
        var byOrigin = new Dictionary<Provenance, List<Witness>?>();
        var seen = new HashSet<string>();
        var told = new HashSet<Node>();
        foreach (var node in _evaluation.Graph.Nodes)
        {
            if (node.Scope.Length == 0 || !seen.Add(node.Scope) || (node.Like is not null && told.Contains(node.Like))) continue;
            var isTold = true;
            foreach (var entry in node.State.Where(e => e.Kind != StateKind.Unsaved))
            {
                for (var axis = 0; axis < entry.Shape.Rank; axis++)
                {
                    if (entry.Shape[axis].Provenance is not { } provenance) continue;
                    if (!byOrigin.TryGetValue(provenance, out var witnesses)) byOrigin.Add(provenance, witnesses = WitnessesOf(SetOf(provenance), sets));
                    // Blocks repeat; the first few entries say what all say.
                    if (witnesses is null || witnesses.Count >= MostKept) continue;
                    var key = entry.KeyAt(node.Scope);
                    witnesses.Add(new Witness(key, axis, entry.Shape[axis].Value, node.Op is TableOp, SetOf(provenance)));
                    isTold = false;
                }
            }
            // Its repetitions have nothing to add.
            if (isTold) told.Add(node.Like ?? node);
        }
        foreach (var witnesses in sets.Values.OrderBy(w => w[0].Set.Length))
        {
            var set = witnesses[0].Set;
            // A witness that one of its numbers did not list would seem to follow the others alone.
            if (set.Any(e => e.Sizes.Count >= WitnessesForOne) && set.All(e => e.Sizes.Count > 0)) continue;
            // A file may lack tables; trained weights it has. Two that differ in more than a number say more than two blocks.
            var taken = witnesses.OrderBy(w => w.IsTable).GroupBy(w => Pattern(w.Key)).Select(g => g.First()).Take(WitnessesForSet);
            foreach (var witness in taken)
            {
                foreach (var entry in set) entry.Sizes.Add((witness.Key, witness.Axis));
            }
        }
    }

    /// <summary>The witnesses of a set of numbers, however it came about; null for none.</summary>
    private static List<Witness>? WitnessesOf(Entry[] set, Dictionary<string, List<Witness>> sets)
    {
        if (set.Length == 0) return null;
        var name = string.Join(" ", set.Select(e => Dim.Text(e.Number)));
        if (!sets.TryGetValue(name, out var witnesses)) sets.Add(name, witnesses = []);
        return witnesses;
    }

    /// <summary>A loop whose rounds each made one child of a path tells how long that list is.</summary>
    private void ReadLoop(LoopRun loop)
    {
        var bounds = SetOf(loop.Bound).Where(e => SizeForm.Number(e.Value) == loop.Rounds).ToList();
        if (bounds.Count != 1 || ScopesIn(loop.First, loop.End) is not { Count: > 0 } scopes || CommonPath(scopes, loop.Rounds) is not { } list) return;
        if (StateComparison.Children(scopes, list) != loop.Rounds || StateComparison.Children(_evaluation.Graph.StatePaths, list) != loop.Rounds) return;
        if (_lists.Add(list)) bounds[0].Lists.Add(list);
    }

    /// <summary>The places of the nodes with state in a range.</summary>
    private List<string> ScopesIn(int first, int end)
    {
        var scopes = new List<string>();
        for (var i = first; i < end; i++)
        {
            var node = _evaluation.Graph.Nodes[i];
            if (node.Scope.Length > 0 && node.State.Count > 0) scopes.Add(node.Scope);
        }
        return scopes;
    }

    private void ReadChoice(Choice choice)
    {
        var deciding = choice.Origin is { } origin ? SetOf(origin).ToList() : [];
        if (deciding.Count == 0 && choice.Tested is var (name, value)) deciding = [Named(name, value)];
        if (deciding.Count == 0) return;
        var made = ScopesIn(choice.First, choice.End).Where(scope => IsInside(scope, choice.Scope)).Select(scope => FirstPart(scope, choice.Scope));
        foreach (var part in choice.Names.Where(n => n.Length > 0).Concat(made).Distinct())
        {
            foreach (var entry in deciding) entry.AddPart(ListAround(choice.Scope), part);
        }
    }

    /// <summary>Blocks of a list are alike: what was decided for one holds for the list that it is in.</summary>
    private string ListAround(string scope) =>
        _lists.Where(list => StateComparison.ChildOf(scope, list) >= 0).OrderByDescending(list => list.Length).FirstOrDefault() ?? scope;

    /// <summary>The hyper-parameters behind a size: of all numbers in it those nearest to one.</summary>
    private Entry[] SetOf(Provenance provenance)
    {
        if (_sets.TryGetValue(provenance, out var known)) return known;
        var all = provenance.Marks.OfType<Origin>().Select(At).OfType<Entry>().Distinct().ToList();
        var nearest = all.Count == 0 ? Standing.Stated : all.Min(e => e.Standing);
        Entry[] set = [.. all.Where(e => e.Standing == nearest).OrderBy(e => e.Number)];
        _sets.Add(provenance, set);
        return set;
    }

    private Entry? At(Origin mark)
    {
        if (_byMark.TryGetValue(mark, out var known)) return known;
        var entry = WrittenHyperParameter.At(mark, _compilation, IsInModel(mark)) is { } written ? Add(written, mark) : null;
        _byMark.Add(mark, entry);
        return entry;
    }

    private bool IsInModel(Origin mark) => _model.Contain(new Place(mark.Tree, mark.Span));

    private Entry Named(string name, string value)
    {
        if (!_byName.TryGetValue(name, out var entry)) _byName.Add(name, entry = Add(new WrittenHyperParameter(name, value, Standing.Stated), null));
        return entry;
    }

    private Entry Add(WrittenHyperParameter written, Origin? mark)
    {
        var entry = new Entry(_entries.Count, written, mark, mark is not null && IsInModel(mark));
        _entries.Add(entry);
        return entry;
    }

    /// <summary>The deepest path that all keys lie below, without the number of the only child.</summary>
    private static string? CommonPath(IReadOnlyList<string> scopes, int rounds)
    {
        var parts = scopes[0].Split('.');
        var length = parts.Length - 1;
        foreach (var scope in scopes)
        {
            var others = scope.Split('.');
            length = Math.Min(length, others.Length - 1);
            for (var i = 0; i < length; i++) if (parts[i] != others[i]) length = i;
        }
        if (rounds == 1)
        {
            // The list's only child is the last number on the common way.
            while (length > 0 && parts[length - 1] != "0") length--;
            length--;
        }
        return length > 0 ? string.Join(".", parts.Take(length)) : null;
    }

    private static bool IsInside(string scope, string outer) => outer.Length == 0 || (scope.Length > outer.Length && scope[outer.Length] == '.' && scope.StartsWith(outer, StringComparison.Ordinal));

    private static string FirstPart(string scope, string outer)
    {
        var start = outer.Length == 0 ? 0 : outer.Length + 1;
        var end = scope.IndexOf('.', start);
        return end < 0 ? scope.Substring(start) : scope.Substring(start, end - start);
    }

    private static string Pattern(string key) => new([.. key.Select(c => char.IsDigit(c) ? '#' : c)]);

    /// <summary>A size with the numbers that it may follow.</summary>
    private sealed record Witness(string Key, int Axis, long Size, bool IsTable, Entry[] Set);

    private sealed class Entry(int number, WrittenHyperParameter written, Origin? mark, bool isModels)
    {
        private readonly Dictionary<string, string> _parts = [];

        public int Number => number;

        public Origin? Mark => mark;

        public bool IsModels => isModels;

        public string Value => written.Value;

        public Standing Standing => written.Standing;

        public List<(string Key, int Axis)> Sizes { get; } = [];

        public List<string> Lists { get; } = [];

        public IReadOnlyCollection<string> Parts => _parts.Keys;

        public HyperParameterPlan Plan => new(
            written.Name, written.Value, Sizes.ToValueList(), Lists.ToValueList(), _parts.Select(p => (p.Value, p.Key)).ToValueList());

        /// <summary>A part of a name; over several places the scope is what they have in common.</summary>
        public void AddPart(string scope, string name)
        {
            if (!_parts.TryGetValue(name, out var known))
            {
                _parts.Add(name, scope);
                return;
            }
            var (a, b) = (known.Split('.'), scope.Split('.'));
            var length = 0;
            while (length < a.Length && length < b.Length && a[length] == b[length]) length++;
            _parts[name] = string.Join(".", a.Take(length));
        }
    }
}
