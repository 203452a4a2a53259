using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// Methods with <c>yield</c>. Their statements run one by one as somebody asks for the next value, as in C#: what they do
/// is interleaved with what is done with their values.
/// </summary>
internal sealed partial class Interpreter
{
    private readonly Dictionary<IOperation, bool> _yields = [];

    /// <summary>Whether a body yields its values one by one.</summary>
    public static bool IsIterator(IBlockOperation body) => Yields(body);

    private static bool Yields(IOperation statement)
    {
        if (statement.Kind is OperationKind.YieldReturn or OperationKind.YieldBreak) return true;
        if (statement is IAnonymousFunctionOperation or ILocalFunctionOperation || (statement is not IBlockOperation && statement.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.ExpressionSyntax)) return false;
        foreach (var inner in statement.ChildOperations) if (Yields(inner)) return true;
        return false;
    }

    /// <summary>What a call of an iterator returns: nothing has run yet, and each enumeration starts anew.</summary>
    private Value MakeIterator(IBlockOperation body, IMethodSymbol method, Func<Frame> enter)
    {
        if (method.ReturnType.Name == nameof(IEnumerator<>)) return new Value(new EnumeratorValue(Enumerate(body, enter).GetEnumerator()));
        // The arguments are those of the call, however late it is that the first value is asked for.
        return new Value(new SequenceValue(Enumerate(body, enter)));
    }

    private IEnumerable<Value> Enumerate(IBlockOperation body, Func<Frame> enter)
    {
        var frame = enter();
        foreach (var value in Steps(body, frame, new Outcome())) yield return value;
        if (frame.Aborted) throw new UnknownException();
    }

    /// <summary>The values that a statement yields; how it ended is in <paramref name="outcome"/> afterwards.</summary>
    private IEnumerable<Value> Steps(IOperation statement, Frame frame, Outcome outcome)
    {
        if (!_yields.TryGetValue(statement, out var yields)) _yields.Add(statement, yields = Yields(statement));
        if (!yields)
        {
            outcome.Completion = Execute(statement, frame);
            return [];
        }
        return statement switch
        {
            IBlockOperation block => StepsOfAll(block.Operations, frame, outcome),
            ILabeledOperation { Operation: { } labeled } => Steps(labeled, frame, outcome),
            IReturnOperation returned => StepsOfYield(returned, frame, outcome),
            IConditionalOperation choice => StepsOfChoice(choice, frame, outcome),
            ISwitchOperation choice => StepsOfSwitch(choice, frame, outcome),
            IForLoopOperation loop => StepsOfLoop(loop.Before, loop.Condition, loop.Body, loop.AtLoopBottom, true, false, frame, outcome),
            IWhileLoopOperation loop => StepsOfLoop([], loop.Condition, loop.Body, [], loop.ConditionIsTop, loop.ConditionIsUntil, frame, outcome),
            IForEachLoopOperation { IsAsynchronous: false } loop => StepsOfEach(loop, frame, outcome),
            _ => Fail(statement, frame, outcome),
        };
    }

    private IEnumerable<Value> Fail(IOperation statement, Frame frame, Outcome outcome)
    {
        Unsupported(statement, frame);
        frame.Aborted = true;
        outcome.Completion = Completion.Return;
        return [];
    }

    private IEnumerable<Value> StepsOfAll(IReadOnlyList<IOperation> statements, Frame frame, Outcome outcome)
    {
        outcome.Completion = Completion.Normal;
        for (var i = 0; i < statements.Count; i++)
        {
            budget.Step();
            foreach (var value in Steps(statements[i], frame, outcome)) yield return value;
            if (outcome.Completion == Completion.GoTo && PositionOf(frame.Target, statements) is var target and >= 0) i = target - 1;
            else if (outcome.Completion != Completion.Normal) yield break;
        }
        outcome.Completion = Completion.Normal;
    }

    private IEnumerable<Value> StepsOfYield(IReturnOperation statement, Frame frame, Outcome outcome)
    {
        outcome.Completion = Completion.Return;
        if (statement.Kind == OperationKind.YieldBreak) yield break;
        var value = Evaluate(statement.ReturnedValue!, frame);
        if (frame.Aborted) yield break;
        yield return value;
        outcome.Completion = Completion.Normal;
    }

    private IEnumerable<Value> StepsOfChoice(IConditionalOperation statement, Frame frame, Outcome outcome)
    {
        var truth = Decide(Evaluate(statement.Condition, frame), frame);
        outcome.Completion = Completion.Normal;
        return (truth ? statement.WhenTrue : statement.WhenFalse) is { } way ? Steps(way, frame, outcome) : [];
    }

    private IEnumerable<Value> StepsOfSwitch(ISwitchOperation statement, Frame frame, Outcome outcome)
    {
        var section = ChosenBy(statement, Evaluate(statement.Value, frame), frame, out var isKnown);
        if (!isKnown || frame.Aborted) throw new UnknownException();
        outcome.Completion = Completion.Normal;
        while (section is not null)
        {
            foreach (var value in StepsOfAll(section.Body, frame, outcome)) yield return value;
            section = outcome.Completion == Completion.GoTo ? SectionOf(frame.Target, statement) : null;
        }
        if (outcome.Completion == Completion.Break) outcome.Completion = Completion.Normal;
    }

    private IEnumerable<Value> StepsOfLoop(
        IReadOnlyList<IOperation> before, IOperation? condition, IOperation body, IReadOnlyList<IOperation> atBottom, bool conditionIsTop, bool conditionIsUntil, Frame frame, Outcome outcome)
    {
        foreach (var first in before) Execute(first, frame);
        for (var round = 0; ; round++)
        {
            budget.Step();
            outcome.Completion = Completion.Normal;
            if (condition is not null && (conditionIsTop || round > 0) && Decide(Evaluate(condition, frame), frame) == conditionIsUntil) yield break;
            foreach (var value in Steps(body, frame, outcome)) yield return value;
            if (outcome.Completion is Completion.Return or Completion.GoTo) yield break;
            if (outcome.Completion == Completion.Break) break;
            foreach (var step in atBottom) Execute(step, frame);
            if (frame.Aborted) throw new UnknownException();
        }
        outcome.Completion = Completion.Normal;
    }

    private IEnumerable<Value> StepsOfEach(IForEachLoopOperation loop, Frame frame, Outcome outcome)
    {
        var collection = Evaluate(loop.Collection, frame);
        if (frame.Aborted || collection.IsUnknown) throw new UnknownException();
        foreach (var item in Items(collection))
        {
            budget.Step();
            DeclareItem(loop, item, frame);
            foreach (var value in Steps(loop.Body, frame, outcome)) yield return value;
            if (outcome.Completion is Completion.Return or Completion.GoTo) yield break;
            if (outcome.Completion == Completion.Break) break;
        }
        outcome.Completion = Completion.Normal;
    }

    private static bool Decide(Value condition, Frame frame) => Truth(condition) is { } truth && !frame.Aborted ? truth : throw new UnknownException();

    /// <summary>How a statement of an iterator ended.</summary>
    private sealed class Outcome
    {
        public Completion Completion { get; set; }
    }
}
