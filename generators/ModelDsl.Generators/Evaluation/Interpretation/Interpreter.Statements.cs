using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelDsl.Generators.Diagnostics;

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
                foreach (var inner in ((IBlockOperation)statement).Operations)
                {
                    completion = Execute(inner, frame);
                    if (completion != Completion.Normal) return completion;
                }
                return Completion.Normal;
            case OperationKind.VariableDeclarationGroup:
                foreach (var declaration in ((IVariableDeclarationGroupOperation)statement).Declarations)
                    foreach (var declarator in declaration.Declarators) Declare(declarator, declaration.Initializer, frame);
                break;
            case OperationKind.ExpressionStatement:
                Evaluate(((IExpressionStatementOperation)statement).Operation, frame);
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

    private void Declare(IVariableDeclaratorOperation declarator, IVariableInitializerOperation? shared, Frame frame)
    {
        if (declarator.Symbol.RefKind != RefKind.None)
        {
            frame.Declare(declarator.Symbol, reporter.Fail(
                DiagnosticDescriptors.Unsupported, declarator.Syntax, frame, "a 'ref' local", "assign to the variable itself"));
            return;
        }
        var initializer = declarator.Initializer ?? shared;
        var value = initializer is null ? DefaultOf(frame.Resolve(declarator.Symbol.Type)) : Evaluate(initializer.Value, frame);
        Name(declarator.Symbol, value);
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
        ISwitchCaseOperation? chosen = null;
        ISwitchCaseOperation? fallback = null;
        var isKnown = !value.IsUnknown;
        foreach (var section in statement.Cases)
        {
            foreach (var clause in section.Clauses)
            {
                if (!isKnown || chosen is not null) break;
                var matches = Matches(clause, value, frame, ref fallback, section);
                if (matches is null) isKnown = false;
                else if (matches.Value) chosen = section;
            }
        }
        var result = Completion.Normal;
        if (!isKnown)
        {
            foreach (var section in statement.Cases)
            {
                foreach (var inner in section.Body)
                {
                    var completion = Skip(inner, frame, ownsBreak: true);
                    if (completion > result) result = completion;
                }
            }
            return result;
        }
        foreach (var inner in (chosen ?? fallback)?.Body ?? [])
        {
            result = Execute(inner, frame);
            if (result != Completion.Normal) break;
        }
        return result == Completion.Break ? Completion.Normal : result;
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

    private Completion BranchTo(IBranchOperation branch, Frame frame)
    {
        switch (branch.BranchKind)
        {
            case BranchKind.Break:
                return Completion.Break;
            case BranchKind.Continue:
                return Completion.Continue;
            default:
                Unsupported(branch, frame);
                frame.Aborted = true;
                return Completion.Return;
        }
    }

    /// <summary>A condition's value, or null where it is not known.</summary>
    private static bool? Truth(Value value) => value.Data as bool?;
}
