using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>
/// One computation, relative to its place in the state_dict: a block, a whole model, or a group that only holds others.
/// Two are equal when they own the same, take the same, and compute the same, whatever their rates.
/// </summary>
/// <param name="Name">The block's method, or the group's name; empty for a model.</param>
/// <param name="IsGroup">Whether it only holds others.</param>
/// <param name="Inputs">What it takes.</param>
/// <param name="State">What it owns, in the order of the state_dict.</param>
/// <param name="Steps">What it computes, in order.</param>
/// <param name="Outputs">What it yields.</param>
internal sealed record Body(string Name, bool IsGroup, ValueList<Port> Inputs, ValueList<Slot> State, ValueList<Step> Steps, ValueList<Output> Outputs)
{
    /// <summary>The full name of the type that declares the block or model; a group has that of the body around it.</summary>
    public string Home { get; init; } = "";

    /// <summary>Second names of what it owns; those in a group belong to the body around it.</summary>
    public ValueList<Alias> Aliases { get; init; } = ValueList<Alias>.Empty;

    /// <summary>For each step the one that it was before any pass; null where none has changed anything. Takes no part in equality.</summary>
    public ValueList<int>? Origins { get; private init; }

    private int? _hash;

    // A copy is about to differ, so it has not the hash of the original.
    private Body(Body original)
    {
        (Name, IsGroup, Home, Origins) = (original.Name, original.IsGroup, original.Home, original.Origins);
        (Inputs, State, Steps, Outputs, Aliases) = (original.Inputs, original.State, original.Steps, original.Outputs, original.Aliases);
    }

    /// <summary>The bodies that it owns.</summary>
    public IEnumerable<Body> Inner => InnerOf(State);

    /// <summary>The shape and type of a value.</summary>
    public Result this[Ref value]
    {
        get
        {
            if (value.Step >= 0) return Steps[value.Step].Results[value.Result];
            if (value.Outside is null) return new Result(Inputs[value.Result].Shape, Inputs[value.Result].Type);
            var entry = OwnerAt(value.Outside)!.Op.State[0];
            return new Result(entry.Shape, entry.Type);
        }
    }

    /// <summary>The operation that makes a value; null for an input of the body and for what another body yields.</summary>
    public Op? MakerOf(Ref value) => value.Outside is { } path ? OwnerAt(path)?.Op : value.Step >= 0 && Steps[value.Step] is Apply step ? step.Op : null;

    /// <summary>The layer, parameter or table at a path relative to the body; null where there is none.</summary>
    public OwnSlot? OwnerAt(string path) => SlotAt(path) as OwnSlot;

    /// <summary>Whether a step calls the modules of a list that stand before a last one.</summary>
    public bool CallsRun(Repeat call) => RunAround(call) is not null;

    /// <summary>The path of a module that a step calls.</summary>
    /// <param name="call">The step.</param>
    /// <param name="index">Which of those that it calls.</param>
    public string PathOf(Call call, int index) => RunAround(call) is { } list
        ? $"{call.Path.Substring(0, call.Path.LastIndexOf('.'))}.{Dim.Text(call is Repeat ? index : ((RepeatSlot)list.Items[0]).Count)}"
        : call is Repeat ? $"{call.Path}.{Dim.Text(index)}" : call.Path;

    /// <summary>How many modules a step calls.</summary>
    public int CountOf(Call call) => call is Repeat ? ((RepeatSlot)SlotAt(call.Path)!).Count : 1;

    private ListSlot? RunAround(Call call) =>
        call.Path.LastIndexOf('.') is >= 0 and var dot && call.Path.Substring(dot + 1) is ListSlot.First or ListSlot.Last && SlotAt(call.Path.Substring(0, dot)) is ListSlot { IsRun: true } list ? list : null;

    private Slot? SlotAt(string path)
    {
        IEnumerable<Slot> slots = State;
        Slot? found = null;
        foreach (var name in path.Split('.'))
        {
            found = slots.FirstOrDefault(s => s.Name == name);
            slots = found switch { ListSlot list => list.Items, BodySlot body => body.Body.State, _ => [] };
        }
        return found;
    }

