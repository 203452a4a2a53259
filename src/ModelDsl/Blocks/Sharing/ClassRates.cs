using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Blocks.Sharing;

/// <summary>The rates of a class: those of its own operations, then those of the modules inside, all in order.</summary>
/// <param name="values">What each rate is: a constant, or a parameter of the constructor.</param>
/// <param name="parameters">The rates that differ between instances, each with the position of one that it stands for.</param>
/// <param name="unread">The positions of those that only a module inside has to do with.</param>
internal sealed class ClassRates(IReadOnlyList<RateValue> values, IReadOnlyList<(string Name, bool IsList, int Rate)> parameters, ISet<int> unread)
{
    /// <summary>Those of a class without rates.</summary>
    public static ClassRates None { get; } = new([], [], new HashSet<int>());

    /// <summary>What each rate is: a constant, or a parameter of the constructor.</summary>
    public IReadOnlyList<RateValue> Values { get; } = values;

    /// <summary>The rates that differ between instances, each with the position of one that it stands for.</summary>
    public IReadOnlyList<(string Name, bool IsList, int Rate)> Parameters { get; } = parameters;

    /// <summary>The positions of those that only a module inside has to do with.</summary>
    public ISet<int> Unread { get; } = unread;

    /// <summary>Rates that differ between places become parameters, one for all that always agree.</summary>
    /// <param name="places">The rates of each place.</param>
    /// <param name="body">One of the bodies.</param>
    /// <param name="of">The rates of the bodies inside.</param>
    /// <param name="nameOf">The name of a parameter for the rate of an operation.</param>
    /// <param name="isParameter">Whether a rate that is the same at all places is a parameter nevertheless.</param>
    public static ClassRates Of(IEnumerable<RateSlot[]> places, Body body, Func<Body, ClassRates> of, Func<string, string> nameOf, Func<double, bool>? isParameter = null)
    {
        var rows = places.Distinct(RowComparer.One).ToList();
        var kinds = Kinds(body, of).ToList();
        var names = new NameSet("initialization");
        var (values, parameters, unread) = (new RateValue[kinds.Count], new List<(string Name, bool IsList, int Rate)>(), new HashSet<int>());
        for (var i = 0; i < values.Length; i++)
        {
            var (slot, rates) = (rows[0][i], rows.ConvertAll(p => p[i].Rates));
            if (kinds[i] == RateKind.Unread) unread.Add(i);
            var isFixed = isParameter?.Invoke(slot.Rates[0]) != true;
            if (kinds[i] == RateKind.Unread || (isFixed && kinds[i] != RateKind.List && rates.TrueForAll(r => r.All(rate => rate == slot.Rates[0]))))
                values[i] = new RateValue(slot.Rates[0], null);
            else if (isParameter is null && rates.TrueForAll(r => r.Equals(slot.Rates)))
                values[i] = new RateValue(0, null) { List = slot.Rates };
            else
                values[i] = new RateValue(0, ParameterFor(i, kinds[i] != RateKind.One));
        }
        return new ClassRates(values, parameters, unread);

        string ParameterFor(int index, bool isList)
        {
            var like = parameters.FindIndex(parameter => parameter.IsList == isList && rows.TrueForAll(p => p[parameter.Rate].Rates.Equals(p[index].Rates)));
            if (like >= 0) return parameters[like].Name;
            parameters.Add((names.Take(nameOf(rows[0][index].Operation)), isList, index));
            return parameters[parameters.Count - 1].Name;
        }
    }

    /// <summary>How each rate of a body is handed on: its own, then those of the bodies inside.</summary>
    private static IEnumerable<RateKind> Kinds(Body body, Func<Body, ClassRates> of) =>
        body.Steps.Where(s => s is Apply { Op: RateOp }).Select(_ => RateKind.One).Concat(Kinds(body.State, of));

    private static IEnumerable<RateKind> Kinds(IEnumerable<Slot> slots, Func<Body, ClassRates> of) => slots.SelectMany(slot => slot switch
    {
        ListSlot list => Kinds(list.Items, of),
        BodySlot inner => Kinds(of(inner.Body), isEach: false),
        RepeatSlot repeat => Kinds(of(repeat.Body), isEach: true),
        _ => [],
    });

    private static IEnumerable<RateKind> Kinds(ClassRates inner, bool isEach) => Enumerable.Range(0, inner.Values.Count).Select(i =>
    {
        foreach (var parameter in inner.Parameters) if (parameter.Rate == i) return isEach ? RateKind.Each : parameter.IsList ? RateKind.List : RateKind.One;
        return RateKind.Unread;
    });

    /// <summary>Blocks that repeat have the same rates in many places.</summary>
    private sealed class RowComparer : IEqualityComparer<RateSlot[]>
    {
        public static readonly RowComparer One = new();

        public bool Equals(RateSlot[]? x, RateSlot[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(RateSlot[] row) => row.Aggregate(17, (hash, slot) => unchecked((hash * 31) + slot.Rates.GetHashCode()));
    }

    private enum RateKind
    {
        /// <summary>The body inside has it as a constant, or takes another one in its place that is always the same.</summary>
        Unread,

        /// <summary>One rate.</summary>
        One,

        /// <summary>One for each of the modules that repeat.</summary>
        Each,

        /// <summary>Those of modules that repeat further inside.</summary>
        List,
    }
}
