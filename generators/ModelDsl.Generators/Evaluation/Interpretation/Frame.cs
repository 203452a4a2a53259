using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace ModelDsl.Generators.Evaluation;

/// <summary>How a statement ended.</summary>
internal enum Completion
{
    Normal,
    Break,
    Continue,
    GoTo,
    Return,
}

/// <summary>A variable. Lambdas and <c>ref</c> arguments share it.</summary>
internal class Cell
{
    public virtual Value Value { get; set; }
}

/// <summary>A field, property or element of something that has been evaluated: reading and writing it evaluates nothing twice.</summary>
internal sealed class PlaceCell(Func<Value> read, Action<Value> write) : Cell
{
    public override Value Value
    {
        get => read();
        set => write(value);
    }
}

/// <summary>The variables of one call.</summary>
internal sealed class Frame
{
    private readonly Dictionary<ISymbol, Cell> _variables;
    private CallPath? _path;

    public Frame(IMethodSymbol? method, Frame? caller, SyntaxNode? callSite, Frame? outer = null)
        : this(method, caller, callSite, outer, new Dictionary<ISymbol, Cell>(SymbolEqualityComparer.Default))
    {
    }

    private Frame(IMethodSymbol? method, Frame? caller, SyntaxNode? callSite, Frame? outer, Dictionary<ISymbol, Cell> variables)
    {
        Method = method;
        Caller = caller;
        CallSite = callSite;
        Outer = outer;
        _variables = variables;
        Depth = caller is null ? 0 : caller.Depth + 1;
        if (outer is null) return;
        This = outer.This;
        TypeArguments = outer.TypeArguments;
    }

    /// <summary>What is called; null for an initializer.</summary>
    public IMethodSymbol? Method { get; }

    /// <summary>Who calls.</summary>
    public Frame? Caller { get; }

    /// <summary>Where it is called.</summary>
    public SyntaxNode? CallSite { get; }

    /// <summary>The frame around a lambda or local function.</summary>
    public Frame? Outer { get; }

    public int Depth { get; }

    /// <summary>The call that this is, with those around it; null for <c>Define</c> itself.</summary>
    public CallPath? Path => _path ??= CallSite is null ? null : new CallPath(CallSite, Caller?.Path);

    /// <summary>What it was called with, in the order of the parameters, whatever has been assigned to them since.</summary>
    public IReadOnlyList<Value> Arguments { get; set; } = [];

    public Value This { get; set; }

    public Value Result { get; set; }

    /// <summary>Whether something without a value failed, so that the rest of the call is not evaluated.</summary>
    public bool Aborted { get; set; }

    /// <summary>Whether a rule that guards this call is broken, so that what fails behind it is not news.</summary>
    public bool IsDoubtful { get; set; }

    /// <summary>What an object initializer fills.</summary>
    public Value ImplicitReceiver { get; set; }

    /// <summary>What <c>?.</c> was applied to.</summary>
    public Value ConditionalReceiver { get; set; }

    /// <summary>The label that a <c>goto</c> is on its way to.</summary>
    public ILabelSymbol? Target { get; set; }

    /// <summary>What the type parameters stand for; null where there are none.</summary>
    public TypeArguments? TypeArguments { get; set; }

    public Cell? Find(ISymbol variable)
    {
        for (var frame = this; frame is not null; frame = frame.Outer)
        {
            if (frame._variables.TryGetValue(variable, out var cell)) return cell;
        }
        return null;
    }

    /// <summary>A new variable; a loop's body declares its own in each round.</summary>
    public Cell Declare(ISymbol variable, Value value)
    {
        var cell = new Cell { Value = value };
        _variables[variable] = cell;
        return cell;
    }

    public void Share(ISymbol variable, Cell cell) => _variables[variable] = cell;

    /// <summary>
    /// The variables as a lambda or a local function that is made a value now captures them. What is declared later is
    /// found in the frame itself: a local function may stand before it.
    /// </summary>
    public Frame Capture() => new(Method, Caller, CallSite, this, new Dictionary<ISymbol, Cell>(_variables, SymbolEqualityComparer.Default)) { _path = Path };

    /// <summary>A type with what its type parameters stand for in this call.</summary>
    public ITypeSymbol Resolve(ITypeSymbol type) => TypeArguments is null ? type : TypeArguments.Resolve(type);
}
