using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.Generators.Declarations;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Collects what is wrong and decides where it is shown.</summary>
internal sealed class Reporter(INamedTypeSymbol model, Sources sources, Trial? trial = null)
{
    private readonly List<Finding> _findings = [];
    private HashSet<(string Id, Place? Where)> _seen = [];
    private HashSet<Place> _broken = [];
    private List<Finding>? _withheld;
    private readonly Dictionary<Place, IReadOnlyList<Replacement>> _suggestions = [];

    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Changes of the text that may mend what is reported at a place.</summary>
    public IReadOnlyDictionary<Place, IReadOnlyList<Replacement>> Suggestions => _suggestions;

    /// <summary>Notes changes that may mend what is reported at a place.</summary>
    public void Suggest(Place where, IEnumerable<Replacement> changes) => _suggestions[where] = [.. changes];

    /// <summary>Does some work and keeps what is wrong with it to itself, until somebody needs its result.</summary>
    public Withheld Withhold(System.Action work)
    {
        var (outer, seen, broken) = (_withheld, _seen, _broken);
        (_withheld, _seen, _broken) = ([], [.. seen], [.. broken]);
        try
        {
            work();
            return new Withheld(_withheld, _broken);
        }
        finally
        {
            (_withheld, _seen, _broken) = (outer, seen, broken);
        }
    }

    /// <summary>Tells what was withheld.</summary>
    public void Tell(Withheld withheld)
    {
        _broken.UnionWith(withheld.Broken);
        foreach (var finding in withheld.Findings)
        {
            if (_seen.Add((finding.Diagnostic.Descriptor.Id, finding.Diagnostic.Where))) Add(finding);
        }
    }

    /// <summary>Whether one of the numbers was reported as wrong: what follows from it is not news.</summary>
    public bool IsBroken(IEnumerable<Origin> marks) => _broken.Count > 0 && marks.Any(m => _broken.Contains(m.Place));

    /// <summary>Reports a construct. In the source of another assembly it is shown at the call that leads there.</summary>
    public void Report(DiagnosticDescriptor descriptor, SyntaxNode at, Frame? frame, params string[] arguments) =>
        Add(descriptor, Nearest(at, frame), at, frame, null, [], [], null, [], [], arguments);

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
        SpecException? problem = null, IEnumerable<SyntaxNode>? earlier = null, IReadOnlyList<SyntaxNode>? rearrangements = null, IReadOnlyList<Node>? operands = null)
    {
        var known = marks.ToList();
        if (IsBroken(known)) return;
        var decisive = known.FirstOrDefault(m => IsInModel(m.Place)) ?? known.FirstOrDefault(m => sources.IsCurrent(m.Tree));
        var place = decisive?.Place;
        // Two layers at one key: it is the key, unless a number of the model makes them differ.
        if (argument is not null && problem?.Id == SpecErrors.StateConflict && (IsInModel(Place.Of(argument)) || decisive is null || !IsInModel(decisive.Place))) place = null;
        if (place is { } number) _broken.Add(number);
        if (argument is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.DivideExpression } path && problem is not null) argument = path.Right;
        if (place is null && argument is not null && sources.IsCurrent(argument.SyntaxTree)) place = Place.Of(argument);
        Add(descriptor, place ?? Nearest(call, frame), call, frame, problem, known, earlier ?? [], argument, rearrangements ?? [], operands ?? [], message);
    }

    public void Add(DiagnosticInfo diagnostic) => Add(new Finding(diagnostic, null, []));

    private void Add(Finding finding)
    {
        if (_withheld is not null)
        {
            _withheld.Add(finding);
            return;
        }
        _findings.Add(finding);
        if (trial is not null && !trial.Accepts(finding)) throw new TrialFailedException();
    }

    /// <summary>A whole-evaluation failure, shown at the model's name.</summary>
    public void ReportModel(DiagnosticDescriptor descriptor, params string[] arguments) =>
        Add(DiagnosticInfo.Create(descriptor, DeclarationCheck.NameOf(model, sources.Compilation), arguments));

    /// <summary>A long chain of calls is one expression; what is meant is its last call, without what it is called on.</summary>
    public static TextSpan SpanOf(SyntaxNode syntax) => syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access }
        ? TextSpan.FromBounds(access.Name.SpanStart, syntax.Span.End)
        : syntax.Span;

    /// <summary>Where a call is shown.</summary>
    public static Place PlaceOf(SyntaxNode call) => new(call.SyntaxTree, SpanOf(call));

    private void Add(
        DiagnosticDescriptor descriptor, Place? where, SyntaxNode operation, Frame? frame, SpecException? problem, IReadOnlyList<Origin> marks,
        IEnumerable<SyntaxNode> earlier, SyntaxNode? argument, IReadOnlyList<SyntaxNode> rearrangements,
        IReadOnlyList<Node> operands, params string[] arguments)
    {
        // The same number can break the same rule once per layer; it has to be corrected once.
        if (IsDoubtful(descriptor, frame) || !_seen.Add((descriptor.Id, where))) return;
        var call = new CallPath(operation, frame?.Path);
        var way = new List<Place>();
        for (SyntaxNode? site = operation; site is not null; (site, frame) = (frame?.CallSite, frame?.Caller))
        {
            var place = PlaceOf(site);
            if (sources.IsCurrent(site.SyntaxTree) && place != where && !way.Contains(place)) way.Add(place);
        }
        foreach (var site in earlier)
        {
            var place = PlaceOf(site);
            if (sources.IsCurrent(site.SyntaxTree) && place != where && !way.Contains(place)) way.Add(place);
        }
        Add(new Finding(new DiagnosticInfo(descriptor, where, arguments.ToValueList(), way.ToValueList()) { Call = new Place(operation.SyntaxTree, operation.Span) }, problem, marks, argument)
        {
            Call = call, Operands = operands, Rearrangements = rearrangements,
        });
    }

    private Place? Nearest(SyntaxNode at, Frame? frame)
    {
        for (SyntaxNode? site = at; site is not null; (site, frame) = (frame?.CallSite, frame?.Caller))
        {
            if (sources.IsCurrent(site.SyntaxTree)) return PlaceOf(site);
        }
        return DeclarationCheck.NameOf(model, sources.Compilation);
    }

    /// <summary>Behind a broken rule expressions fail that the rule was to protect.</summary>
    private static bool IsDoubtful(DiagnosticDescriptor descriptor, Frame? frame)
    {
        if (descriptor != DiagnosticDescriptors.Arithmetic && descriptor != DiagnosticDescriptors.Thrown) return false;
        for (; frame is not null; frame = frame.Caller)
        {
            if (frame.IsDoubtful) return true;
        }
        return false;
    }

    /// <summary>Whether the author of the model wrote it.</summary>
    public bool IsInModel(Place place) =>
        model.DeclaringSyntaxReferences.Any(r => r.SyntaxTree == place.Tree && r.Span.Contains(place.Span));
}

/// <summary>What is wrong with something that nobody has read.</summary>
/// <param name="Findings">What is wrong.</param>
/// <param name="Broken">The places that were reported as wrong.</param>
internal sealed record Withheld(IReadOnlyList<Finding> Findings, IReadOnlyCollection<Place> Broken)
{
    public int Count => Findings.Count;
}
