using System;
using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Evaluation;

namespace ModelDsl.Generators.Model.Sharing;

/// <summary>A class to be generated: bodies of one or several models that differ in numbers only.</summary>
/// <param name="home">The type that declares the block or model; that around a group.</param>
/// <param name="height">How deep other classes are nested in it.</param>
/// <param name="isModel">Whether it is a model itself.</param>
/// <param name="skeleton">What all its bodies have in common.</param>
internal sealed class SharedClass(BlockHome home, int height, bool isModel, Body skeleton)
{
    private readonly Dictionary<Body, int> _index = [];
    private readonly List<Body> _bodies = [];
    private readonly List<ModuleClass> _firstUses = [];
    private readonly HashSet<int> _unreadRates = [];
    private readonly List<(ModelStructure Model, ModuleClass Class)> _uses = [];

    /// <summary>The type that declares the block or model; that around a group.</summary>
    public BlockHome Home { get; } = home;

    /// <summary>How deep other classes are nested in it.</summary>
    public int Height { get; } = height;

    /// <summary>Whether it is a model itself.</summary>
    public bool IsModel { get; } = isModel;

    /// <summary>What all its bodies have in common.</summary>
    public Body Skeleton { get; } = skeleton;

    /// <summary>The class of another assembly that it is; null for one that this assembly has itself.</summary>
    public CarriedClass? Given { get; private init; }

    /// <summary>The full name of the specification's method, or that of the group in the type around it.</summary>
    public string Block => BlockOf(Home, Skeleton);

    /// <summary>Whether it only holds others.</summary>
    public bool IsGroup => _bodies[0].IsGroup;

    /// <summary>The bodies that it stands for, each once.</summary>
    public IReadOnlyList<Body> Bodies => _bodies;

    /// <summary>What each body is in the model that has it first.</summary>
    public IReadOnlyList<ModuleClass> FirstUses => _firstUses;

    /// <summary>The models that use it, with the body that each does.</summary>
    public IReadOnlyList<(ModelStructure Model, ModuleClass Class)> Uses => _uses;

    /// <summary>The name before it is told from others: the block's method, or the group's name in the state_dict.</summary>
    public string BaseName => Names.Pascal(_bodies[0].Name);

    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its namespace.</summary>
    public string Namespace { get; set; } = "";

    /// <summary>Its name as other files may write it.</summary>
    public string FullName => Names.Global(Namespace, Name);

    /// <summary>What it is made into; null until it is.</summary>
    public BuiltClass Built { get; set; } = null!;

    /// <summary>What each rate is: a constant, or a parameter of the constructor.</summary>
    public RateValue[] RateValues { get; private set; } = [];

    /// <summary>The rates that differ between instances, each with the position of one that it stands for.</summary>
    public List<(string Name, bool IsList, int Rate)> RateParameters { get; } = [];

    /// <summary>A class of another assembly.</summary>
    public static SharedClass Of(CarriedClass given, BlockHome home, int height, Body skeleton)
    {
        var (values, parameters) = CarriedRates.Read(given.Rates);
        // The same skeleton may have a class of this assembly for other numbers: what owns one does not own the other.
        var shared = new SharedClass(home, height, false, skeleton with { Home = given.Type }) { Given = given, RateValues = values, Name = given.Names.Name, Namespace = given.Names.Namespace };
        shared.RateParameters.AddRange(parameters);
        return shared;
    }

    /// <summary>The full name of a block's method, or that of a group in the type around it.</summary>
    public static string BlockOf(BlockHome home, Body body) => home.FullName + "." + body.Name;

    /// <summary>What each rate is, as text.</summary>
    public IEnumerable<string> RateNotes() => RateValues.Select((r, i) =>
        _unreadRates.Contains(i) ? CarriedRates.Unread : CarriedRates.Write(r, RateParameters.Exists(p => p.IsList && p.Name == r.Parameter)));

    /// <summary>The position of a body among its bodies.</summary>
    public int IndexOf(Body body) => _index[body];

    /// <summary>Adds a body of a model; yields the one that stands for all that are equal to it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="use">What it is there.</param>
    /// <param name="body">The body, whose inner ones stand for all that are equal to them.</param>
    public Body Add(ModelStructure model, ModuleClass use, Body body)
    {
        _uses.Add((model, use));
        if (_index.TryGetValue(body, out var known)) return _bodies[known];
        _index.Add(body, _bodies.Count);
        _bodies.Add(body);
        _firstUses.Add(use);
        return body;
    }

