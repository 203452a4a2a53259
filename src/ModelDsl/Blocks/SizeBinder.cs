using System.Collections.Generic;
using System.Linq;

namespace ModelDsl.Blocks;

/// <summary>
/// How a body reaches the sizes that are fixed only at run time: from the axes of its inputs where they tell them,
/// else as parameters of its own.
/// </summary>
/// <param name="inputs">The tensors of the body.</param>
/// <param name="names">The names of its locals.</param>
/// <param name="bind">Adds a statement that binds a size: to which local, what, and a comment.</param>
/// <param name="axes">The symbols of the model's inputs; parameters come in their order.</param>
/// <param name="own">The sizes that instances of the class keep.</param>
/// <param name="isStatic">Whether the body cannot read what an instance keeps.</param>
/// <param name="language">How sizes are written.</param>
internal sealed class SizeBinder(IReadOnlyList<(string Name, Shape Shape)> inputs, NameSet names, System.Action<string, string, string> bind, IReadOnlyList<string> axes, ClassSizes own, bool isStatic, SizeLanguage language)
{
    private readonly List<(string Type, string Name)> _constants = [];
    private readonly Dictionary<string, string> _locals = [];
    private readonly List<SizeParameter> _parameters = [];

    /// <summary>The sizes that no input tells.</summary>
    public IReadOnlyList<SizeParameter> Parameters =>
        [.. _parameters.OrderBy(p => p.Size.Symbols.Select(s => IndexOf(s.Name)).DefaultIfEmpty(-1).Min())];

    /// <summary>The numbers of the class that a static body needs from its caller, with their types.</summary>
    public IReadOnlyList<(string Type, string Name)> Constants => _constants;

    /// <summary>The expression of a size.</summary>
    public string Text(Dim size) => size.IsConstant ? Dim.Text(size.Value)
        : !size.Symbols.All(s => isStatic ? own.Has(s.Name) : own.IsNeeded(s.Name)) && Axis(size) is { } axis ? Local(size, axis)
        : SizeText.Of(size, Text);

    /// <summary>The sizes of a view; libtorch finds one that is fixed only at run time, best one that is hard to tell.</summary>
    public ValueList<string>? View(Shape? shape)
    {
        if (shape is null) return null;
        var open = Enumerable.Range(0, shape.Rank).Where(i => !shape[i].Symbols.All(s => own.Has(s.Name))).ToList();
        var hard = open.Where(i => IsHard(shape[i])).ToList();
        var left = hard.Count == 1 ? hard[0] : open.Count > 0 ? open[0] : -1;
        return shape.Select((size, i) => i == left ? "-1" : Text(size)).ToValueList();
    }

    private int IndexOf(string symbol)
    {
        for (var i = 0; i < axes.Count; i++) if (axes[i] == symbol) return i;
        return -1;
    }

    /// <summary>Whether the axes of the inputs do not tell a size.</summary>
    private bool IsHard(Dim size) => Axis(size) is null && size.Terms.SelectMany(t => t.Factors).Any(a => !IsTold(a));

    private bool IsTold(Atom atom) => Axis(Dim.Of(atom)) is not null || atom switch
    {
        SymbolAtom symbol => own.Has(symbol.Name),
        FloorAtom floor => Coarser(floor) is not null || floor.Dividend.Terms.Concat(floor.Divisor.Terms).SelectMany(t => t.Factors).All(IsTold),
        _ => atom.Symbols.All(s => own.Has(s.Name) || Axis(Dim.Of(s)) is not null),
    };

    private string Text(Atom atom)
    {
        var size = Dim.Of(atom);
        if (atom is SymbolAtom { Name: var name } && (isStatic ? own.Has(name) : own.IsNeeded(name))) return Own(name);
        if (Axis(size) is { } axis) return Local(size, axis);
        if (atom is SymbolAtom { Name: var kept } && own.Has(kept)) return Own(kept);
        if (atom is RatioAtom) return SizeText.OfAtom(atom, Text, language);
        if (atom is FloorAtom floor && Coarser(floor) is { } told) return Local(size, told);
        // A size that follows from others is computed where those are at hand, and else told as it is.
        if (atom is not (SymbolAtom or FloorAtom) || IsTold(atom)) return Local(size, SizeText.OfAtom(atom, Text, language));
        var key = size.ToString();
        if (_locals.TryGetValue(key, out var known)) return known;
        var parameter = new SizeParameter(names.Take(NameOf(size)), size, size.AtReference());
        _parameters.Add(parameter);
        _locals.Add(key, parameter.Name);
        return parameter.Name;
    }

