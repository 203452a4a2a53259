using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// Calls of <c>[Block]</c> methods. A network is some blocks many times over: a call that differs from an earlier one in
/// its place and its rates only is not evaluated; what the earlier one added to the graph is added again.
/// </summary>
internal sealed partial class Interpreter
{
    private const int MostRemembered = 8;

    private readonly Dictionary<SourceMethod, List<RememberedBlock>> _remembered = [];
    private readonly Dictionary<IParameterSymbol, bool> _areRates = new(SymbolEqualityComparer.Default);
    private readonly Stack<RememberedBlock> _recording = new();

    // Grows with whatever a call does besides adding to the graph, and with what it finds out about its place.
    private int _sideEffects;

    private Value CallBlock(SourceMethod method, CallSite call)
    {
        var scope = ScopeOf(method, call);
        if (scope >= 0 && TryRepeat(method, call, scope, out var known)) return known;
        var recording = scope >= 0 ? Record(method, call, scope) : null;
        var (names, declarations, findings, decisions) = (_names.Count, graph.Declarations, reporter.Findings.Count, Decisions.Count);
        var block = _blocks.Begin(method, call, BlockHomes.Of(method, sources.Compilation), graph.Nodes.Count);
        if (recording is not null) _recording.Push(recording);
        var result = RunSource(method, call);
        if (recording is not null) _recording.Pop();
        _blocks.End(block, result, method.Symbol, graph.Nodes.Count);
        // What the caller calls it is not what the block does.
        foreach (var value in block.Results.Select(r => r.Value).Where(v => v.Node.Id >= block.FirstNode && !_names.ContainsKey(v)).Distinct().ToList()) _names.Add(value, "");
        if (recording is null || result.IsUnknown || graph.Declarations != declarations || reporter.Findings.Count != findings || _sideEffects != recording.SideEffects)
            return result;
        (recording.Call, recording.Result, recording.Decisions) = (block, result, (decisions, Decisions.Count));
        recording.Names = [.. Nodes(block).Where(n => _names.ContainsKey(n.Output)).Select(n => (n, _names[n.Output]))];
        recording.Orders = [.. graph.StateOrders.Where(o => IsWithin(o.Key, recording.Path)).Select(o => (o.Key, o.Value))];
        if (recording.Names.Count == _names.Count - names && CanRepeat(result) && CanRepeat(block, recording.Path)) Remember(method, recording);
        return result;
    }

    private void Remember(SourceMethod method, RememberedBlock block)
    {
        if (!_remembered.TryGetValue(method, out var blocks)) _remembered.Add(method, blocks = []);
        if (blocks.Count == MostRemembered) blocks.RemoveAt(0);
        blocks.Add(block);
    }

