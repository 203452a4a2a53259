using System.Collections.Generic;
using System.Linq;
using ModelDsl.Generators.Model.Lowering;

namespace ModelDsl.Generators.Model.Memory;

/// <summary>
/// The most memory that tensors hold at once while a model runs on one image of the reference size, without gradients
/// and in float32. It goes through the generated code: a tensor is freed at its last use in the body that holds it,
/// a body holds its arguments while it calls another, and views share the memory of what they show.
/// </summary>
/// <remarks>
/// The input counts. Weights do not, nor tables and cached values, which stay from call to call; nor what a kernel
/// needs for itself, except for the copy that some make of an input whose elements do not lie in order.
/// Images come in planes, and models put them channels last at the entry.
/// </remarks>
internal sealed class ActivationMemory
{
    private readonly Graph _graph;
    private readonly ModuleClasses _classes;
    private readonly HashSet<Storage> _alive = [];
    private readonly Storage _weights = new("", "", 0) { Handles = 1 };
    private readonly Dictionary<ModuleClass, List<PastRun>> _pastRuns = [];
    private long _live;
    private long _highest;
    private long _peak;
    private List<Storage> _atPeak = [];

    private ActivationMemory(Graph graph, ModuleClasses classes)
    {
        _graph = graph;
        _classes = classes;
    }

    /// <summary>The peak of a model, and the largest tensors alive at that moment.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="classes">Its classes: what a module does to memory is what another of its class did on inputs that lay the same way.</param>
    /// <param name="root">The model.</param>
    public static (long Bytes, IReadOnlyList<CostShare> Tensors) Peak(Graph graph, ModuleClasses classes, Instance root)
    {
        var memory = new ActivationMemory(graph, classes);
        var values = new Dictionary<Sym, Held>();
        foreach (var (name, value) in root.Inputs)
        {
            if (!values.ContainsKey(value)) values.Add(value, memory.New(name, value, TensorLayout.Contiguous(value.Shape.AtReference())));
        }
        memory.Run(root, values);
        return (memory._peak, [.. memory._atPeak.OrderByDescending(s => s.Bytes).Select(s => new CostShare($"{s.Maker} {s.Shape}", s.Bytes))]);
    }

    /// <summary>Runs the body of a module; the handles of its results pass to the caller.</summary>
    private List<Held> Run(Instance module, Dictionary<Sym, Held> values)
    {
        var items = module.Items(_graph).ToList();
        var outputs = module.Outputs.Select(o => o.Value).ToList();
        var needed = BodyBuilder.Needed(items, outputs, isStatic: false);
        var lastUse = LastUses(items, needed);
        List<Sym> images = module.Parent is null ? [.. MapLayouts.Images(_graph, module.Inputs.Select(i => i.Value))] : [];
        var layouts = new MapLayouts(items.Where(i => i is not Node node || needed.Contains(node.Output)), images);
        var own = new Dictionary<Sym, Held>();
        var copies = new Dictionary<(Sym Map, MapLayout Layout), Held>();
        // The caller holds the image itself all the while.
        foreach (var image in images) Keep(image, InOrder(image, MapLayout.ChannelsLast, values[image], module));
        for (var i = 0; i < items.Count; i++)
        {
            var made = new List<Sym>();
            if (items[i] is Instance child)
            {
                var results = Call(child, [.. child.Inputs.Select(v => Operand(v.Value, values))]);
                for (var k = 0; k < results.Count; k++) Keep(child.Outputs[k].Value, results[k]);
                made.AddRange(child.Outputs.Select(o => o.Value));
                made.AddRange(child.Inputs.Select(v => v.Value));
            }
            else if (items[i] is Node node && needed.Contains(node.Output) && node.Op is not InputOp)
            {
                Held? copy = null;
                if (layouts.CopyFor(node) is { } order)
                {
                    var key = (node.Inputs[0], order);
                    if (!copies.ContainsKey(key)) copies.Add(key, InOrder(node.Inputs[0], order, Operand(node.Inputs[0], values), module));
                    copy = copies[key];
                }
                Keep(node.Output, Operate(node, module, values, copy));
                made.Add(node.Output);
                made.AddRange(node.Inputs);
            }
            foreach (var value in made.Distinct())
            {
                if ((!lastUse.TryGetValue(value, out var last) || last == i) && !outputs.Contains(value) && own.TryGetValue(value, out var held))
                {
                    own.Remove(value);
                    Release(held);
                }
            }
            foreach (var key in copies.Keys.Where(k => !items.Skip(i + 1).OfType<Node>().Any(n => layouts.CopyFor(n) == k.Layout && n.Inputs[0] == k.Map)).ToList())
            {
                Release(copies[key]);
                copies.Remove(key);
            }
        }
        // What is returned though it is not the body's own gets a handle of its own.
        return [.. outputs.Select(o => own.TryGetValue(o, out var held) && own.Remove(o) ? held : Share(Operand(o, values)))];

        void Keep(Sym value, Held held) => values[value] = own[value] = held;
    }

