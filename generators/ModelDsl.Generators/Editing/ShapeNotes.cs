using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelDsl.Generators.Evaluation;

namespace ModelDsl.Generators.Editing;

/// <summary>Notes what the statements of a method yield while a model is evaluated.</summary>
/// <param name="method">The method.</param>
internal sealed class ShapeNotes(MethodDeclarationSyntax method)
{
    private readonly Dictionary<Frame, MethodCall> _calls = [];
    private readonly List<(SyntaxNode Statement, SeenShapes Seen)> _seen = [];

    /// <summary>The calls of the method, in their order.</summary>
    public IReadOnlyList<MethodCall> Calls => [.. _calls.Values];

    /// <summary>The statements that yielded tensors, each time that they did.</summary>
    public IReadOnlyList<(SyntaxNode Statement, SeenShapes Seen)> Seen => _seen;

    /// <summary>Notes the value of a statement, if it is one of the method.</summary>
    /// <param name="operation">The statement, or the variable that it declares.</param>
    /// <param name="value">What it assigned or returned.</param>
    /// <param name="frame">The call in which it ran.</param>
    public void Note(IOperation operation, Value value, Frame frame)
    {
        if (operation.Syntax.SyntaxTree != method.SyntaxTree || !method.Span.Contains(operation.Syntax.Span)) return;
        if (CallOf(frame) is not { } call || StatementOf(operation) is not { } statement) return;
        var tensors = Tensors(value).ToList();
        // A size that stands for one that a mistake left open says nothing.
        if (tensors.Count > 0 && !tensors.Exists(t => t.Shape.Any(d => d.Provenance?.IsAssumed == true))) _seen.Add((statement, new SeenShapes(call, tensors)));
    }

    /// <summary>The call of the method in which a statement ran, perhaps as part of a local function or lambda.</summary>
    private MethodCall? CallOf(Frame frame)
    {
        Frame? found = null;
        for (Frame? around = frame; around is not null; around = around.Outer)
        {
            if (around.Method is { } called && called.DeclaringSyntaxReferences.Any(r => r.SyntaxTree == method.SyntaxTree && r.Span == method.Span)) found = around;
        }
        if (found is null) return null;
        if (!_calls.TryGetValue(found, out var call)) _calls.Add(found, call = MethodCall.Of(found, found.Method!));
        return call;
    }

    /// <summary>What carries the comment: the statement, or the member whose body is an expression; null for the body of a lambda.</summary>
    private static SyntaxNode? StatementOf(IOperation operation) => operation switch
    {
        IExpressionStatementOperation { Operation: not IAssignmentOperation } => null,
        _ => operation.Syntax.AncestorsAndSelf().FirstOrDefault(n => n is StatementSyntax or MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax) is var node and not AnonymousFunctionExpressionSyntax
            ? node : null,
    };

    private static IEnumerable<Sym> Tensors(Value value) => value.Data switch
    {
        Sym tensor => [tensor],
        Features features => features.Maps.Select(m => m.Map),
        TupleValue tuple => tuple.Items.SelectMany(Tensors),
        ListValue list => list.Items.SelectMany(Tensors),
        _ => [],
    };
}

/// <summary>The tensors that a statement yielded once.</summary>
/// <param name="Call">The call in which it did.</param>
/// <param name="Tensors">The tensors.</param>
internal sealed record SeenShapes(MethodCall Call, IReadOnlyList<Sym> Tensors)
{
    /// <summary>The shapes as a comment has them.</summary>
    public string Text => TextOf(Tensors.Select(t => t.Shape.ToString()));

    /// <summary>The same with other sizes: <c>[N, 64, 56, 56]</c>, <c>3 × [N, 49, 64]</c>, <c>Int64 [N, 16]</c>.</summary>
    public string TextOf(IEnumerable<string> shapes)
    {
        var texts = shapes.Select((shape, i) => Tensors[i].Type == ElementType.Float32 ? shape : $"{Tensors[i].Type} {shape}").ToList();
        var parts = new List<string>();
        for (int from = 0, to; from < texts.Count; from = to)
        {
            to = from + 1;
            while (to < texts.Count && texts[to] == texts[from]) to++;
            parts.Add(to - from == 1 ? texts[from] : $"{Dim.Text(to - from)} × {texts[from]}");
        }
        return string.Join(", ", parts);
    }

    /// <summary>Whether another one differs in sizes only.</summary>
    public bool IsLike(SeenShapes other) =>
        Tensors.Count == other.Tensors.Count && Tensors.Zip(other.Tensors, (a, b) => a.Rank == b.Rank && a.Type == b.Type).All(same => same);
}