    /// <summary>The position of the argument that is the block's place in the state_dict; -1 for a call that cannot be repeated.</summary>
    private static int ScopeOf(SourceMethod method, CallSite call)
    {
        if (!method.Symbol.IsStatic || method.Symbol.IsGenericMethod || method.Symbol.ContainingType.IsGenericType || call.Shared is not null) return -1;
        var scope = -1;
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            if (call.Arguments[i].Data is Scope && scope < 0) scope = i;
            else if (call.Arguments[i].IsUnknown || IsOpaque(call.Arguments[i])) return -1;
        }
        return scope;
    }

    /// <summary>Begins to remember a call. Each rate gets its own object, by which it is known where it arrives.</summary>
    private RememberedBlock? Record(SourceMethod method, CallSite call, int scope)
    {
        var rates = new List<int>();
        for (var i = 0; i < call.Arguments.Length; i++)
        {
            if (call.Arguments[i].Data is not double rate || !IsRate(method.Symbol.Parameters[i])) continue;
            if (!_recording.Any(r => r.Holds(call.Arguments[i].Data))) call.Arguments[i] = new Value(rate, call.Arguments[i].Origin);
            else if (rates.Exists(r => ReferenceEquals(call.Arguments[r].Data, call.Arguments[i].Data))) return null;
            rates.Add(i);
        }
        return new RememberedBlock(call.Arguments, scope, rates, _sideEffects, new CallPath(call.Syntax, call.Frame.Path));
    }

    private bool TryRepeat(SourceMethod method, CallSite call, int scope, out Value result)
    {
        result = default;
        if (!_remembered.TryGetValue(method, out var blocks)) return false;
        var path = ((Scope)call.Arguments[scope].Data!).Path;
        foreach (var known in blocks)
        {
            var repetition = new Repetition(graph, known.Path, path);
            if (known.SideEffects != _sideEffects || !graph.CanRepeat(known.Path, path) || !known.Fits(call.Arguments, repetition)) continue;
            result = Repeat(known, method, call, repetition);
            return true;
        }
        return false;
    }

    private Value Repeat(RememberedBlock known, SourceMethod method, CallSite call, Repetition repetition)
    {
        var block = _blocks.Begin(method, call, BlockHomes.Of(method, sources.Compilation), graph.Nodes.Count);
        var path = new CallPath(call.Syntax, call.Frame.Path);
        var moved = new Dictionary<CallPath, CallPath>();
        foreach (var node in Nodes(known.Call))
        {
            budget.Repeat();
            var position = known.RateOf(node.Id);
            repetition.Add(node, position >= 0 ? ((RateOp)node.Op) with { Rate = (double)call.Arguments[position].Data! } : node.Op);
            NoteMade(_madeBy[node.Id].Moved(known.Place, path, moved));
            if (position >= 0) NoteRate(call.Arguments[position].Data);
        }
        budget.CheckNodes(graph.Nodes.Count);
        BlockRecorder.RepeatInner(known.Call, block, repetition);
        foreach (var (scope, order) in known.Orders) graph.Order(repetition.Of(scope), order);
        foreach (var (node, name) in known.Names) _names.Add(repetition.Of(node.Output), name);
        Decisions.Repeat(known.Decisions.From, known.Decisions.To, block.FirstNode - known.Call.FirstNode, repetition);
        var result = Repeated(known.Result, repetition);
        _runs.Add(new MethodRun(path, method.Symbol, call.Arguments, result));
        _blocks.End(block, result, method.Symbol, graph.Nodes.Count);
        return result;
    }

    private static Value Repeated(Value value, Repetition repetition) => value.Data switch
    {
        Sym tensor => new Value(repetition.Of(tensor), value.Origin),
        TupleValue tuple => new Value(new TupleValue([.. tuple.Items.Select(i => Repeated(i, repetition))]), value.Origin),
        _ => value,
    };

    private static bool CanRepeat(Value result) => result.Data switch
    {
        null or Sym or Dim => !result.IsUnknown,
        TupleValue tuple => tuple.Items.All(CanRepeat),
        var data => data is IConvertible or EnumValue,
    };

    /// <summary>Nodes can be repeated that lie below the block's place; a kept value only where all that it is computed from is the block's own.</summary>
    private bool CanRepeat(BlockCall block, string path)
    {
        var own = new bool[block.EndNode - block.FirstNode];
        foreach (var node in Nodes(block))
        {
            var isOwn = node.Inputs.All(i => i.Node.Id >= block.FirstNode && own[i.Node.Id - block.FirstNode]);
            if ((node.Scope.Length > 0 && !IsWithin(node.Scope, path)) || (node.Op is TableOp && !isOwn)) return false;
            own[node.Id - block.FirstNode] = isOwn;
        }
        return true;
    }

    private static bool IsWithin(string path, string outer) =>
        path.StartsWith(outer, StringComparison.Ordinal) && (path.Length == outer.Length || path[outer.Length] == '.');

    private IEnumerable<Node> Nodes(BlockCall block)
    {
        for (var id = block.FirstNode; id < block.EndNode; id++) yield return graph.Nodes[id];
    }

    /// <summary>Tells the calls that are recorded that the last node has a rate.</summary>
    private void NoteRate(object? rate)
    {
        foreach (var recording in _recording) recording.NoteRate(graph.Nodes.Count - 1, rate);
    }

    /// <summary>Whether a call lets a specification see where in the state_dict or in the graph it is, or reaches what it can change.</summary>
    private static bool TellsPlace(CallSite call, object? result) => result is Graph or Node or Features || call.Receiver.Data is Scope or Graph or Node or Features;

    /// <summary>Whether a value is or holds a place.</summary>
    private static bool HoldsPlace(Value value) => Holds(value, data => data is Scope or Graph or Node or Features, 0);

    /// <summary>Whether a value is or holds a place, or something whose meaning may change without being written to: a function, a sequence.</summary>
    private static bool IsOpaque(Value value) => Holds(
        value, data => data is Scope or Graph or Node or Features or FunctionValue or SequenceValue or MapValue or SetValue or GroupValue or PairValue or CollectionValue
            or EnumeratorValue or GridValue or AnonymousValue or System.Text.StringBuilder, 0);

    private static bool Holds(Value value, Func<object?, bool> isSought, int depth)
    {
        if (depth > 8 || isSought(value.Data)) return true;
        return value.Data switch
        {
            TupleValue tuple => Array.Exists(tuple.Items, i => Holds(i, isSought, depth + 1)),
            ListValue list => list.Items.Exists(i => Holds(i, isSought, depth + 1)),
            Instance instance => Array.Exists(instance.Fields, i => Holds(i, isSought, depth + 1)),
            _ => false,
        };
    }

    /// <summary>Whether a parameter is only handed on until it becomes a rate: then no step of the block depends on its value.</summary>
    private bool IsRate(IParameterSymbol parameter)
    {
        var definition = parameter.OriginalDefinition;
        if (_areRates.TryGetValue(definition, out var known)) return known;
        // A method that hands it to itself does not decide it.
        _areRates.Add(definition, false);
        var isRate = definition is { RefKind: RefKind.None, ContainingSymbol: IMethodSymbol method } && sources.MethodOf(method) is { Body: { } body, Symbol: var symbol }
            && body.Descendants().OfType<IParameterReferenceOperation>()
                .Where(r => SymbolEqualityComparer.Default.Equals(r.Parameter, symbol.Parameters[definition.Ordinal])).All(IsHandedOn);
        return _areRates[definition] = isRate;
    }

    private bool IsHandedOn(IParameterReferenceOperation reference)
    {
        if (reference.Parent is not IArgumentOperation { Parameter: { } next, Parent: IInvocationOperation call }) return false;
        if (!TypeNames.IsVocabulary(call.TargetMethod)) return call.TargetMethod.MethodKind == MethodKind.Ordinary && IsRate(next);
        return NativeMembers.MethodOf(call.TargetMethod)?.GetParameters()[next.Ordinal].IsDefined(typeof(RateAttribute), false) == true;
    }
}
