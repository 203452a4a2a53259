using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelDsl.Generators.UseSites;

/// <summary>
/// Follows tensors through one method, block by block until nothing new is learned, and only then reports: what is
/// reported holds on every way that leads there.
/// </summary>
/// <param name="graph">The method's blocks.</param>
/// <param name="context">What is the same everywhere.</param>
/// <param name="report">Takes what is found; null to look only.</param>
/// <param name="captured">What is known of the variables of the functions around it.</param>
internal sealed class MethodFlow(ControlFlowGraph graph, FlowContext context, Action<Diagnostic>? report, FlowState? captured = null)
{
    // Facts only ever get fewer, so that few rounds suffice; a method that needs more is not worth it.
    private const int MostRounds = 40;

    private readonly FlowState?[] _entries = new FlowState?[graph.Blocks.Length];
    private readonly Dictionary<CaptureId, ISymbol> _places = PlacesIn(graph);
    private readonly Dictionary<ControlFlowRegion, IReadOnlyList<ISymbol>> _written = [];

    /// <summary>Follows a method and the functions in it.</summary>
    public void Run()
    {
        var kept = captured?.Copy() ?? new FlowState();
        if (Settle())
        {
            foreach (var block in graph.Blocks)
            {
                if (_entries[block.Ordinal] is { } entry) Read(block, entry.Copy(), report, Keep);
            }
        }
        foreach (var function in graph.LocalFunctions) Inner(graph.GetLocalFunctionControlFlowGraph(function, context.Cancellation));
        foreach (var lambda in graph.Blocks.SelectMany(Operations).SelectMany(o => o.DescendantsAndSelf()).OfType<IFlowAnonymousFunctionOperation>())
            Inner(graph.GetAnonymousFunctionControlFlowGraph(lambda, context.Cancellation));

        void Keep(ISymbol variable, Fact? fact)
        {
            // A local has its value before a function can be made that captures it; a parameter may get another later.
            if (variable is ILocalSymbol && context.Assignments.IsWrittenOnce(variable)) kept[variable] = fact;
        }

        void Inner(ControlFlowGraph inner) => new MethodFlow(inner, context, report, kept).Run();
    }

    /// <summary>What a method returns, or an initializer gives to its member, whichever way is taken; null where that is not known.</summary>
    public Fact? Value()
    {
        if (!Settle()) return null;
        Fact? value = null;
        var isFirst = true;
        foreach (var block in graph.Blocks)
        {
            if (_entries[block.Ordinal] is not { } entry) continue;
            var state = entry.Copy();
            var reader = new ExpressionReader(state, context, _places, null);
            foreach (var operation in block.Operations)
            {
                var fact = reader.Read(operation);
                if (operation is ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } && graph.OriginalOperation is ISymbolInitializerOperation) Merge(fact);
            }
            if (block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Return) Merge(reader.Read(block.BranchValue));
        }
        return value;

        void Merge(Fact? fact)
        {
            value = isFirst ? fact : Fact.Merge(value, fact);
            isFirst = false;
        }
    }

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
        Enter(graph.Blocks[0], captured ?? new FlowState());
        Handlers(graph.Root);
        for (var rounds = 0; open.Count > 0; rounds++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (rounds > MostRounds * graph.Blocks.Length) return false;
            var block = graph.Blocks[open.Min];
            open.Remove(block.Ordinal);
            var state = _entries[block.Ordinal]!.Copy();
            Read(block, state, null, null);
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

    private void Read(BasicBlock block, FlowState state, Action<Diagnostic>? listener, Action<ISymbol, Fact?>? assigned)
    {
        var reader = new ExpressionReader(state, context, _places, listener, assigned);
        foreach (var operation in Operations(block)) reader.Read(operation);
    }
}
