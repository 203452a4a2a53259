using System.Collections.Generic;

namespace ModelDsl.Blocks;

/// <summary>The numbers of a body in their order.</summary>
internal sealed class NumberList : Renumbering
{
    private readonly List<(string Name, Dim Size)> _sizes = [];
    private readonly List<(string Name, double Value)> _numbers = [];

    /// <summary>What a body's sizes are, and its other numbers.</summary>
    public static (IReadOnlyList<(string Name, Dim Size)> Sizes, IReadOnlyList<(string Name, double Value)> Numbers) Of(Body body)
    {
        var list = new NumberList();
        list.Body(body);
        return (list._sizes, list._numbers);
    }

    public override Dim Size(string name, Dim size)
    {
        _sizes.Add((name, size));
        return size;
    }

    public override Dim Axis(string name, Dim size) => Size(name, size);

    public override Dim View(string name, Dim size) => Size(name, size);

    public override (double Value, string? Symbol) Number(string name, double value)
    {
        _numbers.Add((name, value));
        return (value, null);
    }
}

/// <summary>Puts parameters in the place of a body's numbers.</summary>
/// <param name="sizes">For each size, in their order, the one to take its place.</param>
/// <param name="symbols">For each other number, in their order, the name of its parameter; null for none.</param>
internal sealed class SymbolicBody(IReadOnlyList<Dim> sizes, IReadOnlyList<string?> symbols) : Renumbering
{
    private int _size;
    private int _number;

    public override Dim Size(string name, Dim size) => sizes[_size++];

    public override Dim Axis(string name, Dim size) => sizes[_size++];

    public override Dim View(string name, Dim size) => sizes[_size++];

    public override (double Value, string? Symbol) Number(string name, double value) => (value, symbols[_number++]);
}
