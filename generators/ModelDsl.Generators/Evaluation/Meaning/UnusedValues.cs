using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>
/// Tensors that are made and used by no output: results that are thrown away, variables that nobody reads, inputs and
/// tables without effect. Of a chain only its end is reported.
/// </summary>
internal sealed class UnusedValues(Reviewed reviewed)
{
    private readonly Usefulness _useful = new(reviewed.Graph, reviewed.Evaluation.Results.Select(r => r.Value));
    private readonly Callers _callers = new(reviewed.Evaluation);
    private readonly Duplicates _duplicates = new(reviewed);

    /// <summary>What to report.</summary>
    public IEnumerable<DiagnosticInfo> Find() =>
        _useful.Ends.Where(end => !IsKept(end)).Select(Remark).OfType<DiagnosticInfo>().GroupBy(d => d.Where).Select(g => g.First());

    /// <summary>Whether something is there only to be saved: a table that was given a second name or a place among others, or a part of what is used.</summary>
    private bool IsKept(Node end)
    {
        var made = reviewed.MadeBy(end);
        return reviewed.Graph.Aliases.Values.Contains(end.Scope) || reviewed.Graph.StateOrders.Any(o => o.Value.Any(name => Inside(o.Key, name) == end.Scope))
            || reviewed.Graph.Nodes.Any(n => _useful.Matters(n) && reviewed.MadeBy(n) == made);
    }

    private DiagnosticInfo? Remark(Node end)
    {
        var (call, part) = _callers.Outermost(end);
        if (!reviewed.IsCurrent(call.Call)) return null;
        var destination = Destination.Of(call.Call, part);
        return destination.Kind switch
        {
            DestinationKind.Meant => null,
            DestinationKind.Statement => end.Op is InputOp ? Unused(end, call.Call) : end.Op is GivenOp ? null : Dropped((ExpressionSyntax)destination.Where.AsNode()!),
            DestinationKind.Variable => ByParameter(end, call, part) ?? InVariable(end, call, part, destination.Where.AsToken()),
            DestinationKind.Together or DestinationKind.Expression => ByParameter(end, call, part) ?? (IsWorthTelling(end, call, part, null) && part is null ? Unused(end, call.Call) : null),
            _ => throw new System.InvalidOperationException($"unknown destination {destination.Kind}"),
        };
    }

    private DiagnosticInfo Dropped(ExpressionSyntax statement)
    {
        var method = statement is InvocationExpressionSyntax invocation ? reviewed.Called(invocation) : null;
        var target = Target(statement);
        var advice = target is null ? "use it, or remove the call" : $"write '{target} = {(statement.ToString() is { Length: <= 40 } text ? text : "…")}'";
        var info = DiagnosticInfo.Create(DiagnosticDescriptors.Dropped, Place.Of(statement), method?.Name ?? statement.ToString(), advice);
        return target is null ? info : info with { Fixes = [new Replacement(new Place(statement.SyntaxTree, new TextSpan(statement.SpanStart, 0)), $"{target} = ", $"Assign the result to '{target}'")] };
    }

    /// <summary>The variable that a dropped result was to be put into: the tensor that it is made of.</summary>
    private string? Target(ExpressionSyntax statement)
    {
        if (statement is not InvocationExpressionSyntax call || !reviewed.Is(call, nameof(Sym))) return null;
        var first = Reading.Root(call) is IdentifierNameSyntax root && reviewed.Is(root, nameof(Sym)) ? root
            : call.ArgumentList.Arguments.Select(a => a.Expression).OfType<IdentifierNameSyntax>().FirstOrDefault(e => reviewed.Is(e, nameof(Sym)));
        return first is not null && reviewed.ModelOf(first).GetSymbolInfo(first).Symbol switch
        {
            ILocalSymbol local => !local.IsConst && local.RefKind == RefKind.None && local.DeclaringSyntaxReferences.All(r => !IsOfLoop(r.GetSyntax())),
            IParameterSymbol parameter => parameter.RefKind is RefKind.None or RefKind.Ref,
            _ => false,
        } ? first.Identifier.ValueText : null;
    }

    private static bool IsOfLoop(SyntaxNode declaration) =>
        declaration is ForEachStatementSyntax || declaration.Ancestors().OfType<ForEachVariableStatementSyntax>().Any(loop => loop.Variable.Span.Contains(declaration.Span));