    /// <summary>The same body with other objects for those that it owns and calls, each equal to what it replaces: they are compared by reference then.</summary>
    public Body Linked(Func<Body, Body> inner) => this with
    {
        State = Linked(State, inner),
        Steps = Steps.Select(s => s is Call call ? call with { Body = inner(call.Body) } : s).ToValueList(),
        _hash = GetHashCode(),
    };

    /// <summary>The body with some of its steps; nothing that remains may use another one.</summary>
    /// <param name="isKept">For each step whether it remains.</param>
    public Body Only(IReadOnlyList<bool> isKept)
    {
        var kept = Enumerable.Range(0, Steps.Count).Where(i => isKept[i]).ToList();
        var places = kept.Select((step, place) => (step, place)).ToDictionary(p => p.step, p => p.place);
        return this with
        {
            Steps = kept.Select(i => Steps[i] with { Inputs = Steps[i].Inputs.Select(Moved).ToValueList() }).ToValueList(),
            Outputs = Outputs.Select(o => o with { Value = Moved(o.Value) }).ToValueList(),
            Origins = kept.Select(i => Origins is null ? i : Origins[i]).ToValueList(),
        };

        Ref Moved(Ref value) => value.Step < 0 ? value : value with { Step = places[value.Step] };
    }

    /// <summary>The body with other steps.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="outputs">What they yield.</param>
    /// <param name="origins">For each step the one of the specification that it stands for.</param>
    public Body With(ValueList<Step> steps, ValueList<Output> outputs, ValueList<int> origins) => this with { Steps = steps, Outputs = outputs, Origins = origins };

    /// <summary>The steps that the outputs are made from, and those that call modules, in order.</summary>
    /// <param name="steps">The steps that may run.</param>
    /// <param name="outputs">What they are to yield.</param>
    /// <param name="isStatic">Whether they cannot read the module's tables.</param>
    public IReadOnlyList<int> Needed(IEnumerable<int> steps, IEnumerable<Ref> outputs, bool isStatic)
    {
        var values = new HashSet<Ref>(outputs);
        var needed = new List<int>();
        foreach (var index in steps.OrderByDescending(s => s))
        {
            var step = Steps[index];
            // A module is called when anything it yields is used, and also when nothing is: hooks may watch it.
            if (step is Apply && !values.Contains(new Ref(index, 0))) continue;
            needed.Add(index);
            if (step is Apply { Op: CachedOp } || (step is Apply { Op: BufferOp } && !isStatic)) continue;
            values.UnionWith(step.Inputs);
        }
        needed.Reverse();
        return needed;
    }

    /// <summary>The steps that a value is made from.</summary>
    public HashSet<int> Reach(Ref value)
    {
        var reached = new HashSet<int>();
        var open = new Stack<Ref>([value]);
        while (open.Count > 0)
        {
            var next = open.Pop();
            if (next.Step < 0 || !reached.Add(next.Step)) continue;
            foreach (var input in Steps[next.Step].Inputs) open.Push(input);
        }
        return reached;
    }

    private static ValueList<Slot> Linked(ValueList<Slot> slots, Func<Body, Body> inner) => slots.Select(slot => slot switch
    {
        BodySlot body => body with { Body = inner(body.Body) },
        RepeatSlot repeat => repeat with { Body = inner(repeat.Body) },
        ListSlot list => list with { Items = Linked(list.Items, inner) },
        _ => slot,
    }).ToValueList();

    private static IEnumerable<Body> InnerOf(IEnumerable<Slot> slots) => slots.SelectMany(slot => slot switch { BodySlot inner => [inner.Body], RepeatSlot repeat => [repeat.Body], ListSlot list => InnerOf(list.Items), _ => [] });

