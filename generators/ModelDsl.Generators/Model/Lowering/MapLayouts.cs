using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Generators.Model.Lowering;

/// <summary>
/// Where a body copies maps into planes (contiguous [N, C, H, W]) for convolutions that need them so: once for each
/// map, in front of the first convolution that reads it, and not at all where it is known to lie in planes already.
/// </summary>
/// <remarks>
/// Convolutions that would take the map as it lies read the copy too where there is one: so branches that meet again
/// lie in memory alike. A body does not know how its inputs lie, since several callers may share it; only a model's own
/// body does, which puts its images in planes at the entry, so that nothing depends on what a user hands in. Where a
/// map lies in planes after all, the copy is the map itself and costs nothing.
/// </remarks>
internal sealed class MapLayouts
{
    private readonly HashSet<Sym> _wanted;
    private readonly HashSet<Sym> _copied = [];
    private readonly HashSet<Sym> _planes;

    /// <param name="items">Nodes and modules of the body, in order.</param>
    /// <param name="images">The inputs that lie in planes, see <see cref="Images"/>; none in the body of a block.</param>
    public MapLayouts(IEnumerable<object> items, IEnumerable<Sym> images)
    {
        var nodes = items.OfType<Node>().ToList();
        _wanted = [.. nodes.Where(n => KernelOf(n) == ConvolutionKernel.OnPlanes).Select(n => n.Inputs[0])];
        _planes = [.. images];
        foreach (var node in nodes) Visit(node);
    }

    /// <summary>The maps among a model's inputs that its convolutions may come to read.</summary>
    public static IEnumerable<Sym> Images(Graph graph, IEnumerable<Sym> inputs) =>
        graph.Nodes.Any(n => n.Op is Conv2dOp) ? inputs.Where(i => i.Shape.Rank == 4 && i.Type == ElementType.Float32).Distinct() : [];

    /// <summary>Whether a convolution reads a copy of its map in planes.</summary>
    public bool ReadsCopy(Node node) => KernelOf(node) is not (null or ConvolutionKernel.Linear) && _copied.Contains(node.Inputs[0]);

    private void Visit(Node node)
    {
        var isInPlanes = node.Inputs.All(_planes.Contains);
        if (KernelOf(node) is { } kernel)
        {
            if (kernel == ConvolutionKernel.Linear) return;
            if (!isInPlanes && _wanted.Contains(node.Inputs[0])) _copied.Add(node.Inputs[0]);
            if (isInPlanes || _copied.Contains(node.Inputs[0])) _planes.Add(node.Output);
        }
        else if (isInPlanes && KeepsLayout(node.Op) && node.Inputs.All(i => i.Shape.Equals(node.Output.Shape)))
        {
            _planes.Add(node.Output);
        }
    }

    private static ConvolutionKernel? KernelOf(Node node) => node.Op is Conv2dOp convolution ? ConvolutionKernels.For(convolution) : null;

    /// <summary>Whether the result lies in memory as the operands do.</summary>
    private static bool KeepsLayout(Op op) => op is UnaryOp or BinaryOp or ScalarOp or SizeOp or RateOp or BatchNorm2dOp;
}