    /// <summary>Rates that differ between places become parameters, one for all that always agree.</summary>
    /// <param name="of">The classes of the bodies inside, which have decided theirs.</param>
    public void DecideRates(Func<Body, SharedClass> of)
    {
        if (Given is not null) return;
        var places = _uses.SelectMany(u => u.Class.Rates).Distinct(RowComparer.One).ToList();
        var kinds = RateKinds(_bodies[0], of).ToList();
        var names = new NameSet("initialization");
        RateValues = new RateValue[kinds.Count];
        for (var i = 0; i < RateValues.Length; i++)
        {
            var (slot, rates) = (places[0][i], places.ConvertAll(p => p[i].Rates));
            if (kinds[i] == RateKind.Unread) _unreadRates.Add(i);
            if (kinds[i] == RateKind.Unread || (kinds[i] != RateKind.List && rates.TrueForAll(r => r.All(rate => rate == slot.Rates[0]))))
                RateValues[i] = new RateValue(slot.Rates[0], null);
            else if (rates.TrueForAll(r => r.Equals(slot.Rates)))
                RateValues[i] = new RateValue(0, null) { List = slot.Rates };
            else
                RateValues[i] = new RateValue(0, ParameterFor(i, kinds[i] != RateKind.One));
        }

        string ParameterFor(int index, bool isList)
        {
            var like = RateParameters.FindIndex(parameter => parameter.IsList == isList && places.TrueForAll(p => p[parameter.Rate].Rates.Equals(p[index].Rates)));
            if (like >= 0) return RateParameters[like].Name;
            RateParameters.Add((names.Take(Names.Camel(places[0][index].Operation)), isList, index));
            return RateParameters[RateParameters.Count - 1].Name;
        }
    }

    /// <summary>How each rate of a body is handed on: its own, then those of the bodies inside.</summary>
    private static IEnumerable<RateKind> RateKinds(Body body, Func<Body, SharedClass> of) =>
        body.Steps.Where(s => s is Apply { Op: RateOp }).Select(_ => RateKind.One).Concat(RateKinds(body.State, of));

    private static IEnumerable<RateKind> RateKinds(IEnumerable<Slot> slots, Func<Body, SharedClass> of) => slots.SelectMany(slot => slot switch
    {
        ListSlot list => RateKinds(list.Items, of),
        BodySlot inner => Kinds(of(inner.Body), isEach: false),
        RepeatSlot repeat => Kinds(of(repeat.Body), isEach: true),
        _ => [],
    });

    private static IEnumerable<RateKind> Kinds(SharedClass inner, bool isEach) => Enumerable.Range(0, inner.RateValues.Length).Select(i =>
    {
        var parameter = inner.RateParameters.FindIndex(p => p.Rate == i);
        return parameter < 0 ? RateKind.Unread : isEach ? RateKind.Each : inner.RateParameters[parameter].IsList ? RateKind.List : RateKind.One;
    });

    /// <summary>Blocks that repeat have the same rates in many places.</summary>
    private sealed class RowComparer : IEqualityComparer<RateSlot[]>
    {
        public static readonly RowComparer One = new();

        public bool Equals(RateSlot[] x, RateSlot[] y) => x.AsSpan().SequenceEqual(y);

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

/// <summary>A class as it is written, and what those who use it have to hand over.</summary>
/// <param name="Plan">What is written.</param>
/// <param name="All">All sizes in which its bodies differ.</param>
/// <param name="Sizes">The sizes that its constructor takes.</param>
/// <param name="Numbers">The other numbers that its constructor takes, without rates.</param>
/// <param name="ForwardSizes">The sizes that <c>forward</c> takes.</param>
internal sealed record BuiltClass(
    ClassPlan Plan, IReadOnlyList<Parameter> All, IReadOnlyList<Parameter> Sizes, IReadOnlyList<NumberParameter> Numbers, IReadOnlyList<SizeParameter> ForwardSizes)
{
    /// <summary>What stands for each of its numbers, in their order.</summary>
    public ValueList<string> Answers { get; init; } = ValueList<string>.Empty;

    /// <summary>Whether its numbers are those of the class of another assembly that it is to be.</summary>
    public bool IsWhatIsGiven { get; init; }

    /// <summary>The parameter of the class that a size of <c>forward</c> is; null for a size that is the same expression for all.</summary>
    public Parameter? Parameter(Dim size) => All.FirstOrDefault(p => p.Symbol == size);
}

/// <summary>A number, other than a size, in which the bodies of a class differ.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Its value in each body.</param>
internal sealed record NumberParameter(string Name, double[] Values);
