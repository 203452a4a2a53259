using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>
/// Finds the numbers behind sizes that differ. An entry whose size agrees and follows one number alone clears that
/// number; of the others the one is to blame that explains the most with the fewest.
/// </summary>
internal sealed class SizeCauses
{
    private const int MostSolved = 3;

    private readonly StateComparison _state;
    private readonly IReadOnlyList<HyperParameter> _parameters;
    private readonly double?[] _values;
    private readonly List<Witness> _witnesses = [];
    private readonly HashSet<int> _innocent;
    private readonly Dictionary<int, double> _solved = [];

    public SizeCauses(IReadOnlyList<HyperParameter> parameters, StateComparison state)
    {
        (_parameters, _state) = (parameters, state);
        _values = [.. parameters.Select(p => SizeForm.Number(p.Value))];
        var sets = new Dictionary<(string Key, int Axis), List<int>>();
        for (var i = 0; i < parameters.Count; i++)
        {
            foreach (var at in parameters[i].Sizes)
            {
                if (!sets.TryGetValue(at, out var set)) sets.Add(at, set = []);
                set.Add(i);
            }
        }
        foreach (var pair in sets)
        {
            var (key, axis) = pair.Key;
            if (!state.IsSized(key) || axis >= state.Model[key].Count) continue;
            var witness = new Witness(key, axis, state.Model[key][axis], state.File[key][axis], [.. pair.Value]);
            // A difference that an adapter bridges says nothing.
            if (witness.Agrees || state.IsMismatch(key)) _witnesses.Add(witness);
        }
        _innocent = [.. _witnesses.Where(w => w.Agrees && w.Parameters.Length == 1).Select(w => w.Parameters[0])];
    }

    /// <summary>The numbers to blame, and what they explain marked as explained.</summary>
    public IReadOnlyList<WeightCause> Find()
    {
        var causes = new List<WeightCause>();
        var open = _witnesses.Where(w => !w.Agrees).ToList();
        while (open.Count > 0 && _solved.Count < _parameters.Count)
        {
            var suspects = Suspects(open).ToList();
            if (suspects.Count == 0) break;
            var best = suspects[0];
            _solved.Add(best.Parameter, best.Value);
            causes.Add(_state.Cause(_parameters[best.Parameter], SizeForm.Text(best.Value), best.Shown.Key) with
            {
                Alternatives = [.. suspects.Skip(1).Where(s => s.Rank == best.Rank && s.Parameter != best.Parameter).Select(s => $"{_parameters[s.Parameter].Name} = {SizeForm.Text(s.Value)}")],
            });
            open.RemoveAll(w => IsExplained(w));
        }
        foreach (var key in _state.Open.Where(_state.IsSized).ToList())
        {
            if (CauseOf(key, causes) is { } cause) _state.Explain([key], cause);
        }
        return causes;
    }

    /// <summary>Numbers with the values that would explain open witnesses, the best first.</summary>
    private IEnumerable<Suspect> Suspects(List<Witness> open)
    {
        var suspects = new List<Suspect>();
        for (var i = 0; i < _parameters.Count; i++)
        {
            if (_values[i] is not { } value || _innocent.Contains(i) || _solved.ContainsKey(i)) continue;
            var mine = open.Where(w => w.Parameters.Contains(i)).ToList();
            foreach (var candidate in mine.SelectMany(w => Bases(w).SelectMany(b => SizeForm.Solve(value, b, w.File))).Where(v => v != value).Distinct())
            {
                _solved.Add(i, candidate);
                var explained = mine.Where(IsExplained).ToList();
                _solved.Remove(i);
                var likely = explained.Count(w => SizeForm.Apply(value, candidate, Likely(w)).Any(size => SizeForm.IsSame(size, w.File)));
                if (explained.Count == 0) continue;
                var own = explained.Where(w => w.Parameters.Count(p => !_innocent.Contains(p) && !_solved.ContainsKey(p)) == 1).ToList();
                suspects.Add(new Suspect(i, candidate, (own.Count, likely, explained.Count), (own.Count > 0 ? own : explained)[0]));
            }
        }
        // Of two values the one that needs no fraction, of two numbers the one that was named first.
        return suspects.OrderByDescending(s => s.Rank.Own).ThenByDescending(s => s.Rank.Likely).ThenByDescending(s => s.Rank.All).ThenBy(s => s.Value % 1 != 0).ThenBy(s => s.Parameter);
    }

    /// <summary>The sizes that a witness may have for what is solved so far.</summary>
    private IEnumerable<double> Bases(Witness witness)
    {
        IEnumerable<double> sizes = [witness.Model];
        foreach (var solved in witness.Parameters.Where(_solved.ContainsKey).Take(MostSolved))
        {
            var (value, changed) = (_values[solved]!.Value, _solved[solved]);
            sizes = [.. sizes.SelectMany(size => SizeForm.Apply(value, changed, size).Prepend(size))];
        }
        return sizes;
    }

    /// <summary>The size of a witness so far if it is proportional to everything solved that it follows, as most are.</summary>
    private double Likely(Witness witness)
    {
        double size = witness.Model;
        foreach (var solved in witness.Parameters.Where(_solved.ContainsKey)) size *= _solved[solved] / _values[solved]!.Value;
        return size;
    }

    private bool IsExplained(Witness witness) => Bases(witness).Any(size => SizeForm.IsSame(size, witness.File));

    /// <summary>What is behind a key that no witness names: the first that turns its sizes into the file's, alone or with another.</summary>
    private WeightCause? CauseOf(string key, List<WeightCause> causes)
    {
        var solved = _solved.ToList();
        for (var axis = 0; axis < _state.Model[key].Count; axis++)
        {
            var (here, there) = (_state.Model[key][axis], _state.File[key][axis]);
            if (here == there) continue;
            var first = solved.FindIndex(s => Changes(s, here).Any(size => SizeForm.IsSame(size, there)));
            if (first < 0) first = solved.FindIndex(s => Changes(s, here).Any(size => solved.Any(t => Changes(t, size).Any(both => SizeForm.IsSame(both, there)))));
            if (first < 0) first = solved.FindIndex(s => SizeForm.ApplyToSum(_values[s.Key]!.Value, s.Value, here).Any(size => SizeForm.IsSame(size, there)));
            return first < 0 ? null : causes[first];
        }
        return null;
    }

    private IEnumerable<double> Changes(KeyValuePair<int, double> solved, double size) => SizeForm.Apply(_values[solved.Key]!.Value, solved.Value, size);

    /// <summary>A size, in the model and in the file, and the numbers that it may follow.</summary>
    private sealed record Witness(string Key, int Axis, long Model, long File, int[] Parameters)
    {
        public bool Agrees => Model == File;
    }

    private sealed record Suspect(int Parameter, double Value, (int Own, int Likely, int All) Rank, Witness Shown);
}
