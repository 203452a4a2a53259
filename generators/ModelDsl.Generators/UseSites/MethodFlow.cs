using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelDsl.Generators.UseSites;

/// <summary>
/// Follows tensors through one method, block by block until nothing new is learned, and only then reports: what is
/// reported holds on every way that leads there.
/// </summary>
/// <param name="graph">The method's blocks.</param>
/// <param name="assignments">Which variables can be followed.</param>
/// <param name="shape">The attribute that states shapes.</param>
/// <param name="report">Takes what is found.</param>
/// <param name="cancellation">Ends the work.</param>
internal sealed class MethodFlow(
    ControlFlowGraph graph, Assignments assignments, INamedTypeSymbol shape, Action<Diagnostic> report, CancellationToken cancellation)
{
    // Facts only ever get fewer, so that few rounds suffice; a method that needs more is not worth it.
    private const int MostRounds = 40;

    private readonly FlowState?[] _entries = new FlowState?[graph.Blocks.Length];
    private readonly Dictionary<CaptureId, ISymbol> _places = PlacesIn(graph);
    private readonly Dictionary<ControlFlowRegion, IReadOnlyList<ISymbol>> _written = [];

    /// <summary>Follows a method and the functions in it.</summary>
    public void Run()
    {
        if (Settle())
        {
            foreach (var block in graph.Blocks)
            {
                if (_entries[block.Ordinal] is { } entry) Read(block, entry.Copy(), report);
            }
        }
        foreach (var function in graph.LocalFunctions) Inner(graph.GetLocalFunctionControlFlowGraph(function, cancellation));
        foreach (var lambda in graph.Blocks.SelectMany(Operations).SelectMany(o => o.DescendantsAndSelf()).OfType<IFlowAnonymousFunctionOperation>())
            Inner(graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellation));
    }

    private void Inner(ControlFlowGraph inner) => new MethodFlow(inner, assignments, shape, report, cancellation).Run();

    private static IEnumerable<IOperation> Operations(BasicBlock block) => block.BranchValue is null ? block.Operations : block.Operations.Append(block.BranchValue);

    private static Dictionary<CaptureId, ISymbol> PlacesIn(ControlFlowGraph graph)
    {
        var places = new Dictionary<CaptureId, ISymbol>();
        foreach (var capture in graph.Blocks.SelectMany(b => b.Operations).OfType<IFlowCaptureOperation>())
        {
            if (Assignments.Variable(capture.Value) is { } variable) places[capture.Id] = variable;
        }
        return places;
    }

    /// <summary>Finds what is known at the start of each block; false where it takes too long.</summary>
    private bool Settle()
    {
        // In the order of the text, so that what leads to a block is mostly read before it.
        var open = new SortedSet<int>();
        Enter(graph.Blocks[0], new FlowState());
        Handlers(graph.Root);
        for (var rounds = 0; open.Count > 0; rounds++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (rounds > MostRounds * graph.Blocks.Length) return false;
            var block = graph.Blocks[open.Min];
            open.Remove(block.Ordinal);
            var state = _entries[block.Ordinal]!.Copy();
            Read(block, state, null);
            Follow(block.FallThroughSuccessor, state);
            Follow(block.ConditionalSuccessor, state);
        }
        return true;

        void Follow(ControlFlowBranch? branch, FlowState state)
        {
            if (branch?.Destination is not { IsReachable: true } next) return;
            state = state.Copy();
            foreach (var variable in branch.FinallyRegions.SelectMany(WrittenWhenLeft)) state[variable] = null;
            Enter(next, state);
        }

        void Enter(BasicBlock block, FlowState state)
        {
            if (_entries[block.Ordinal] is null) _entries[block.Ordinal] = state.Copy();
            else if (!_entries[block.Ordinal]!.MergeWith(state)) return;
            open.Add(block.Ordinal);
        }

        // An exception may come from anywhere, so that nothing is known where it is caught.
        void Handlers(ControlFlowRegion region)
        {
            if (region.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.Filter or ControlFlowRegionKind.Finally) Enter(graph.Blocks[region.FirstBlockOrdinal], new FlowState());
            foreach (var inner in region.NestedRegions) Handlers(inner);
        }
    }

    private IReadOnlyList<ISymbol> WrittenWhenLeft(ControlFlowRegion region)
    {
        if (!_written.TryGetValue(region, out var variables)) _written.Add(region, variables = [.. WrittenIn(region)]);
        return variables;
    }

    private IEnumerable<ISymbol> WrittenIn(ControlFlowRegion region) => graph.Blocks
        .Where(b => b.Ordinal >= region.FirstBlockOrdinal && b.Ordinal <= region.LastBlockOrdinal)
        .SelectMany(Operations).SelectMany(o => o.DescendantsAndSelf())
        .Select(o => o switch
        {
            IAssignmentOperation assignment => Assignments.Variable(assignment.Target),
            IIncrementOrDecrementOperation step => Assignments.Variable(step.Target),
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => Assignments.Variable(argument.Value),
            _ => null,
        })
        .OfType<ISymbol>();

    private void Read(BasicBlock block, FlowState state, Action<Diagnostic>? listener)
    {
        var reader = new ExpressionReader(state, assignments, _places, shape, listener);
        foreach (var operation in Operations(block)) reader.Read(operation);
    }
}