    /// <summary>Runs a module, or does what one of its class did before, unless that would be a new peak, whose tensors have names.</summary>
    private List<Held> Call(Instance module, List<Held> arguments)
    {
        var moduleClass = _classes.At(module.Path);
        if (!_pastRuns.TryGetValue(moduleClass, out var past)) _pastRuns.Add(moduleClass, past = []);
        if (past.Find(r => r.Fits(arguments)) is { } known && _live + known.Rise <= _peak) return Repeat(known, module, arguments);
        var values = new Dictionary<Sym, Held>();
        for (var i = 0; i < arguments.Count; i++) values[module.Inputs[i].Value] = arguments[i];
        var (before, highest) = (_live, _highest);
        _highest = _live;
        var results = Run(module, values);
        past.Add(new PastRun(module.Path, arguments, _highest - before, [.. results.Select(r => (arguments.FindIndex(a => a.Storage == r.Storage), r))]));
        _highest = System.Math.Max(highest, _highest);
        return results;
    }

    private List<Held> Repeat(PastRun past, Instance module, List<Held> arguments)
    {
        _highest = System.Math.Max(_highest, _live + past.Rise);
        var made = new Dictionary<Storage, Storage>();
        return [.. past.Results.Select(r => r.Argument >= 0 ? Share(r.Held with { Storage = arguments[r.Argument].Storage }) : r.Held.Storage == _weights ? Share(r.Held) : Made(r.Held))];

        // Results that show one piece of memory do so again.
        Held Made(Held held)
        {
            if (made.TryGetValue(held.Storage, out var storage)) return Share(new Held(storage, held.Layout));
            made.Add(held.Storage, storage = new Storage(module.Path + held.Storage.Maker.Substring(past.Path.Length), held.Storage.Shape, held.Storage.Bytes) { Handles = 1 });
            Hold(storage);
            return new Held(storage, held.Layout);
        }
    }

