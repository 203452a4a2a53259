using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Arguments of one type that are given for each other's parameters, as their names tell.</summary>
internal sealed class ExchangedArguments(Reviewed reviewed)
{
    /// <summary>What to report.</summary>
    public IEnumerable<DiagnosticInfo> Find()
    {
        var seen = new HashSet<InvocationExpressionSyntax>();
        foreach (var run in reviewed.Evaluation.Runs)
        {
            if (run.Path.Call is not InvocationExpressionSyntax call || !seen.Add(call) || !reviewed.IsCurrent(call)) continue;
            if (reviewed.Once(typeof(ExchangedArguments), call, () => MayBeExchanged(call, run.Method) ? Remark(call) : null) is { } remark) yield return remark;
        }
    }

    /// <summary>Whether an argument has the name of another parameter: to find out more, the call has to be bound.</summary>
    private static bool MayBeExchanged(InvocationExpressionSyntax call, IMethodSymbol method)
    {
        var arguments = call.ArgumentList.Arguments;
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i].NameColon is null && NameOf(arguments[i].Expression) is { } name && (i >= method.Parameters.Length || !Is(name, method.Parameters[i])) && method.Parameters.Any(p => Is(name, p))) return true;
        }
        return false;
    }

    private DiagnosticInfo? Remark(InvocationExpressionSyntax call)
    {
        if (reviewed.ModelOf(call).GetOperation(call) is not IInvocationOperation operation) return null;
        var given = operation.Arguments
            .Where(a => a is { ArgumentKind: ArgumentKind.Explicit, Parameter: not null, Syntax: ArgumentSyntax { NameColon: null } })
            .Select(a => (Parameter: a.Parameter!, Written: ((ArgumentSyntax)a.Syntax).Expression)).ToList();
        foreach (var (parameter, written) in given)
        {
            var name = NameOf(written);
            var other = given.Find(g => !SymbolEqualityComparer.Default.Equals(g.Parameter, parameter) && Is(name, g.Parameter) && SymbolEqualityComparer.Default.Equals(g.Parameter.Type, parameter.Type));
            if (other.Parameter is null || Is(name, parameter) || Is(NameOf(other.Written), other.Parameter)) continue;
            // Where only one name tells, the two must be different kinds of numbers: a stride is not a number of channels.
            if (!Is(NameOf(other.Written), parameter) && (written is not IdentifierNameSyntax || !AreOtherKinds(operation.TargetMethod, parameter, other.Parameter))) continue;
            if (IsCalledBothWays(call, operation.TargetMethod, written, other.Written)) continue;
            return Exchanged(written, parameter, other.Written, other.Parameter);
        }
        return null;
    }

    private static DiagnosticInfo Exchanged(ExpressionSyntax written, IParameterSymbol parameter, ExpressionSyntax other, IParameterSymbol otherParameter)
    {
        var (first, second) = written.SpanStart < other.SpanStart ? (written, other) : (other, written);
        var (firstParameter, secondParameter) = first == written ? (parameter, otherParameter) : (otherParameter, parameter);
        var between = first.SyntaxTree.GetText().ToString(TextSpan.FromBounds(first.Span.End, second.SpanStart));
        var span = TextSpan.FromBounds(first.SpanStart, second.Span.End);
        return new DiagnosticInfo(
            DiagnosticDescriptors.Exchanged, Place.Of(first), [first.ToString(), firstParameter.Name, second.ToString(), secondParameter.Name], [Place.Of(second)])
        {
            Fixes = [new Replacement(new Place(first.SyntaxTree, span), $"{second}{between}{first}", $"Exchange '{first}' and '{second}'")],
        };
    }

    /// <summary>Whether a method hands two parameters to one call of the vocabulary, each as what it is called: then they are two kinds of numbers.</summary>
    private bool AreOtherKinds(IMethodSymbol method, IParameterSymbol parameter, IParameterSymbol named)
    {
        if (method.DeclaringSyntaxReferences is not [var reference] || reference.GetSyntax() is not { } body || !reviewed.IsCurrent(body)) return false;
        foreach (var call in body.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (reviewed.ModelOf(call).GetOperation(call) is not IInvocationOperation operation || !TypeNames.IsVocabulary(operation.TargetMethod)) continue;
            var roles = operation.Arguments.Where(a => a.ArgumentKind == ArgumentKind.Explicit)
                .Select(a => (Role: a.Parameter!.Name, Given: (a.Value is IConversionOperation conversion ? conversion.Operand : a.Value) as IParameterReferenceOperation)).ToList();
            if (roles.Exists(r => r.Role == named.Name && r.Given?.Parameter.Name == named.Name) && roles.Exists(r => r.Role != named.Name && r.Given?.Parameter.Name == parameter.Name)) return true;
        }
        return false;
    }

    /// <summary>Whether the method also calls it with the two in order: that it looks both ways is meant.</summary>
    private bool IsCalledBothWays(InvocationExpressionSyntax call, IMethodSymbol method, ExpressionSyntax written, ExpressionSyntax other) =>
        Reading.MethodAround(call) is { } around && around.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(c => c != call
            && SymbolEqualityComparer.Default.Equals(reviewed.Called(c), method)
            && c.ArgumentList.Arguments.IndexOf(a => a.Expression.ToString() == other.ToString()) is >= 0 and var first
            && c.ArgumentList.Arguments.IndexOf(a => a.Expression.ToString() == written.ToString()) is >= 0 and var second
            && first < second == written.SpanStart < other.SpanStart);

    private static bool Is(string? name, IParameterSymbol parameter) => name is not null && string.Equals(name, parameter.Name, System.StringComparison.OrdinalIgnoreCase);

    /// <summary>The last name of a variable or member: <c>Heads</c> of <c>config.Heads</c>.</summary>
    private static string? NameOf(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        ElementAccessExpressionSyntax element => NameOf(element.Expression),
        _ => null,
    };
}
