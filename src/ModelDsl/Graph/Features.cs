using System.Collections.Generic;
using System.Linq;

namespace ModelDsl;

/// <summary>Several named feature maps that a backbone yields, finest first.</summary>
public sealed class Features
{
    private readonly List<(string Name, Sym Map)> _maps = [];

    /// <summary>The given maps.</summary>
    public Features(params (string Name, Sym Map)[] maps)
    {
        foreach (var (name, map) in maps) Add(name, map);
    }

    /// <summary>The maps in order.</summary>
    public IReadOnlyList<(string Name, Sym Map)> Maps => _maps;

    /// <summary>How many maps there are.</summary>
    public int Count => _maps.Count;

    /// <summary>The map at a position.</summary>
    /// <param name="position">From 0, the finest; <c>[^1]</c> is the coarsest.</param>
    /// <exception cref="SpecException">There are not as many maps.</exception>
    public Sym this[int position] => position >= 0 && position < Count
        ? _maps[position].Map
        : throw new SpecException(SpecErrors.NoSuchElement, $"no map is at position {Dim.Text(position)}; {Named}", nameof(position)) { Wrong = [new(position, [position < 0 ? 0 : Count - 1])] };

    /// <summary>The map of a name.</summary>
    /// <param name="name">Its name: <c>stage4</c>.</param>
    /// <exception cref="SpecException">No map has it.</exception>
    public Sym this[string name] => _maps.Exists(m => m.Name == name)
        ? _maps.Find(m => m.Name == name).Map
        : throw new SpecException(SpecErrors.NoSuchElement, $"no map is called \"{name}\"; {Named}", nameof(name));

    private string Named => Count == 0 ? "there are none" : $"there {(Count == 1 ? "is" : "are")} {string.Join(", ", _maps.Select(m => m.Name))}";

    /// <summary>Appends a map.</summary>
    /// <param name="name">Its name, a C# identifier: <c>stage1</c>.</param>
    /// <param name="map">The map, [N, C, H, W].</param>
    /// <returns>This object.</returns>
    /// <exception cref="SpecException">The name is taken.</exception>
    public Features Add(string name, Sym map)
    {
        if (_maps.Exists(m => m.Name == name))
        {
            throw new SpecException(SpecErrors.NameTaken, $"two feature maps are called \"{name}\"; give the second another name", "name", "maps")
            {
                TakenName = name, BetterTexts = [FreeNames.After(name, other => !_maps.Exists(m => m.Name == other))],
            };
        }
        _maps.Add((name, map));
        return this;
    }
}
