using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Blocks.Sharing;

/// <summary>A class that stands for bodies which differ in numbers only.</summary>
internal interface ISharedClass
{
    /// <summary>The bodies that it stands for, each once.</summary>
    IReadOnlyList<Body> Bodies { get; }

    /// <summary>What its rates are.</summary>
    ClassRates Rates { get; }

    /// <summary>What those who own or call its modules hand over.</summary>
    ClassSignature Signature { get; }

    /// <summary>The position of a body among its bodies.</summary>
    int IndexOf(Body body);
}

/// <summary>What those who own or call modules of a class hand over, without rates.</summary>
/// <param name="All">All sizes in which its bodies differ.</param>
/// <param name="Sizes">The sizes that its constructor takes.</param>
/// <param name="Numbers">The other numbers that its constructor takes.</param>
/// <param name="ForwardSizes">The sizes that <c>forward</c> takes.</param>
internal sealed record ClassSignature(
    IReadOnlyList<Parameter> All, IReadOnlyList<Parameter> Sizes, IReadOnlyList<NumberParameter> Numbers, IReadOnlyList<SizeParameter> ForwardSizes);

/// <summary>A module inside a class.</summary>
/// <param name="Class">Its class.</param>
/// <param name="Sizes">The sizes that it is made with.</param>
/// <param name="Numbers">The other numbers that it is made with, without rates.</param>
internal sealed record ChildPlan<TClass>(TClass Class, ValueList<Dim> Sizes, ValueList<RateValue> Numbers)
{
    /// <summary>How many there are, of one that repeats; null for a single one.</summary>
    public Dim? Count { get; init; }
}

