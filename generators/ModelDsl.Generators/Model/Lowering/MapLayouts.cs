using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Generators.Model.Lowering;

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

    private readonly HashSet<(Sym Map, MapLayout Layout)> _copies = [];
    private readonly HashSet<Sym> _wantedInPlanes;
    private readonly Dictionary<Sym, MapLayout> _known = [];

    /// <param name="items">Nodes and modules of the body, in order.</param>
    /// <param name="images">The inputs that lie channels last, see <see cref="Images"/>; none in the body of a block.</param>
    public MapLayouts(IEnumerable<object> items, IEnumerable<Sym> images)
    {
        var nodes = items.OfType<Node>().ToList();
        _wantedInPlanes = [.. nodes.Where(n => Needs(n) == MapLayout.Planes).Select(n => n.Inputs[0])];
        foreach (var image in images) _known.Add(image, MapLayout.ChannelsLast);
        foreach (var node in nodes) Visit(node);
    }

    /// <summary>The maps among a model's inputs that its convolutions may come to read.</summary>
    public static IEnumerable<Sym> Images(Graph graph, IEnumerable<Sym> inputs) =>
        graph.Nodes.Any(n => n.Op is Conv2dOp) ? inputs.Where(i => i.Shape.Rank == 4 && i.Type == ElementType.Float32).Distinct() : [];

    /// <summary>The order of the copy of its map that a layer reads; null where it reads the map itself.</summary>
    public MapLayout? CopyFor(Node node) => ReadsAs(node) is { } layout && _copies.Contains((node.Inputs[0], layout)) ? layout : null;

    /// <summary>The order in which a layer reads its map; null where that is not its business.</summary>
    private MapLayout? ReadsAs(Node node) =>
        node.Op is Conv2dOp convolution && !ConvolutionKernels.IsPointwise(convolution) && _wantedInPlanes.Contains(node.Inputs[0]) ? MapLayout.Planes : Needs(node);

    private void Visit(Node node)
    {
        if (node.Op is Conv2dOp convolution)
        {
            var map = node.Inputs[0];
            if (ReadsAs(node) is { } layout && KnownFor(map) != layout) _copies.Add((map, layout));
            if ((ConvolutionKernels.Yields(convolution) ?? ReadsAs(node) ?? KnownFor(map)) is { } result) _known[node.Output] = result;
        }
        else if (Needs(node) is { } order)
        {
            if (KnownFor(node.Inputs[0]) != order) _copies.Add((node.Inputs[0], order));
            _known[node.Output] = order;
        }
        else if (node.Op is RearrangeOp { Steps: { Split: null, Permutation: { } axes, Unsqueezed: null, Expanded: null, Merged: null } })
        {
            // What these layers yield lies in the order of its axes.
            if (axes.SequenceEqual(s_channelsSecond) && node.Inputs[0].Node.Op is LinearOp or LayerNormOp) _known[node.Output] = MapLayout.ChannelsLast;
        }
        else if (KeepsLayout(node.Op) && node.Inputs.All(i => i.Shape.Equals(node.Output.Shape)) && node.Inputs.Select(KnownFor).Distinct().ToList() is [{ } same])
        {
            _known[node.Output] = same;
        }
    }

    private MapLayout? KnownFor(Sym map) => _known.TryGetValue(map, out var layout) ? layout : null;

    private static MapLayout? Needs(Node node)
    {
        if (node.Op is Conv2dOp convolution) return ConvolutionKernels.Needs(ConvolutionKernels.For(convolution));
        // The fault: libtorch 2.10 ends the process when it takes the gradient of a group norm's weights over a map that lies
        // channels last and needs no gradient itself; docs/known-issues.md, section 7, has the lines that show whether a later one still does.
        return node.Op is GroupNormOp && node.Output.Rank == 4 ? MapLayout.Planes : null;
    }

    /// <summary>Whether the result lies in memory as the operands do.</summary>
    private static bool KeepsLayout(Op op) => op.Order is ResultOrder.AsOperands or ResultOrder.AsMap or ResultOrder.Same;
}
