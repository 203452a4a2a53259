using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Generators.Targets.TorchSharp.Sharing;

/// <summary>
/// Gives the answers that another assembly's class was built with, and compares each with the numbers of the bodies at
/// hand: the values of parameters are those where they stand alone first.
/// </summary>
/// <param name="given">The class.</param>
internal sealed class GivenNumbers(CarriedClass given) : IClassNumbers
{
    private readonly Queue<string> _answers = new(given.Numbers);
    private readonly Dictionary<string, Parameter> _sizes = [];
    private readonly List<NumberParameter> _others = [];
    private readonly List<DerivedNumber> _derived = [];
    private bool _fits = true;

    /// <summary>Whether all numbers were what the class has in their place.</summary>
    public bool Fits => _fits && _answers.Count == 0 && given.Sizes.All(s => _sizes.ContainsKey(s.Name));

    public IReadOnlyList<Parameter> Sizes => [.. given.Sizes.Where(s => _sizes.ContainsKey(s.Name)).Select(s => _sizes[s.Name])];

    public IReadOnlyList<NumberParameter> Others => _others;

    public IReadOnlyList<DerivedNumber> Derived => _derived;

    public void Offer(string name, Dim[] values) => Know(Next(), values);

    // The names are given too.
    public void Hint(string name, Dim[] values)
    {
    }

    public Dim Size(string name, Dim[] values)
    {
        var answer = Next();
        if (answer == NumberNotation.Open) return Checked(values[0], !values[0].IsConstant && values.All(v => v == values[0]), values);
        Know(answer, values);
        return Checked(Symbolic(answer, values[0]), Enumerable.Range(0, values.Length).All(i => Value(answer, i, values[i]) == values[i]), values);
    }

    public RateValue Number(string name, double[] values)
    {
        var answer = Next();
        if (answer.Length == 0 || answer[0] != '@')
        {
            _fits &= NumberNotation.Constant(answer) is { } constant && values.All(v => v.Equals(constant));
            return new RateValue(values[0], null);
        }
        var (parameter, kind, size) = NumberNotation.Named(answer);
        if (kind == '@')
        {
            var known = _others.Find(n => n.Name == parameter);
            if (known is null) _others.Add(new NumberParameter(parameter, values));
            else _fits &= known.Values.SequenceEqual(values);
            return new RateValue(values[0], parameter);
        }
        var isRoot = kind == '^';
        _fits &= Enumerable.Range(0, values.Length).All(i =>
            Value(size, i) is { IsConstant: true } value && (isRoot ? value.Value > 0 && Math.Pow(value.Value, -0.5).Equals(values[i]) : values[i].Equals((double)value.Value)));
        if (Symbolic(size) is { } symbolic && !_derived.Exists(d => d.Name == parameter)) _derived.Add(new DerivedNumber(parameter, symbolic, isRoot));
        return new RateValue(values[0], parameter);
    }

    /// <summary>The next answer. Of another structure there may be more questions than answers.</summary>
    private string Next()
    {
        if (_answers.Count > 0) return _answers.Dequeue();
        _fits = false;
        return "";
    }

    private void Know(string name, Dim[] values)
    {
        var size = given.Sizes.FirstOrDefault(s => s.Name == name);
        if (size is null || _sizes.ContainsKey(name)) return;
        _sizes.Add(name, new Parameter(name, values, size.IsConstant));
        _fits &= !size.IsConstant || Array.TrueForAll(values, v => v.IsConstant);
    }

    private Dim Checked(Dim? size, bool isRight, Dim[] values)
    {
        _fits &= isRight && size is not null;
        return size ?? values[0];
    }

    private Dim? Symbolic(string text, Dim? like = null) => SizeNotation.Read(
        text, name => _sizes.TryGetValue(name, out var size) ? size.Symbol : SymbolOf(like, name), (a, b) => Dim.Of(new RatioAtom(a, b)), (a, b) => Dim.Of(new FloorAtom(a, b)));

    /// <summary>What an expression is in one of the bodies.</summary>
    private Dim? Value(string text, int body, Dim? like = null) => SizeNotation.Read(
        text, name => _sizes.TryGetValue(name, out var size) ? size.Values[body] : SymbolOf(like, name),
        (a, b) => IsZero(b) || !Dim.DividesEvenly(b, a) ? null : a / b, (a, b) => IsZero(b) ? null : a / b);

    private static bool IsZero(Dim size) => size.IsConstant && size.Value == 0;

    /// <summary>A symbol of the model's inputs; those of two models may be called alike.</summary>
    private static Dim? SymbolOf(Dim? size, string name) => size?.Symbols.FirstOrDefault(s => s.Name == name) is { } symbol ? Dim.Of(symbol) : null;
}
