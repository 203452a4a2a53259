using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Generators.Model;

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
    private readonly HashSet<Storage> _alive = [];
    private readonly Storage _weights = new("", "", 0) { Handles = 1 };
    private readonly Dictionary<Body, List<PastRun>> _pastRuns = [];
    private long _live;
    private long _highest;
    private long _peak;
    private List<Storage> _atPeak = [];

    private ActivationMemory()
    {
    }

    /// <summary>The peak of a model, and the largest tensors alive at that moment.</summary>
    /// <param name="model">The model's body.</param>
    public static (long Bytes, IReadOnlyList<CostShare> Tensors) Peak(Body model)
    {
        var memory = new ActivationMemory();
        var arguments = model.Inputs.Select(i => memory.New(i.Name, new Result(i.Shape, i.Type), TensorLayout.Contiguous(i.Shape.AtReference()))).ToList();
        memory.Run(new Place(model, ""), arguments);
        return (memory._peak, [.. memory._atPeak.OrderByDescending(s => s.Bytes).Select(s => new CostShare($"{s.Maker} {s.Shape}", s.Bytes))]);
    }

    /// <summary>Runs a body; the handles of its results pass to the caller.</summary>
    private List<Held> Run(Place place, List<Held> arguments)
    {
        var body = place.Body;
        var outputs = body.Outputs.Select(o => o.Value).ToList();
        var steps = body.Needed(Enumerable.Range(0, body.Steps.Count), outputs, isStatic: false);
        var lastUse = LastUses(body, steps);
        List<Ref> images = place.IsModel ? [.. MapLayouts.Images(body)] : [];
        var layouts = new MapLayouts(body, steps, images);
        var values = new Dictionary<Ref, Held>();
        for (var i = 0; i < arguments.Count; i++) values.Add(new Ref(-1, i), arguments[i]);
        var own = new Dictionary<Ref, Held>();
        var copies = new Dictionary<(Ref Map, MapLayout Layout), Held>();
        // The caller holds the image itself all the while.
        foreach (var image in images) Keep(image, InOrder(image, MapLayout.ChannelsLast, values[image], place));
        foreach (var index in steps)
        {
            var step = body.Steps[index];
            if (step is Call call)
            {
                List<Held> operands = [.. call.Inputs.Select(v => Operand(v, body, values))];
                var results = Call(new Place(call.Body, place.PathOf(body.PathOf(call, 0))), operands);
                for (var k = 1; k < body.CountOf(call); k++)
                {
                    // What goes into the first one is freed behind it.
                    if (k == 1) foreach (var value in call.Inputs.Take(results.Count).Distinct()) Free(value, index);
                    var next = Call(new Place(call.Body, place.PathOf(body.PathOf(call, k))), [.. results, .. operands.Skip(results.Count)]);
                    foreach (var result in results) Release(result);
                    results = next;
                }
                for (var k = 0; k < results.Count; k++) Keep(new Ref(index, k), results[k]);
            }
            else
            {
                Held? copy = null;
                if (layouts.CopyFor(index) is { } order)
                {
                    var key = (step.Inputs[0], order);
                    if (!copies.ContainsKey(key)) copies.Add(key, InOrder(step.Inputs[0], order, Operand(step.Inputs[0], body, values), place));
                    copy = copies[key];
                }
                Keep(new Ref(index, 0), Operate((Apply)step, place, values, copy));
            }
            foreach (var value in step.Results.Select((_, k) => new Ref(index, k)).Concat(step.Inputs).Distinct()) Free(value, index);
            foreach (var key in copies.Keys.Where(k => !steps.Any(s => s > index && layouts.CopyFor(s) == k.Layout && body.Steps[s].Inputs[0] == k.Map)).ToList())
            {
                Release(copies[key]);
                copies.Remove(key);
            }
        }
        // What is returned though it is not the body's own gets its own handle.
        return [.. outputs.Select(o => own.TryGetValue(o, out var held) && own.Remove(o) ? held : Share(Operand(o, body, values)))];

        void Keep(Ref value, Held held) => values[value] = own[value] = held;

        void Free(Ref value, int index)
        {
            if ((lastUse.TryGetValue(value, out var last) && last != index) || outputs.Contains(value) || !own.TryGetValue(value, out var held)) return;
            own.Remove(value);
            Release(held);
        }
    }

    /// <summary>Runs a body, or does what it did before on inputs that lay the same way, unless that would be a new peak, whose tensors have names.</summary>
    private List<Held> Call(Place place, List<Held> arguments)
    {
        if (!_pastRuns.TryGetValue(place.Body, out var past)) _pastRuns.Add(place.Body, past = []);
        if (past.Find(r => r.Fits(arguments)) is { } known && _live + known.Rise <= _peak) return Repeat(known, place, arguments);
        var (before, highest) = (_live, _highest);
        _highest = _live;
        var results = Run(place, arguments);
        past.Add(new PastRun(place.Path, arguments, _highest - before, [.. results.Select(r => (arguments.FindIndex(a => a.Storage == r.Storage), r))]));
        _highest = System.Math.Max(highest, _highest);
        return results;
    }

    private List<Held> Repeat(PastRun past, Place place, List<Held> arguments)
    {
        _highest = System.Math.Max(_highest, _live + past.Rise);
        var made = new Dictionary<Storage, Storage>();
        return [.. past.Results.Select(r => r.Argument >= 0 ? Share(r.Held with { Storage = arguments[r.Argument].Storage }) : r.Held.Storage == _weights ? Share(r.Held) : Made(r.Held))];

        // Results that show one piece of memory do so again.
        Held Made(Held held)
        {
            if (made.TryGetValue(held.Storage, out var storage)) return Share(new Held(storage, held.Layout));
            made.Add(held.Storage, storage = new Storage(place.Path + held.Storage.Maker.Substring(past.Path.Length), held.Storage.Shape, held.Storage.Bytes) { Handles = 1 });
            Hold(storage);
            return new Held(storage, held.Layout);
        }
    }

    private static Dictionary<Ref, int> LastUses(Body body, IReadOnlyList<int> steps)
    {
        var lastUse = new Dictionary<Ref, int>();
        foreach (var index in steps)
        {
            if (body.Steps[index] is Apply { Op: TableOp }) continue;
            foreach (var input in body.Steps[index].Inputs) lastUse[input] = index;
        }
        return lastUse;
    }

    /// <summary>A value of the body; weights and tables are there at all times.</summary>
    private Held Operand(Ref value, Body body, Dictionary<Ref, Held> values) =>
        values.TryGetValue(value, out var held) ? held : new Held(_weights, TensorLayout.Contiguous(body[value].Shape.AtReference()));

    /// <param name="step">The operation.</param>
    /// <param name="place">Where it is.</param>
    /// <param name="values">What it may read.</param>
    /// <param name="copy">What it reads in place of its first operand.</param>
    private Held Operate(Apply step, Place place, Dictionary<Ref, Held> values, Held? copy)
    {
        var sizes = step.Results[0].Shape.AtReference();
        if (step.Op is GivenOp) return Share(new Held(_weights, TensorLayout.Contiguous(sizes)));
        var inputs = step.Inputs.Select((v, i) => i == 0 && copy is { } read ? read : Operand(v, place.Body, values)).ToList();
        if (step.Op.Order == ResultOrder.Same) return Share(inputs[0]);
        if (step.Op is ViewOp view) return Show(step, place, view, inputs[0]);
        // What the kernel puts in order for itself, and frees when it is done.
        var ordered = ConvolutionKernels.AsLinear(step.Op) is { } linear
            ? linear.IsWhole && Lies(inputs[0], linear.Order) ? null : OrderedCopy(Ordered(linear.Order, [sizes[0], linear.Channels, sizes[2], sizes[3]]))
            : step.Op.Order == ResultOrder.Rows && !inputs[0].Layout.IsContiguous ? OrderedCopy(TensorLayout.Contiguous(place.Body[step.Inputs[0]].Shape.AtReference()))
            : (Held?)null;
        var result = New(place.NameOf(step), step.Results[0], LayoutOf(step.Op, inputs, sizes));
        if (ordered is { } temporary) Release(temporary);
        return result;

        Held OrderedCopy(TensorLayout layout) => New(place.NameOf(step) + " (ordered copy)", place.Body[step.Inputs[0]], layout);
    }

    private Held InOrder(Ref map, MapLayout order, Held held, Place place) =>
        Lies(held, order) ? Share(held) : New(place.NameOf(map) + " (ordered copy)", place.Body[map], Ordered(order, place.Body[map].Shape.AtReference()));

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

    private Held Show(Apply step, Place place, ViewOp op, Held x)
    {
        var result = Share(x);
        foreach (var (layout, isCopy) in op.Views(x.Layout))
        {
            var before = result;
            result = isCopy ? New(place.NameOf(step), step.Results[0], layout) : result with { Layout = layout };
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

    private Held New(string maker, Result value, TensorLayout layout)
    {
        var storage = new Storage(maker, value.Shape.ToString(), layout.Elements * SizeOf(value.Type)) { Handles = 1 };
        Hold(storage);
        return new Held(storage, layout);
    }

    private static int SizeOf(ElementType type) => type switch
    {
        ElementType.Float32 => 4,
        ElementType.Int64 => 8,
        ElementType.Bool => 1,
    };

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

    /// <summary>A body at one place of the state_dict.</summary>
    private sealed record Place(Body Body, string Path)
    {
        public bool IsModel => Path.Length == 0;

        public string PathOf(string path) => IsModel ? path : Path + "." + path;

        public string NameOf(Step step) => step.Path.Length > 0 ? PathOf(step.Path) : step is not Apply apply ? Path : IsModel ? apply.Op.Name : $"{Path} ({apply.Op.Name})";

        public string NameOf(Ref value) => value.Outside is { } path ? PathOf(path) : value.Step >= 0 ? NameOf(Body.Steps[value.Step]) : IsModel ? Body.Inputs[value.Result].Name : $"{Path} ({Body.Inputs[value.Result].Name})";
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