    private static Dictionary<Sym, int> LastUses(List<object> items, HashSet<Sym> needed)
    {
        var lastUse = new Dictionary<Sym, int>();
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is Instance child)
            {
                foreach (var (_, value) in child.Inputs) lastUse[value] = i;
            }
            else if (items[i] is Node { Op: not TableOp } node && needed.Contains(node.Output))
            {
                foreach (var input in node.Inputs) lastUse[input] = i;
            }
        }
        return lastUse;
    }

    /// <summary>A value of the body; weights and tables are there at all times.</summary>
    private Held Operand(Sym value, Dictionary<Sym, Held> values) =>
        values.TryGetValue(value, out var held) ? held : new Held(_weights, TensorLayout.Contiguous(value.Shape.AtReference()));

    /// <param name="node">The operation.</param>
    /// <param name="module">Where it is.</param>
    /// <param name="values">What it may read.</param>
    /// <param name="copy">What it reads in place of its first operand.</param>
    private Held Operate(Node node, Instance module, Dictionary<Sym, Held> values, Held? copy)
    {
        var sizes = node.Output.Shape.AtReference();
        if (node.Op is GivenOp) return Share(new Held(_weights, TensorLayout.Contiguous(sizes)));
        var inputs = node.Inputs.Select((v, i) => i == 0 && copy is { } read ? read : Operand(v, values)).ToList();
        if (node.Op.Order == ResultOrder.Same) return Share(inputs[0]);
        if (node.Op is ViewOp view) return Show(node, module, view, inputs[0]);
        // What the kernel puts in order for itself, and frees when it is done.
        var ordered = ConvolutionKernels.AsLinear(node.Op) is { } linear
            ? linear.IsWhole && Lies(inputs[0], linear.Order) ? null : OrderedCopy(Ordered(linear.Order, [sizes[0], linear.Channels, sizes[2], sizes[3]]))
            : node.Op.Order == ResultOrder.Rows && !inputs[0].Layout.IsContiguous ? OrderedCopy(TensorLayout.Contiguous(node.Inputs[0].Shape.AtReference()))
            : (Held?)null;
        var result = New(NameOf(node, module), node.Output, LayoutOf(node.Op, inputs, sizes));
        if (ordered is { } temporary) Release(temporary);
        return result;

        Held OrderedCopy(TensorLayout layout) => New(NameOf(node, module) + " (ordered copy)", node.Inputs[0], layout);
    }

    private Held InOrder(Sym map, MapLayout order, Held held, Instance module) =>
        Lies(held, order) ? Share(held) : New(NameOf(map, module) + " (ordered copy)", map, Ordered(order, map.Shape.AtReference()));

    private static bool Lies(Held map, MapLayout order) => order switch
    {
        MapLayout.Planes => map.Layout.IsContiguous,
        MapLayout.ChannelsLast => map.Layout.IsChannelsLast,
    };

    private static TensorLayout Ordered(MapLayout order, IReadOnlyList<long> sizes) => order switch
    {
        MapLayout.Planes => TensorLayout.Contiguous(sizes),
        MapLayout.ChannelsLast => TensorLayout.ChannelsLast(sizes),
    };

    private Held Show(Node node, Instance module, ViewOp op, Held x)
    {
        var result = Share(x);
        foreach (var (layout, isCopy) in op.Views(x.Layout))
        {
            var before = result;
            result = isCopy ? New(NameOf(node, module), node.Output, layout) : result with { Layout = layout };
            if (isCopy) Release(before);
        }
        return result;
    }

    /// <summary>How the elements of a result lie.</summary>
    private static TensorLayout LayoutOf(Op op, IReadOnlyList<Held> inputs, IReadOnlyList<long> sizes)
    {
        if (ConvolutionKernels.AsLinear(op) is { } linear) return Ordered(linear.Order, sizes);
        var like = op.Order switch
        {
            ResultOrder.AsOperands => inputs.Where(i => i.Layout.HasSizes(sizes)).Select(i => i.Layout.Dense()).FirstOrDefault(),
            ResultOrder.AsMap => inputs[0].Layout.IsChannelsLast ? TensorLayout.ChannelsLast(sizes) : null,
            ResultOrder.InOrder or ResultOrder.Rows or ResultOrder.Same or ResultOrder.View => null,
        };
        return like ?? TensorLayout.Contiguous(sizes);
    }

    private static string NameOf(Node node, Instance module) =>
        node.Scope.Length > 0 ? node.Scope : module.Path.Length > 0 ? $"{module.Path} ({node.Op.Name})" : node.Op.Name;

    private static string NameOf(Sym value, Instance module) =>
        module.Inputs.Find(i => i.Value == value) is { Name: { } name } && module.Parent is null ? name : NameOf(value.Node, module);

    private Held New(string maker, Sym value, TensorLayout layout)
    {
        var storage = new Storage(maker, value.Shape.ToString(), layout.Elements * (value.Type == ElementType.Int64 ? 8 : 4)) { Handles = 1 };
        Hold(storage);
        return new Held(storage, layout);
    }

    private void Hold(Storage storage)
    {
        _alive.Add(storage);
        _live += storage.Bytes;
        _highest = System.Math.Max(_highest, _live);
        if (_live <= _peak) return;
        _peak = _live;
        _atPeak = [.. _alive];
    }

    private static Held Share(Held held)
    {
        held.Storage.Handles++;
        return held;
    }

    private void Release(Held held)
    {
        if (--held.Storage.Handles > 0) return;
        _alive.Remove(held.Storage);
        _live -= held.Storage.Bytes;
    }

    /// <summary>A piece of memory, and how many tensors show it.</summary>
    private sealed class Storage(string maker, string shape, long bytes)
    {
        public string Maker { get; } = maker;

        public string Shape { get; } = shape;

        public long Bytes { get; } = bytes;

        public int Handles { get; set; }
    }

    private readonly record struct Held(Storage Storage, TensorLayout Layout);

    /// <summary>What a module came to.</summary>
    /// <param name="Path">Which module.</param>
    /// <param name="Arguments">How its inputs lay, and which of them shared memory.</param>
    /// <param name="Rise">By how much memory rose at most.</param>
    /// <param name="Results">What it left: pieces of memory of its own, or those of an argument, by its position.</param>
    private sealed record PastRun(string Path, List<Held> Arguments, long Rise, IReadOnlyList<(int Argument, Held Held)> Results)
    {
        public bool Fits(List<Held> arguments)
        {
            for (var i = 0; i < arguments.Count; i++)
            {
                if (!arguments[i].Layout.Equals(Arguments[i].Layout) || FirstLike(arguments, i) != FirstLike(Arguments, i)) return false;
            }
            return true;
        }

        private static int FirstLike(List<Held> arguments, int index) => arguments.FindIndex(a => a.Storage == arguments[index].Storage);
    }
}
