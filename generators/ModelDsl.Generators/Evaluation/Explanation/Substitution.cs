using System;
using System.Globalization;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Diagnostics;

namespace ModelDsl.Generators.Evaluation;

/// <summary>An evaluation that is made to see whether a mistake would be gone.</summary>
/// <param name="Substitution">What it takes for something else; null where the text itself is another.</param>
/// <param name="Accepts">Whether it may continue after a finding.</param>
internal sealed record Trial(Substitution? Substitution, Func<Finding, bool> Accepts);

/// <summary>Ends a trial that has met its own mistake.</summary>
internal sealed class TrialFailedException : Exception;

/// <summary>A constant that an evaluation takes for another than is written, to see what would come of it.</summary>
/// <param name="Where">Where the constant is written.</param>
/// <param name="Value">What it is taken for: a number or a text.</param>
internal sealed record Substitution(Place Where, object Value)
{
    /// <summary>The value in the type of the one that it replaces; that one where it has another kind.</summary>
    public object? For(object? original) => (original, Value) switch
    {
        (string, string) => Value,
        (int or long or double or float or short or byte or uint or ulong, long number) => ChangeType(number, original),
        (string, long number) => number.ToString(CultureInfo.InvariantCulture),
        _ => original,
    };

    /// <summary>Whether it is for the constant that is written there.</summary>
    public bool IsFor(SyntaxNode syntax) => syntax.SyntaxTree == Where.Tree && syntax.Span == Where.Span;

    private static object ChangeType(long number, object original)
    {
        try
        {
            return Convert.ChangeType(number, original.GetType(), CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            return original;
        }
    }
}
