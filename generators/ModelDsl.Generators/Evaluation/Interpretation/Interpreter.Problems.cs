using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Broken rules of the vocabulary: where they are shown, and whether the evaluation continues.</summary>
internal sealed partial class Interpreter
{
    // A mistake is seen a few steps behind the place where it was made.
    private const int MostNodesBack = 100;
    private const int MostRearrangements = 5;

    private readonly List<CallPath> _madeBy = [];
    private readonly List<MethodRun> _runs = [];
    private readonly HashSet<Node> _broken = [];

    /// <summary>Rules of shapes that meet. Behind a broken value they say nothing; a number may still be wrong by itself.</summary>
    private static readonly HashSet<string> s_structural =
        [SpecErrors.ShapeMismatch, SpecErrors.WrongSize, SpecErrors.KernelTooLarge, SpecErrors.WrongRank, SpecErrors.BadPattern, SpecErrors.AxisTakenForAnother, SpecErrors.NotConstant];

    /// <summary>The call that made each node of the graph.</summary>
    public IReadOnlyList<CallPath> MadeBy => _madeBy;

    /// <summary>The runs of methods that take or yield tensors, inner ones first.</summary>
    public IReadOnlyList<MethodRun> Runs => _runs;

    private void NoteRun(Frame frame)
    {
        if (frame.Path is { } path && frame.Method is { } method && (MethodRun.MayHoldTensor(frame.Result) || frame.Arguments.Any(MethodRun.MayHoldTensor)))
            _runs.Add(new MethodRun(path, method, frame.Arguments, frame.Result));
    }

    /// <summary>
    /// Invokes a method of the vocabulary. A violated rule is reported, and the method continues where what it yields is known
    /// in spite of it, or is marked as assumed; so that the mistakes of later stages are reported too.
    /// </summary>
    private object? InvokeNative(NativeMethod native, CallSite call)
    {
        var isBroken = false;
        budget.Call();
        try
        {
            return Problem.Listen(
                problem =>
                {
                    isBroken = true;
                    return Tell(problem, call, native.ReturnsValue);
                },
                () => native.Invoke(this, call));
        }
        finally
        {
            var made = _madeBy.Count < graph.Nodes.Count ? new CallPath(call.Syntax, call.Frame.Path) : null;
            while (_madeBy.Count < graph.Nodes.Count) NoteMade(made!, isBroken);
            if (native.RateParameter >= 0) NoteRate(call.Arguments[native.RateParameter].Data);
            // What a rule was to prevent may happen behind it.
            if (isBroken && !native.ReturnsValue) call.Frame.IsDoubtful = true;
        }
    }

    /// <summary>Notes by which call the next node was made, and whether its shape can be trusted.</summary>
    private void NoteMade(CallPath call, bool isBroken = false)
    {
        var node = graph.Nodes[_madeBy.Count];
        if (isBroken || (_broken.Count > 0 && node.Inputs.Any(i => _broken.Contains(i.Node)))) _broken.Add(node);
        _madeBy.Add(call);
    }

    /// <summary>Reports a violated rule, unless a number that was reported violates it; returns whether the evaluation can continue.</summary>
    private bool Tell(SpecException problem, CallSite call, bool goesOnAnyway)
    {
        if (s_structural.Contains(problem.Id) && OperandsOf(call).Any(_broken.Contains)) return true;
        var marks = new List<Origin>();
        // A size that is fixed only at run time was written nowhere.
        if (problem.Id == SpecErrors.NotConstant && problem.Provenance is not { IsAssumed: true }) problem = new SpecException(problem.Id, problem.Message, [.. problem.Parameters]);
        if (problem.Provenance is not null) marks.AddRange(problem.Provenance.Marks.OfType<Origin>());
        if (problem.Id != SpecErrors.NotConstant) marks.AddRange(call.OriginsOf(problem.Parameters));
        // Of several arguments the one that is named in the message is at fault.
        if (problem.Wrong is [{ Value: { IsConstant: true, Provenance: null } value }, ..])
            marks = [.. marks.OrderBy(m => WrittenConstant.At(m)?.Number == value.Value ? 0 : 1)];
        // Nothing tells which of several numbers is wrong: what they make is shown.
        if (problem.IsOpen && marks.Count > 1 && call.WrittenOf(problem.Parameters) is not null) marks.Clear();
        if (problem.Provenance is { IsAssumed: true } || problem.Wrong.Any(w => w.Value.Provenance is { IsAssumed: true }) || reporter.IsBroken(marks) || IsToldAlready(problem, call)) return true;
        // Without a number behind it, nothing would tell which later problems are the same one.
        if (!goesOnAnyway && marks.Count == 0) return false;
        var (site, frame, argument) = (call.Syntax, call.Frame, call.WrittenOf(problem.Parameters));
        if (problem.TakenName is { } name) marks = [.. marks.Where(m => WrittenConstant.At(m)?.Value is string text && text == name).Reverse().Take(1)];
        if (PlaceOf(problem, call) is { } taken) (problem, site, frame, argument, marks) = (taken.Problem, taken.Site, taken.Frame, taken.Part, [.. taken.Marks]);
        reporter.ReportCall(
            DiagnosticDescriptors.ForVocabulary(problem.Id), OneSentence(problem.Message), marks, argument, site, frame, problem,
            problem.Earlier.Where(n => n.Id < _madeBy.Count).Select(n => _madeBy[n.Id].Call), RearrangementsBefore(call),
            OperandsOf(call));
        return true;
    }

    /// <summary>The steps whose results a call takes.</summary>
    private static IReadOnlyList<Node> OperandsOf(CallSite call) => [.. TensorsOf(call).Select(s => s.Node)];

    /// <summary>The tensors that a call takes.</summary>
    private static IEnumerable<Sym> TensorsOf(CallSite call) =>
        call.Arguments.Prepend(call.Receiver).SelectMany(v => v.Data is ListValue list ? list.Items.Select(i => i.Data) : [v.Data]).OfType<Sym>();

    /// <summary>The rearrangements that the tensors of a call come from, the nearest first.</summary>
    private IReadOnlyList<SyntaxNode> RearrangementsBefore(CallSite call)
    {
        var found = new List<SyntaxNode>();
        if (call.Method.Name == nameof(Vocabulary.Rearrange)) found.Add(call.Syntax);
        var open = new Queue<Node>(OperandsOf(call));
        var seen = new HashSet<int>();
        while (open.Count > 0 && seen.Count < MostNodesBack && found.Count < MostRearrangements)
        {
            var node = open.Dequeue();
            if (!seen.Add(node.Id) || node.Id >= _madeBy.Count) continue;
            if (node.Op is RearrangeOp && !found.Contains(_madeBy[node.Id].Call)) found.Add(_madeBy[node.Id].Call);
            foreach (var input in node.Inputs) open.Enqueue(input.Node);
        }
        return found;
    }
}
