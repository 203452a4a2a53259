using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelDsl.Generators.Evaluation;

/// <summary>One call with the values of its arguments, for its execution and for messages about it.</summary>
/// <param name="Syntax">The call.</param>
/// <param name="Frame">Whose call it is.</param>
/// <param name="Method">What is called.</param>
/// <param name="Receiver">What it is called on.</param>
/// <param name="Arguments">The arguments in the order of the parameters.</param>
/// <param name="Written">Where the arguments are written, in the same order; null where they are not.</param>
/// <param name="Shared">The variables behind <c>ref</c> and <c>out</c> arguments.</param>
internal sealed record CallSite(
    SyntaxNode Syntax, Frame Frame, IMethodSymbol Method, Value Receiver, Value[] Arguments,
    SyntaxNode?[]? Written = null, Cell?[]? Shared = null)
{
    /// <summary>The numbers behind the arguments, joined.</summary>
    public Provenance? Origin
    {
        get
        {
            var origin = Receiver.Origin;
            foreach (var argument in Arguments)
            {
                if (argument.Origin is not null) origin = Provenance.Join(origin, argument.Origin);
            }
            return origin;
        }
    }

    /// <summary>Where the arguments of the named parameters come from; <c>this</c> is what the method is called on.</summary>
    public IEnumerable<Origin> OriginsOf(IEnumerable<string> parameters)
    {
        foreach (var name in parameters)
        {
            foreach (var origin in OriginsIn(ValueOf(name))) yield return origin;
        }
    }

    /// <summary>Where the first of the named arguments is written, unless that is a chain of calls before a dot.</summary>
    public SyntaxNode? WrittenOf(IEnumerable<string> parameters)
    {
        foreach (var name in parameters)
        {
            var index = IndexOf(name);
            if (index >= 0 && Written is not null && index < Written.Length && Written[index] is { } written
                && written.Parent is not MemberAccessExpressionSyntax)
            {
                return written;
            }
        }
        return null;
    }

    /// <summary>The marks inside a value, element by element for a list.</summary>
    public static IEnumerable<Origin> OriginsIn(Value value)
    {
        var provenance = value.Origin ?? (value.Data as Dim)?.Provenance;
        if (provenance is not null)
        {
            foreach (var mark in provenance.Marks)
            {
                if (mark is Origin origin) yield return origin;
            }
        }
        IEnumerable<Value> items = value.Data switch { ListValue list => list.Items, TupleValue tuple => tuple.Items, _ => [] };
        foreach (var item in items)
        {
            foreach (var origin in OriginsIn(item)) yield return origin;
        }
    }

    private Value ValueOf(string name)
    {
        var index = IndexOf(name);
        return index >= 0 ? Arguments[index] : name == "this" ? Receiver : default;
    }

    private int IndexOf(string name)
    {
        if (name == "this" && Method.IsExtensionMethod) return 0;
        for (var i = 0; i < Method.Parameters.Length && i < Arguments.Length; i++)
        {
            if (Method.Parameters[i].Name == name) return i;
        }
        return -1;
    }
}
