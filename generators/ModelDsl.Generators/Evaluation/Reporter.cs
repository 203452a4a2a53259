using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Collects what is wrong and decides where it is shown.</summary>
internal sealed class Reporter(INamedTypeSymbol model, Sources sources)
{
    private readonly List<DiagnosticInfo> _diagnostics = [];
    private readonly HashSet<(string Id, Place? Where)> _seen = [];

    public IReadOnlyList<DiagnosticInfo> Diagnostics => _diagnostics;

    /// <summary>Reports a construct. In the source of another assembly it is shown at the call that leads there.</summary>
    public void Report(DiagnosticDescriptor descriptor, SyntaxNode at, Frame? frame, params string[] arguments) =>
        Add(descriptor, Nearest(at, frame), at, frame, [], arguments);

    /// <summary>Reports a construct; its value is not known.</summary>
    public Value Fail(DiagnosticDescriptor descriptor, SyntaxNode at, Frame? frame, params string[] arguments)
    {
        Report(descriptor, at, frame, arguments);
        return Value.Unknown;
    }

    /// <summary>
    /// Reports a failed call on the number that caused it: the first mark in the model's own declaration, else the
    /// first in this compilation, else the argument at fault, else the call.
    /// </summary>
    public void ReportCall(
        DiagnosticDescriptor descriptor, string message, IEnumerable<Origin> marks, SyntaxNode? argument, SyntaxNode call, Frame? frame,
        IEnumerable<SyntaxNode>? earlier = null)
    {
        Origin? elsewhere = null;
        Place? place = null;
        foreach (var mark in marks)
        {
            if (IsInModel(mark))
            {
                place = new Place(mark.Tree, mark.Span);
                break;
            }
            if (elsewhere is null && sources.IsCurrent(mark.Tree)) elsewhere = mark;
        }
        if (place is null && elsewhere is not null) place = new Place(elsewhere.Tree, elsewhere.Span);
        if (place is null && argument is not null && sources.IsCurrent(argument.SyntaxTree)) place = Place.Of(argument);
        Add(descriptor, place ?? Nearest(call, frame), call, frame, earlier ?? [], message);
    }

    public void Add(DiagnosticInfo diagnostic) => _diagnostics.Add(diagnostic);

    /// <summary>A whole-evaluation failure, shown at the model's name.</summary>
    public void ReportModel(DiagnosticDescriptor descriptor, params string[] arguments) =>
        _diagnostics.Add(DiagnosticInfo.Create(descriptor, ModelDeclaration.NameOf(model, sources.Compilation), arguments));

    /// <summary>A long chain of calls is one expression; what is meant is its last call, without what it is called on.</summary>
    public static TextSpan SpanOf(SyntaxNode syntax) => syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access }
        ? TextSpan.FromBounds(access.Name.SpanStart, syntax.Span.End)
        : syntax.Span;

    private void Add(DiagnosticDescriptor descriptor, Place? where, SyntaxNode operation, Frame? frame, IEnumerable<SyntaxNode> earlier, params string[] arguments)
    {
        // The same number can break the same rule once per layer; it has to be corrected once.
        if (!_seen.Add((descriptor.Id, where))) return;
        var way = new List<Place>();
        for (SyntaxNode? site = operation; site is not null; (site, frame) = (frame?.CallSite, frame?.Caller))
        {
            var place = new Place(site.SyntaxTree, SpanOf(site));
            if (sources.IsCurrent(site.SyntaxTree) && place != where && !way.Contains(place)) way.Add(place);
        }
        foreach (var site in earlier)
        {
            var place = new Place(site.SyntaxTree, SpanOf(site));
            if (sources.IsCurrent(site.SyntaxTree) && place != where && !way.Contains(place)) way.Add(place);
        }
        _diagnostics.Add(new DiagnosticInfo(descriptor, where, arguments.ToValueList(), way.ToValueList()));
    }

    private Place? Nearest(SyntaxNode at, Frame? frame)
    {
        for (SyntaxNode? site = at; site is not null; (site, frame) = (frame?.CallSite, frame?.Caller))
        {
            if (sources.IsCurrent(site.SyntaxTree)) return new Place(site.SyntaxTree, SpanOf(site));
        }
        return ModelDeclaration.NameOf(model, sources.Compilation);
    }

    private bool IsInModel(Origin mark) =>
        model.DeclaringSyntaxReferences.Any(r => r.SyntaxTree == mark.Tree && r.Span.Contains(mark.Span));
}
