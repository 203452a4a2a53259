using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Blocks;

/// <summary>What stands for the numbers in which the bodies of a class differ.</summary>
internal interface IClassNumbers
{
    /// <summary>The sizes that are parameters, in the order of the constructor.</summary>
    IReadOnlyList<Parameter> Sizes { get; }

    /// <summary>The other numbers that are parameters.</summary>
    IReadOnlyList<NumberParameter> Others { get; }

    /// <summary>The numbers that the constructor works out of sizes.</summary>
    IReadOnlyList<DerivedNumber> Derived { get; }

    /// <summary>Offers a name for a size: that of an argument, or of an axis.</summary>
    /// <param name="name">The name.</param>
    /// <param name="values">The size in each body.</param>
    void Offer(string name, Dim[] values);

    /// <summary>Tells what sizes of these values are, for one that its place says nothing of.</summary>
    /// <param name="name">What they are.</param>
    /// <param name="values">The size in each body.</param>
    void Hint(string name, Dim[] values);

    /// <summary>The size that stands for the given ones, one for each body.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="values">The size in each body.</param>
    Dim Size(string name, Dim[] values);

    /// <summary>What stands for the given numbers, one for each body.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="values">The number in each body.</param>
    RateValue Number(string name, double[] values);
}

/// <summary>Finds parameters and expressions, and notes each answer for those who are to give the same.</summary>
/// <param name="axes">The axes of each body's inputs.</param>
/// <param name="keywords">Words of the target's language that are no names.</param>
internal sealed class FoundNumbers(IReadOnlyList<IReadOnlyList<Dim>> axes, ICollection<string>? keywords = null) : IClassNumbers
{
    private readonly Parameters _parameters = new(axes, keywords);
    private readonly List<NumberParameter> _others = [];
    private readonly List<(DerivedNumber Number, double[] Values)> _derived = [];
    private readonly List<string> _answers = [];

    public IReadOnlyList<Parameter> Sizes => _parameters.All;

    public IReadOnlyList<NumberParameter> Others => _others;

    public IReadOnlyList<DerivedNumber> Derived => [.. _derived.Select(d => d.Number)];

    /// <summary>The answers, in their order.</summary>
    public IReadOnlyList<string> Answers => _answers;

    public void Offer(string name, Dim[] values) => _answers.Add(_parameters.Offer(name, values) ?? NumberNotation.Nothing);

    public void Hint(string name, Dim[] values) => _parameters.Hint(name, values);

    public Dim Size(string name, Dim[] values)
    {
        var size = _parameters.Of(name, values);
        // What is the same open size in all bodies has no name but that of the model's input.
        _answers.Add(size == values[0] && !size.IsConstant ? NumberNotation.Open : SizeNotation.Write(size));
        return size;
    }

    public RateValue Number(string name, double[] values)
    {
        var number = Find(name, values);
        _answers.Add(NumberNotation.Write(number, _derived.Find(d => d.Number.Name == number.Parameter).Number));
        return number;
    }

    private RateValue Find(string name, double[] values)
    {
        if (values.All(v => v.Equals(values[0]))) return new RateValue(values[0], null);
        if (_others.Find(n => n.Values.SequenceEqual(values)) is { } known) return new RateValue(values[0], known.Name);
        var derived = _derived.Find(d => d.Values.SequenceEqual(values)).Number ?? Derive(name, values);
        if (derived is not null) return new RateValue(values[0], derived.Name);
        _others.Add(new NumberParameter(_parameters.NewName(name), values));
        return new RateValue(values[0], _others[_others.Count - 1].Name);
    }

    /// <summary>A number that is a size, or one by its square root as in attention, need not be handed over.</summary>
    private DerivedNumber? Derive(string name, double[] values)
    {
        var root = _parameters.Where((size, at) => size.IsConstant && size.Value > 0 && Math.Pow(size.Value, -0.5).Equals(values[at]));
        var size = root ?? (values.All(v => v == Math.Floor(v) && Math.Abs(v) < int.MaxValue) ? _parameters.Find([.. values.Select(v => (Dim)(long)v)]) : null);
        if (size is null) return null;
        var derived = new DerivedNumber(_parameters.NewName(name), size, root is not null);
        _derived.Add((derived, values));
        return derived;
    }
}
