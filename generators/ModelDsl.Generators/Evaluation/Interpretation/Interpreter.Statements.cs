using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Statements but for loops.</summary>
internal sealed partial class Interpreter
{
    private Completion Execute(IOperation statement, Frame frame)
    {
        budget.Step();
        var completion = Completion.Normal;
        switch (statement.Kind)
        {
            case OperationKind.Block:
                return ExecuteAll(((IBlockOperation)statement).Operations, frame);
            case OperationKind.Labeled:
                completion = ((ILabeledOperation)statement).Operation is { } labeled ? Execute(labeled, frame) : Completion.Normal;
                break;
            case OperationKind.VariableDeclarationGroup:
                foreach (var declaration in ((IVariableDeclarationGroupOperation)statement).Declarations)
                    foreach (var declarator in declaration.Declarators) Declare(declarator, declaration.Initializer, frame);
                break;
            case OperationKind.ExpressionStatement:
                Seen(statement, Evaluate(((IExpressionStatementOperation)statement).Operation, frame), frame);
                break;
            case OperationKind.Conditional:
                completion = Branch((IConditionalOperation)statement, frame);
                break;
            case OperationKind.Switch:
                completion = Switch((ISwitchOperation)statement, frame);
                break;
            case OperationKind.Loop:
                completion = Loop((ILoopOperation)statement, frame);
                break;
            case OperationKind.Return:
                frame.Result = ((IReturnOperation)statement).ReturnedValue is { } returned ? Evaluate(returned, frame) : default;
                Seen(statement, frame.Result, frame);
                return Completion.Return;
            case OperationKind.Branch:
                completion = BranchTo((IBranchOperation)statement, frame);
                break;
            case OperationKind.Throw:
                Throw((IThrowOperation)statement, frame);
                break;
            case OperationKind.Empty:
            case OperationKind.LocalFunction:
                break;
            default:
                Unsupported(statement, frame);
                frame.Aborted = true;
                break;
        }
        return frame.Aborted ? Completion.Return : completion;
    }

    private Completion ExecuteAll(IReadOnlyList<IOperation> statements, Frame frame)
    {
        for (var i = 0; i < statements.Count; i++)
        {
            var completion = Execute(statements[i], frame);
            if (completion == Completion.GoTo && PositionOf(frame.Target, statements) is var target and >= 0) i = target - 1;
            else if (completion != Completion.Normal) return completion;
        }
        return Completion.Normal;
    }

    /// <summary>The statement that a label stands before; -1 where it is elsewhere.</summary>
    private static int PositionOf(ILabelSymbol? label, IReadOnlyList<IOperation> statements)
    {
        for (var i = 0; i < statements.Count; i++)
        {
            for (var statement = statements[i]; statement is ILabeledOperation labeled; statement = labeled.Operation)
            {
                if (SymbolEqualityComparer.Default.Equals(labeled.Label, label)) return i;
            }
        }
        return -1;
    }

    private void Declare(IVariableDeclaratorOperation declarator, IVariableInitializerOperation? shared, Frame frame)
    {
        var initializer = declarator.Initializer ?? shared;
        if (declarator.Symbol.RefKind != RefKind.None && initializer is not null)
        {
            frame.Share(declarator.Symbol, Locate(initializer.Value, frame));
            return;
        }
        var value = initializer is null ? DefaultOf(frame.Resolve(declarator.Symbol.Type)) : Evaluate(initializer.Value, frame);
        Name(declarator.Symbol, value);
        Seen(declarator, value, frame);
        frame.Declare(declarator.Symbol, value);
    }

    private Completion Branch(IConditionalOperation statement, Frame frame)
    {
        var condition = Evaluate(statement.Condition, frame);
        if (Truth(condition) is { } truth)
        {
            var first = Decisions.Position;
            var way = truth ? statement.WhenTrue : statement.WhenFalse;
            var end = way is null ? Completion.Normal : Execute(way, frame);
            Decisions.AddChoice(statement, condition, frame, first);
            return end;
        }
        var completion = Skip(statement.WhenTrue, frame);
        if (statement.WhenFalse is null) return completion;
        var other = Skip(statement.WhenFalse, frame);
        return other > completion ? other : completion;
    }

    private Completion Switch(ISwitchOperation statement, Frame frame)
    {
        var value = Evaluate(statement.Value, frame);
        var section = ChosenBy(statement, value, frame, out var isKnown);
        var result = Completion.Normal;
        if (!isKnown)
        {
            foreach (var skipped in statement.Cases)
            {
                foreach (var inner in skipped.Body)
                {
                    var completion = Skip(inner, frame, ownsBreak: true);
                    if (completion > result) result = completion;
                }
            }
            return result;
        }
        while (section is not null)
        {
            result = ExecuteAll(section.Body, frame);
            section = result == Completion.GoTo ? SectionOf(frame.Target, statement) : null;
        }
        return result == Completion.Break ? Completion.Normal : result;
    }

    /// <summary>The section that a value leads to; null for none.</summary>
    private ISwitchCaseOperation? ChosenBy(ISwitchOperation statement, Value value, Frame frame, out bool isKnown)
    {
        ISwitchCaseOperation? fallback = null;
        isKnown = !value.IsUnknown;
        foreach (var section in statement.Cases)
        {
            foreach (var clause in section.Clauses)
            {
                if (!isKnown) return null;
                var matches = Matches(clause, value, frame, ref fallback, section);
                if (matches == true) return section;
                isKnown = matches is not null;
            }
        }
        return fallback;
    }

    /// <summary>The section that <c>goto case</c> or <c>goto default</c> names; null where the label is elsewhere.</summary>
    private static ISwitchCaseOperation? SectionOf(ILabelSymbol? label, ISwitchOperation statement)
    {
        foreach (var section in statement.Cases)
        {
            foreach (var clause in section.Clauses)
            {
                if (SymbolEqualityComparer.Default.Equals(clause.Label, label)) return section;
            }
        }
        return null;
    }

    private bool? Matches(ICaseClauseOperation clause, Value value, Frame frame, ref ISwitchCaseOperation? fallback, ISwitchCaseOperation section)
    {
        switch (clause)
        {
            case IDefaultCaseClauseOperation:
                fallback = section;
                return false;
            case ISingleValueCaseClauseOperation single:
                return Truth(AreEqual(value, Evaluate(single.Value, frame)));
            case IPatternCaseClauseOperation pattern:
                var matches = Match(pattern.Pattern, value, frame);
                return matches == true && pattern.Guard is not null ? Truth(Evaluate(pattern.Guard, frame)) : matches;
            default:
                Unsupported(clause, frame);
                return null;
        }
    }

    private static Completion BranchTo(IBranchOperation branch, Frame frame)
    {
        switch (branch.BranchKind)
        {
            case BranchKind.Break:
                return Completion.Break;
            case BranchKind.Continue:
                return Completion.Continue;
            default:
                frame.Target = branch.Target;
                return Completion.GoTo;
        }
    }

    private void Seen(IOperation statement, Value value, Frame frame) => watch?.Invoke(statement, value, frame);

    /// <summary>A condition's value, or null where it is not known.</summary>
    private static bool? Truth(Value value) => value.Data as bool?;
}
