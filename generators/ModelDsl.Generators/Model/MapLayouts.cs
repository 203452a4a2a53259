using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Generators.Model;

/// <summary>
/// Where a body puts maps into another order in memory, for layers that need it: once for each map and order, in front of
/// the first layer that reads it so, and not at all where the map is known to lie so already.
/// </summary>
/// <remarks>
/// A convolution that takes a map as it lies reads a copy too where there is one: so branches that meet again lie in
/// memory alike. A body does not know how its inputs lie, since several callers may share it; only a model's own body
/// does, which puts its images in order at the entry, so that nothing depends on what a user hands in. Where a map lies
/// in the order after all, the copy is the map itself and costs nothing.
/// </remarks>
internal sealed class MapLayouts
{
    private static readonly int[] s_channelsSecond = [0, 3, 1, 2];

    private readonly Body _body;
    private readonly HashSet<(Ref Map, MapLayout Layout)> _copies = [];
    private readonly HashSet<Ref> _wantedInPlanes;
    private readonly Dictionary<Ref, MapLayout> _known = [];

    /// <param name="body">The body.</param>
    /// <param name="steps">The steps of it that run, in order.</param>
    /// <param name="images">The inputs that lie channels last, see <see cref="Images"/>; none in the body of a block.</param>
    public MapLayouts(Body body, IReadOnlyCollection<int> steps, IEnumerable<Ref> images)
    {
        _body = body;
        _wantedInPlanes = [.. steps.Where(s => Needs(s) == MapLayout.Planes).Select(s => body.Steps[s].Inputs[0])];
        foreach (var image in images) _known.Add(image, MapLayout.ChannelsLast);
        foreach (var step in steps) Visit(step);
    }

    /// <summary>The maps among a model's inputs that its convolutions may read.</summary>
    public static IEnumerable<Ref> Images(Body model) => HasConvolutions(model)
        ? Enumerable.Range(0, model.Inputs.Count).Where(i => model.Inputs[i] is { Shape.Rank: 4, Type: ElementType.Float32 }).Select(i => new Ref(-1, i))
        : [];

    /// <summary>The order of the copy of its map that a layer reads; null where it reads the map itself.</summary>
    public MapLayout? CopyFor(int step) => ReadsAs(step) is { } layout && _copies.Contains((_body.Steps[step].Inputs[0], layout)) ? layout : null;

    private static bool HasConvolutions(Body body) => body.Steps.Any(s => s is Apply { Op: Conv2dOp } || (s is Call call && HasConvolutions(call.Body)));

    /// <summary>The order in which a layer reads its map; null where that is not its business.</summary>
    private MapLayout? ReadsAs(int step) =>
        OpOf(step) is Conv2dOp convolution && !ConvolutionKernels.IsPointwise(convolution) && _wantedInPlanes.Contains(_body.Steps[step].Inputs[0]) ? MapLayout.Planes : Needs(step);

    private void Visit(int step)
    {
        if (_body.Steps[step] is not Apply { Op: var op, Inputs: var inputs, Results: [{ Shape: var shape }] }) return;
        var result = new Ref(step, 0);
        if (op is Conv2dOp convolution)
        {
            if (ReadsAs(step) is { } layout && KnownFor(inputs[0]) != layout) _copies.Add((inputs[0], layout));
            if ((ConvolutionKernels.Yields(convolution) ?? ReadsAs(step) ?? KnownFor(inputs[0])) is { } order) _known[result] = order;
        }
        else if (Needs(step) is { } order)
        {
            if (KnownFor(inputs[0]) != order) _copies.Add((inputs[0], order));
            _known[result] = order;
        }
        else if (op is RearrangeOp { Steps: { Split: null, Permutation: { } axes, Unsqueezed: null, Expanded: null, Merged: null } })
        {
            // What these layers yield lies in the order of its axes.
            if (axes.SequenceEqual(s_channelsSecond) && _body.MakerOf(inputs[0]) is LinearOp or LayerNormOp) _known[result] = MapLayout.ChannelsLast;
        }
        else if (KeepsLayout(op) && inputs.All(i => _body[i].Shape.Equals(shape)) && inputs.Select(KnownFor).Distinct().ToList() is [{ } same])
        {
            _known[result] = same;
        }
    }

    private MapLayout? KnownFor(Ref map) => _known.TryGetValue(map, out var layout) ? layout : null;

    private Op? OpOf(int step) => (_body.Steps[step] as Apply)?.Op;

    private MapLayout? Needs(int step)
    {
        var op = OpOf(step);
        if (op is Conv2dOp convolution) return ConvolutionKernels.Needs(ConvolutionKernels.For(convolution));
        // The fault: libtorch 2.10 ends the process when it takes the gradient of a group norm's weights over a map that lies
        // channels last and needs no gradient itself; docs/known-issues.md, section 7, has the lines that show whether a later one still does.
        return op is GroupNormOp && _body.Steps[step].Results[0].Shape.Rank == 4 ? MapLayout.Planes : null;
    }

    /// <summary>Whether the result lies in memory as the operands do.</summary>
    private static bool KeepsLayout(Op op) => op.Order is ResultOrder.AsOperands or ResultOrder.AsMap or ResultOrder.Same;
}
