using System;
using System.Threading;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Bounds an evaluation, because a specification is a program and programs need not end.</summary>
internal sealed class Budget(CancellationToken cancellation)
{
    /// <summary>Operations that one evaluation may take; about a second.</summary>
    public const int MaxSteps = 1_250_000;

    /// <summary>Nodes that one graph may have; the largest published models need some ten thousand.</summary>
    public const int MaxNodes = 60_000;

    /// <summary>Calls inside each other.</summary>
    public const int MaxDepth = 250;

    /// <summary>Elements of one list.</summary>
    public const int MaxElements = 1_000_000;

    /// <summary>Characters of one text.</summary>
    public const int MaxText = 1_000_000;

    private const int StepsOfCall = 50;
    private const int StepsOfRepetition = 5;

    private int _steps;

    public int Steps => _steps;

    public void Step()
    {
        CheckStack();
        if ((++_steps & 1023) == 0) Check();
    }

    /// <summary>A call of the vocabulary, which takes as long as so many steps.</summary>
    public void Call()
    {
        _steps += StepsOfCall;
        Check();
    }

    /// <summary>An operation that is added once more.</summary>
    public void Repeat()
    {
        _steps += StepsOfRepetition;
        Check();
    }

    public void CheckElements(long count)
    {
        if (count > MaxElements) throw new OverBudgetException($"makes a list of more than {Number(MaxElements)} elements", "build large tables symbolically");
    }

    public void CheckText(long length)
    {
        if (length > MaxText) throw new OverBudgetException($"makes a text of more than {Number(MaxText)} characters", "look for a loop that joins it to itself");
    }

    public void CheckNodes(int count)
    {
        if (count > MaxNodes) throw new OverBudgetException($"makes more than {Number(MaxNodes)} operations", "look for a loop that runs too often");
    }

    public void CheckDepth(int depth)
    {
        if (depth > MaxDepth) throw new OverBudgetException($"calls more than {Number(MaxDepth)} methods inside each other", "look for a recursion without an end");
        CheckStack();
    }

    private static void CheckStack()
    {
        try
        {
            System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        }
        catch (InsufficientExecutionStackException)
        {
            throw new OverBudgetException("nests calls or expressions too deeply for the compiler's stack", "look for a recursion without an end, or use variables for parts of the expression");
        }
    }

    private void Check()
    {
        cancellation.ThrowIfCancellationRequested();
        if (_steps > MaxSteps) throw new OverBudgetException($"takes more than {Number(MaxSteps)} steps", "look for a loop without an end");
    }

    private static string Number(int value) => value.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Ends an evaluation that went over its budget.</summary>
internal sealed class OverBudgetException(string what, string fix) : Exception(what)
{
    public string Fix { get; } = fix;
}

/// <summary>Leaves LINQ's machinery when a predicate, a key or a count turns out to be unknown.</summary>
internal sealed class UnknownException : Exception;