    /// <inheritdoc/>
    public bool Equals(Body? other) => ReferenceEquals(this, other)
        || (other is not null && GetHashCode() == other.GetHashCode() && Name == other.Name && Home == other.Home && IsGroup == other.IsGroup
            && Inputs.Equals(other.Inputs) && State.Equals(other.State) && Aliases.Equals(other.Aliases) && Steps.Equals(other.Steps) && Outputs.Equals(other.Outputs));

    /// <inheritdoc/>
    public override int GetHashCode() =>
        _hash ??= unchecked((((((Name.GetHashCode() * 31) + Inputs.GetHashCode()) * 31) + State.GetHashCode()) * 31) + Steps.GetHashCode());
}

/// <summary>A tensor that a body takes.</summary>
internal sealed record Port(string Name, Shape Shape, ElementType Type);

/// <summary>A tensor that a body yields.</summary>
/// <param name="Name">Its name; null for a single one without.</param>
/// <param name="Value">Which.</param>
internal sealed record Output(string? Name, Ref Value);

/// <summary>A value in a body.</summary>
/// <param name="Step">The step that yields it; −1 for an input of the body.</param>
/// <param name="Result">Which of its results, or which input.</param>
/// <param name="Outside">For a weight or table that another body declares: its path relative to this one; else null.</param>
internal readonly record struct Ref(int Step, int Result, string? Outside = null);

/// <summary>The shape of a value and the type of its elements.</summary>
internal sealed record Result(Shape Shape, ElementType Type);

/// <summary>Something that a body owns.</summary>
/// <param name="Name">Its part of the key.</param>
internal abstract record Slot(string Name);

/// <summary>A layer, parameter or table.</summary>
internal sealed record OwnSlot(string Name, Op Op) : Slot(Name)
{
    /// <summary>What computes the table of a group, which has no steps of its own; null for all else.</summary>
    public Body? Table { get; init; }
}

/// <summary>Another body.</summary>
internal sealed record BodySlot(string Name, Body Body) : Slot(Name);

/// <summary>Numbered ones, as in PyTorch's ModuleList.</summary>
internal sealed record ListSlot(string Name, ValueList<Slot> Items) : Slot(Name)
{
    /// <summary>The name of those that repeat in a list with a last one that differs.</summary>
    public const string First = "first";

    /// <summary>The name of that last one: its number is that of the list's length.</summary>
    public const string Last = "last";

    /// <summary>Whether it is some that repeat and a last one that differs.</summary>
    public bool IsRun => Items.Count == 2 && Items[0] is RepeatSlot { Name: First };
}

/// <summary>Numbered ones that are alike and called one after another, each with what the one before it yields.</summary>
/// <param name="Name">Its part of the key.</param>
/// <param name="Body">Each of them.</param>
/// <param name="Count">How many there are.</param>
internal sealed record RepeatSlot(string Name, Body Body, int Count) : Slot(Name);

/// <summary>A second name; both are paths relative to the body.</summary>
internal sealed record Alias(string Path, string Target);

/// <summary>A step of a body.</summary>
/// <param name="Path">The place of its weights, relative to the body; empty for none.</param>
/// <param name="Inputs">What it works on.</param>
/// <param name="Results">What it yields.</param>
internal abstract record Step(string Path, ValueList<Ref> Inputs, ValueList<Result> Results);

/// <summary>An operation.</summary>
internal sealed record Apply(Op Op, string Path, ValueList<Ref> Inputs, ValueList<Result> Results) : Step(Path, Inputs, Results);

/// <summary>A call of another body.</summary>
internal record Call(Body Body, string Path, ValueList<Ref> Inputs, ValueList<Result> Results) : Step(Path, Inputs, Results);

/// <summary>The calls of the bodies of a <see cref="RepeatSlot"/>: the first inputs of each are the results of the one before it, the others stay.</summary>
internal sealed record Repeat(Body Body, string Path, ValueList<Ref> Inputs, ValueList<Result> Results) : Call(Body, Path, Inputs, Results);
