using System.Collections.Generic;

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