    private DiagnosticInfo? InVariable(Node end, CallPath call, int? part, SyntaxToken name)
    {
        if (!IsWorthTelling(end, call, part, name)) return null;
        var overwriting = Reading.Overwriting(name);
        if (overwriting is not null && Begins(overwriting.Right) is { } begins && call.Call is ExpressionSyntax value && Begins(value) is { } before && before.ToString() == begins.ToString())
            return Unused(end, Place.Of(begins), name, $"'{begins}' is used again here, where '{name}' should continue", begins);
        if (Reading.MethodAround(call.Call) is { } method && _duplicates.Find(method, name) is { } twice)
            return Unused(end, Place.Of(twice), name, $"'{twice}' is taken twice here", twice);
        return Unused(end, Place.Of(name), name, overwriting is null ? null : "it is assigned again before anything reads it");
    }

    private ExpressionSyntax? Begins(ExpressionSyntax chain) => Reading.Root(chain) is { } root && reviewed.Is(root, nameof(Sym)) ? root : null;

    /// <summary>Where a method is given the tensor and does nothing with it, that parameter is to blame.</summary>
    private DiagnosticInfo? ByParameter(Node end, CallPath call, int? part)
    {
        if (_callers.GivenTo(end) is not var (run, position) || position >= run.Method.Parameters.Length || run.Method.Parameters[position].DeclaringSyntaxReferences is not [var reference]
            || reference.GetSyntax() is not ParameterSyntax parameter || !reviewed.IsCurrent(parameter) || parameter.Identifier.ValueText.StartsWith("_", System.StringComparison.Ordinal)) return null;
        var name = parameter.Identifier;
        if (Reading.MethodAround(parameter.Parent!) is not { } method || Reading.DataReads(method, name.ValueText).Any() || !IsWorthTelling(end, call, part, name)) return null;
        return _duplicates.Find(method, name) is { } twice
            ? Unused(end, Place.Of(twice), name, $"'{twice}' is taken twice here", twice)
            : Unused(end, Place.Of(name), name, null);
    }

    /// <summary>
    /// Weights that are never trained, inputs, and what nobody reads. Not what another run of the same code uses, unless
    /// it has weights; nor the last of what goes from round to round together with others.
    /// </summary>
    private bool IsWorthTelling(Node end, CallPath call, int? part, SyntaxToken? name)
    {
        if (end.Op is InputOp) return true;
        var wastes = _useful.Wastes(end);
        if ((!wastes || part is not null) && IsUsedElsewhere(end, call)) return false;
        return wastes || (name is { } variable && Reading.IsLost(variable));
    }

    /// <summary>Whether another run of the code that made a tensor made one that an output depends on.</summary>
    private bool IsUsedElsewhere(Node end, CallPath outermost)
    {
        var way = Way(reviewed.MadeBy(end), outermost.Call);
        return reviewed.Graph.Nodes.Any(n => _useful.Matters(n) && reviewed.MadeBy(n).Call == way[0] && Way(reviewed.MadeBy(n), outermost.Call).SequenceEqual(way));
    }

    private static List<SyntaxNode> Way(CallPath made, SyntaxNode outermost)
    {
        var way = new List<SyntaxNode>();
        foreach (var call in made.Outwards())
        {
            way.Add(call.Call);
            if (call.Call == outermost) break;
        }
        return way;
    }

    private DiagnosticInfo Unused(Node end, SyntaxNode call) =>
        Told(InputNamed(end) ?? $"the result of '{(call is InvocationExpressionSyntax invocation && reviewed.Called(invocation) is { } method ? method.Name : call.ToString())}'", Reporter.PlaceOf(call));

    private static DiagnosticInfo Unused(Node end, Place where, SyntaxToken name, string? reason, ExpressionSyntax? instead = null) =>
        Told(InputNamed(end) ?? (name.Parent is ParameterSyntax ? $"the parameter '{name}'" : $"'{name}'"), where, name, reason, instead);

    private static string? InputNamed(Node end) => end.Op is InputOp input ? $"the input '{input.Parameter}'" : null;

    /// <summary>Tells that no output depends on something.</summary>
    /// <param name="what">What it is.</param>
    /// <param name="where">Where it is reported.</param>
    /// <param name="name">The variable that it is put into.</param>
    /// <param name="reason">Why; null for the advice to use it or remove it.</param>
    /// <param name="instead">What was taken instead of the variable.</param>
    public static DiagnosticInfo Told(string what, Place where, SyntaxToken? name = null, string? reason = null, ExpressionSyntax? instead = null)
    {
        var info = DiagnosticInfo.Create(DiagnosticDescriptors.Unused, where, what, reason ?? "use it, or remove it");
        if (name is not { } declared || instead is null) return info;
        return info with
        {
            Additional = [Place.Of(declared)],
            Fixes = [new Replacement(Place.Of(instead), declared.ValueText, $"Change to '{declared}'")],
        };
    }

    private static string Inside(string scope, string name) => scope.Length == 0 ? name : scope + "." + name;
}
