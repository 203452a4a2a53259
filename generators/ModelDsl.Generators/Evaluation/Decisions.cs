using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// What decided which weights a specification has, beside sizes: how often loops ran that made some, and which way
/// choices went that name some. Kept while evaluating, read when a model tells its hyper-parameters.
/// </summary>
internal sealed class Decisions(Graph graph)
{
    private readonly List<LoopRun> _loops = [];
    private readonly List<Choice> _choices = [];
    private readonly Dictionary<IConditionalOperation, ChoiceSite> _sites = [];

    /// <summary>Loops that made nodes, inner ones first.</summary>
    public IReadOnlyList<LoopRun> Loops => _loops;

    /// <summary>Choices with a name of the state_dict on either side.</summary>
    public IReadOnlyList<Choice> Choices => _choices;

    /// <summary>How many nodes there are now.</summary>
    public int Position => graph.Nodes.Count;

    /// <summary>How many decisions have been noted so far.</summary>
    public (int Loops, int Choices) Count => (_loops.Count, _choices.Count);

    /// <summary>Notes the decisions of a block once more, for its repetition.</summary>
    /// <param name="from">How many there were when the block began.</param>
    /// <param name="to">How many when it ended.</param>
    /// <param name="shift">How far the nodes of the repetition lie behind those of the block.</param>
    /// <param name="repetition">What corresponds to what.</param>
    public void Repeat((int Loops, int Choices) from, (int Loops, int Choices) to, int shift, Repetition repetition)
    {
        for (var i = from.Loops; i < to.Loops; i++) _loops.Add(_loops[i] with { First = _loops[i].First + shift, End = _loops[i].End + shift });
        for (var i = from.Choices; i < to.Choices; i++)
        {
            var choice = _choices[i];
            _choices.Add(choice with { Scope = repetition.Of(choice.Scope), First = choice.First + shift, End = choice.End + shift });
        }
    }

    /// <summary>A loop has ended because of its condition.</summary>
    public void AddLoop(Provenance? bound, int rounds, int first)
    {
        if (rounds > 0 && bound is not null && Position > first) _loops.Add(new LoopRun(bound, rounds, first, Position));
    }

    /// <summary>A choice has been made and followed.</summary>
    public void AddChoice(IConditionalOperation operation, Value condition, Frame frame, int first)
    {
        if (!_sites.TryGetValue(operation, out var site)) _sites.Add(operation, site = ChoiceSite.Of(operation));
        if ((site.Names.Count == 0 && site.Parameters.Count == 0 && Position == first) || ScopeOf(frame) is not { } scope) return;
        var names = site.Names.Concat(site.Parameters.Select(p => frame.Find(p)?.Value.Data as string).OfType<string>()).ToList();
        _choices.Add(new Choice(condition.Origin, condition.Origin is null ? site.TestedIn(frame) : null, scope, names, first, Position));
    }

    /// <summary>The place in the state_dict that a method works at.</summary>
    private static string? ScopeOf(Frame frame)
    {
        foreach (var parameter in frame.Method?.Parameters ?? [])
        {
            if (frame.Find(parameter)?.Value.Data is Scope scope) return scope.Path;
        }
        return null;
    }
}

/// <summary>A loop that ended because of its condition.</summary>
/// <param name="Bound">The numbers in the condition.</param>
/// <param name="Rounds">How often its body ran.</param>
/// <param name="First">The first node that it made.</param>
/// <param name="End">The node after the last one.</param>
internal sealed record LoopRun(Provenance Bound, int Rounds, int First, int End);

/// <summary>A choice that an evaluation made.</summary>
/// <param name="Origin">The numbers and switches that decided.</param>
/// <param name="Tested">Where nothing written did, the property that is null or off by default.</param>
/// <param name="Scope">The place in the state_dict that the method works at.</param>
/// <param name="Names">The names on both sides.</param>
/// <param name="First">The first node that was made on the way.</param>
/// <param name="End">The node after the last one.</param>
internal sealed record Choice(Provenance? Origin, (string Name, string Value)? Tested, string Scope, IReadOnlyList<string> Names, int First, int End);

/// <summary>A conditional as it is written.</summary>
/// <param name="Names">Texts on both sides that may be names in the state_dict.</param>
/// <param name="Parameters">Parameters there that hold such texts.</param>
/// <param name="Condition">The condition.</param>
internal sealed record ChoiceSite(IReadOnlyList<string> Names, IReadOnlyList<IParameterSymbol> Parameters, IOperation Condition)
{
    public static ChoiceSite Of(IConditionalOperation operation)
    {
        var names = new List<string>();
        var parameters = new List<IParameterSymbol>();
        foreach (var side in new[] { operation.WhenTrue, operation.WhenFalse })
        {
            foreach (var part in side?.DescendantsAndSelf() ?? [])
            {
                if (!IsName(part)) continue;
                if (part is ILiteralOperation { ConstantValue.Value: string text } && !names.Contains(text)) names.Add(text);
                if (part is IParameterReferenceOperation { Parameter: { Type.SpecialType: SpecialType.System_String } parameter } && !parameters.Contains(parameter)) parameters.Add(parameter);
            }
        }
        return new ChoiceSite(names, parameters, operation.Condition);
    }

    /// <summary>Whether an expression names a place: what a scope is divided by, or an argument beside a scope.</summary>
    private static bool IsName(IOperation part) => part.Parent switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide } path => path.RightOperand == part && IsScope(path.LeftOperand),
        IArgumentOperation { Parent: IInvocationOperation call } => call.Arguments.Any(a => IsScope(a.Value)),
        _ => false,
    };

    private static bool IsScope(IOperation operation) => TypeNames.IsVocabulary(operation.Type, nameof(Scope));

    /// <summary>The property that the condition tests and that nothing was written for, itself or as it was passed to the method.</summary>
    public (string Name, string Value)? TestedIn(Frame frame)
    {
        foreach (var part in Condition.DescendantsAndSelf())
        {
            switch (part)
            {
                case IPropertyReferenceOperation { Property: { IsIndexer: false, IsStatic: false } property } when property.DeclaringSyntaxReferences.Length > 0:
                    return (property.Name, Default(property.Type));
                case IParameterReferenceOperation { Parameter: { Type: var type } parameter } when frame.Find(parameter)?.Value is { Data: null or false, Origin: null } && Passed(parameter, frame) is { } name:
                    return (name, Default(type));
            }
        }
        return null;
    }

    /// <summary>The member that a parameter was given, through the methods that only hand it on.</summary>
    private static string? Passed(IParameterSymbol parameter, Frame frame)
    {
        for (var ordinal = parameter.Ordinal; frame is { CallSite: InvocationExpressionSyntax call, Caller: { } caller }; frame = caller)
        {
            var arguments = call.ArgumentList.Arguments;
            var argument = arguments.FirstOrDefault(a => a.NameColon?.Name.Identifier.ValueText == parameter.Name) ?? (ordinal < arguments.Count ? arguments[ordinal] : null);
            if (argument?.Expression is MemberAccessExpressionSyntax member) return member.Name.Identifier.ValueText;
            if (argument?.Expression is not IdentifierNameSyntax handed || caller.Method?.Parameters.FirstOrDefault(p => p.Name == handed.Identifier.ValueText) is not { } outer) return null;
            (parameter, ordinal) = (outer, outer.Ordinal);
        }
        return null;
    }

    private static string Default(ITypeSymbol type) => type.SpecialType == SpecialType.System_Boolean ? "false" : "null";
}