    private string Own(string name)
    {
        if (!isStatic)
        {
            own.Keep(name);
            return language.Field(name);
        }
        own.Tell(name);
        Tell("long", name);
        return name;
    }

    /// <summary>Notes that a static body needs a number of the class.</summary>
    public void Tell(string type, string name)
    {
        if (!_constants.Contains((type, name))) _constants.Add((type, name));
    }

    /// <summary>A quotient from an axis that is a finer one: ⌊(H + 31)/32⌋ = ⌊(⌊(H + 7)/8⌋ + 3)/4⌋.</summary>
    private string? Coarser(FloorAtom size)
    {
        if (!size.Divisor.IsConstant) return null;
        foreach (var (name, shape) in inputs)
        {
            for (var i = 0; i < shape.Rank; i++)
            {
                if (shape[i].SingleAtom is not FloorAtom { Divisor.IsConstant: true } finer) continue;
                var (d, e) = (finer.Divisor.Value, size.Divisor.Value);
                var offset = size.Dividend - finer.Dividend;
                if (e % d != 0 || !offset.IsConstant || offset.Value < 0 || offset.Value % d != 0) continue;
                var axis = Local(shape[i], $"{name}.shape[{Dim.Text(i)}]");
                return offset.Value == 0 ? $"{axis} {language.Division} {Dim.Text(e / d)}" : $"({axis} + {Dim.Text(offset.Value / d)}) {language.Division} {Dim.Text(e / d)}";
            }
        }
        return null;
    }

    /// <summary>The first axis of an input that is the size or, for a symbol, a multiple of it.</summary>
    private string? Axis(Dim size)
    {
        foreach (var (name, shape) in inputs)
        {
            for (var axis = 0; axis < shape.Rank; axis++)
            {
                if (shape[axis] == size) return $"{name}.shape[{Dim.Text(axis)}]";
            }
        }
        if (size.SingleAtom is not SymbolAtom) return null;
        foreach (var (name, shape) in inputs)
        {
            for (var axis = 0; axis < shape.Rank; axis++)
            {
                var multiple = shape[axis];
                if (!multiple.IsConstant && Dim.DividesEvenly(size, multiple) && (multiple / size).IsConstant)
                    return $"{name}.shape[{Dim.Text(axis)}] {language.Division} {Dim.Text((multiple / size).Value)}";
            }
        }
        return null;
    }

    private string Local(Dim size, string expression)
    {
        var text = size.ToString();
        if (_locals.TryGetValue(text, out var local)) return local;
        local = names.Take(NameOf(size));
        _locals.Add(text, local);
        bind(local, expression, size.SingleAtom is SymbolAtom ? "" : text);
        return local;
    }

    /// <summary>⌈H/16⌉ is called <c>h16</c>: rows in units of 16.</summary>
    private string NameOf(Dim size) => size.SingleAtom switch
    {
        SymbolAtom symbol => language.Local(symbol.Name),
        FloorAtom { Divisor.IsConstant: true } floor when (floor.Dividend - floor.Dividend.ConstantPart).SingleAtom is SymbolAtom symbol =>
            language.Local(symbol.Name + Dim.Text(floor.Divisor.Value)),
        QuotientAtom { Dividend: SymbolAtom symbol } quotient => language.Local(symbol.Name + Dim.Text(quotient.Divisor)),
        FloorAtom { Divisor.SingleAtom: SymbolAtom divisor } floor when floor.Dividend.Symbols.FirstOrDefault(s => s.Name != divisor.Name) is { } symbol => language.Local(symbol.Name + "_per_" + divisor.Name),
        SquareRootAtom => "side",
        IndicatorAtom => language.Local("is_equal"),
        _ => "size",
    };
}

/// <summary>A size that a module or method gets.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Size">What it is: a symbol or a quotient of one.</param>
/// <param name="Reference">Its value for the reference size of the input.</param>
internal sealed record SizeParameter(string Name, Dim Size, long Reference);