/// <summary>What is written of a class once: its body with parameters in the place of numbers, and what it hands to the modules inside.</summary>
/// <param name="shared">The class.</param>
/// <param name="numbers">Finds what stands for numbers.</param>
/// <param name="of">The classes of the bodies inside.</param>
internal sealed class ClassForm<TClass>(TClass shared, IClassNumbers numbers, Func<Body, TClass> of)
    where TClass : ISharedClass
{
    private readonly List<Child>[] _children = [.. shared.Bodies.Select(b => Children(b.State, "").ToList())];

    /// <summary>Offers names for what differs: the arguments of the block's method, then the axes of its inputs. Blocks inside and patterns give hints.</summary>
    /// <param name="uses">A use of the block for each body; null for what no block yields.</param>
    /// <param name="nameOf">The name of a parameter, from words in any form.</param>
    public void Offer(IReadOnlyList<BlockUse?> uses, Func<string, string> nameOf)
    {
        var told = uses.Select(u => u?.Numbers ?? []).ToList();
        foreach (var (name, _) in told[0])
        {
            if (told.TrueForAll(c => c.Count(n => n.Parameter == name) == 1)) numbers.Offer(nameOf(name), [.. told.Select(c => c.Single(n => n.Parameter == name).Value)]);
        }
        var ports = shared.Bodies[0].Inputs;
        for (var port = 0; port < ports.Count; port++)
        {
            var axes = PortNames.Of(shared.Bodies[0], port);
            for (var axis = 0; axis < axes.Count; axis++)
                numbers.Offer(port == 0 ? axes[axis] : nameOf(ports[port].Name + "_" + axes[axis]), [.. shared.Bodies.Select(b => b.Inputs[port].Shape[axis])]);
        }
        for (var i = 0; i < _children[0].Count; i++)
        {
            var child = of(_children[0][i].Body);
            foreach (var size in child.Signature.Sizes) numbers.Hint(size.Name, [.. _children.Select(c => size.Values[child.IndexOf(c[i].Body)])]);
        }
        for (var i = 0; i < shared.Bodies[0].Steps.Count; i++)
        {
            if (shared.Bodies[0].Steps[i] is not Apply { Op.AxisWords: { } words }) continue;
            for (var axis = 0; axis < words.Count; axis++) numbers.Hint(words[axis], [.. shared.Bodies.Select(b => b.Steps[i].Results[0].Shape[axis])]);
        }
    }

    /// <summary>The body with parameters in the place of what differs.</summary>
    public Body Symbolic()
    {
        var lists = shared.Bodies.Select(NumberList.Of).ToList();
        var sizes = lists[0].Sizes.Select((_, i) => numbers.Size(NameOf(i), [.. lists.Select(l => l.Sizes[i].Size)])).ToList();
        var symbols = lists[0].Numbers.Select((number, i) => numbers.Number(number.Name, [.. lists.Select(l => l.Numbers[i].Value)]).Parameter).ToList();
        return new SymbolicBody(sizes, symbols).Body(shared.Bodies[0]);

        // A kernel that is square in one body is kernelHeight and kernelWidth in another.
        string NameOf(int i) => lists.Select(l => l.Sizes[i].Name).Aggregate((name, other) => other.Length > name.Length ? other : name);
    }

    /// <summary>What the constructor hands to each module inside, by its path; rates apart.</summary>
    public Dictionary<string, ChildPlan<TClass>> Inner()
    {
        var plans = new Dictionary<string, ChildPlan<TClass>>();
        for (var i = 0; i < _children[0].Count; i++)
        {
            var child = of(_children[0][i].Body);
            var at = _children.Select(c => child.IndexOf(c[i].Body)).ToList();
            plans.Add(_children[0][i].Path, new ChildPlan<TClass>(
                child, child.Signature.Sizes.Select(p => numbers.Size(p.Name, [.. at.Select(k => p.Values[k])])).ToValueList(),
                child.Signature.Numbers.Select(n => numbers.Number(n.Name, [.. at.Select(k => n.Values[k])])).ToValueList())
            {
                // Lists of rates are as long as there are modules.
                Count = _children[0][i].Count is null ? null : HasRates(i) ? 0 : numbers.Size("depth", [.. _children.Select(c => (Dim)c[i].Count!.Value)]),
            });
        }
        return plans;
    }

    /// <summary>The sizes that <c>forward</c> of a module inside gets.</summary>
    /// <param name="path">Its path.</param>
    public IReadOnlyList<Dim> CalleeSizes(string path)
    {
        var index = _children[0].FindIndex(c => c.Path == path);
        if (index < 0) return [];
        var child = of(_children[0][index].Body);
        return [.. child.Signature.ForwardSizes.Select(size => SizeIn(size, child, [.. _children.Select(c => child.IndexOf(c[index].Body))]))];
    }

    /// <summary>A size that a module inside gets, in terms of this class: what its own parameters stand for there takes their place.</summary>
    /// <param name="size">The size.</param>
    /// <param name="child">The module's class.</param>
    /// <param name="at">For each body of this class, which body of the module's it has inside.</param>
    private Dim SizeIn(SizeParameter size, TClass child, IReadOnlyList<int> at)
    {
        var parameters = child.Signature.All.Where(p => size.Size.Symbols.Any(s => Dim.Of(s) == p.Symbol)).ToList();
        return parameters.Count == 0 ? size.Size
            : numbers.Size(size.Name, [.. at.Select(k => new Binding(parameters.ToDictionary(p => p.Name, p => p.Values[k])).Of(size.Size))]);
    }

    /// <summary>The parameters that the constructor itself works with.</summary>
    /// <param name="body">The body with parameters.</param>
    /// <param name="children">What it hands on.</param>
    public IEnumerable<string> Needed(Body body, Dictionary<string, ChildPlan<TClass>> children)
    {
        var own = NumberList.Of(body with { Inputs = ValueList<Port>.Empty, Steps = ValueList<Step>.Empty, State = WithoutTables(body.State) });
        return own.Sizes.Select(s => s.Size).Concat(children.Values.SelectMany(c => c.Count is null ? c.Sizes : c.Sizes.Append(c.Count))).SelectMany(s => s.Symbols).Select(s => s.Name);
    }

    /// <summary>Whether the modules of a list differ in rates.</summary>
    private bool HasRates(int child)
    {
        var first = shared.Bodies[0].Steps.Count(s => s is Apply { Op: RateOp }) + _children[0].Take(child).Where(IsDirect).Sum(c => of(c.Body).Rates.Values.Count);
        return of(_children[0][child].Body).Rates.Parameters.Any(p => shared.Rates.Values[first + p.Rate] is { Parameter: not null } or { List: not null });
    }

    /// <summary>Whether a module is not inside a group, whose rates count already.</summary>
    private bool IsDirect(Child child) => !_children[0].Any(c => c.Body.IsGroup && child.Path.StartsWith(c.Path + ".", StringComparison.Ordinal));

    private static ValueList<Slot> WithoutTables(ValueList<Slot> slots) => slots.Select(s => s is OwnSlot own ? own with { Table = null } : s).ToValueList();

    /// <summary>The bodies that a body owns, with their paths.</summary>
    private static IEnumerable<Child> Children(IEnumerable<Slot> slots, string path) => slots.SelectMany(slot => slot switch
    {
        BodySlot inner => [new Child(path + slot.Name, inner.Body), .. inner.Body.IsGroup ? Children(inner.Body.State, path + slot.Name + ".") : []],
        ListSlot list => Children(list.Items, path + slot.Name + "."),
        RepeatSlot repeat => [new Child(path + slot.Name, repeat.Body) { Count = repeat.Count }],
        _ => Enumerable.Empty<Child>(),
    });

    private sealed record Child(string Path, Body Body)
    {
        public int? Count { get; init; }
    }
}
