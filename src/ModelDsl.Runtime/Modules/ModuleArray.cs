using System.Collections;
using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>Makes modules that are alike.</summary>
public static class ModuleArray
{
    /// <summary>Some modules.</summary>
    /// <param name="count">How many.</param>
    /// <param name="make">Makes the module of a position.</param>
    public static T[] Make<T>(long count, Func<int, T> make) => [.. Enumerable.Range(0, checked((int)count)).Select(make)];

    /// <summary>A module for each of some rates.</summary>
    /// <param name="rates">The rates.</param>
    /// <param name="make">Makes the module for a rate.</param>
    public static T[] Make<T>(double[] rates, Func<double, T> make) => [.. rates.Select(make)];
}

/// <summary>Numbered modules, as PyTorch's <c>ModuleList</c>.</summary>
/// <typeparam name="T">What the elements have in common; each is a module.</typeparam>
public sealed class ModuleArray<T> : ModuleGroup, IReadOnlyList<T>
    where T : class
{
    private readonly T[] _items;

    /// <summary>Registers each element under its position.</summary>
    /// <param name="name">The name of the list.</param>
    /// <param name="items">The modules.</param>
    /// <exception cref="ArgumentException">An element is not a module.</exception>
    public ModuleArray(string name, params T[] items) : base(name)
    {
        ArgumentNullException.ThrowIfNull(items);
        _items = [.. items];
        for (var i = 0; i < _items.Length; i++)
        {
            register_module(
                i.ToString(System.Globalization.CultureInfo.InvariantCulture),
                _items[i] as torch.nn.Module ?? throw new ArgumentException($"element {i} of {name} is not a module", nameof(items)));
        }
    }

    /// <summary>Makes some modules that are alike, and registers each under its position.</summary>
    /// <param name="name">The name of the list.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="make">Makes the module of a position.</param>
    /// <exception cref="ArgumentException">An element is not a module.</exception>
    public ModuleArray(string name, long count, Func<int, T> make) : this(name, ModuleArray.Make(count, make)) { }

    /// <summary>Makes a module for each of some rates, and registers each under its position.</summary>
    /// <param name="name">The name of the list.</param>
    /// <param name="rates">The rates.</param>
    /// <param name="make">Makes the module for a rate.</param>
    /// <exception cref="ArgumentException">An element is not a module.</exception>
    public ModuleArray(string name, double[] rates, Func<double, T> make) : this(name, ModuleArray.Make(rates, make)) { }

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public T this[int index] => _items[index];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
