namespace ModelDsl.Training;

/// <summary>
/// Learning rates that fall from the last layer of a model to its first. A layer is an element of the model's lists of blocks:
/// keys are followed as long as a name has a number behind it (<c>levels.2.blocks.0</c>, <c>layer3.1</c>), but not to the single
/// layers of a block (<c>blocks.0.mlp.2</c>). What comes before the first element is one layer, and so is what comes after the last.
/// </summary>
internal sealed class LayerRates
{
    private readonly Dictionary<string, int> layers = [];
    private readonly int last;
    private readonly double decay;

    /// <param name="keys">The keys of all parameters, in the order of the state_dict.</param>
    /// <param name="decay">By how much the rate falls from a layer to the one before it.</param>
    public LayerRates(IReadOnlyList<string> keys, double decay)
    {
        this.decay = decay;
        var elements = keys.Select(ElementOf).ToList();
        var seen = new Dictionary<string, int>();
        var end = elements.FindLastIndex(e => e.Length > 0);
        for (var (i, layer) = (0, 0); i < keys.Count; i++)
        {
            if (elements[i].Length > 0 && !seen.TryGetValue(elements[i], out layer)) seen.Add(elements[i], layer = seen.Count + 1);
            layers.Add(keys[i], end >= 0 && i > end ? int.MaxValue : layer);
        }
        last = end < 0 ? 0 : seen.Count + 1;
    }

    /// <summary>The share of the learning rate that a parameter gets.</summary>
    /// <param name="key">Its key.</param>
    public double Of(string key) => Math.Pow(decay, last - Math.Min(last, layers[key]));

    /// <summary>The element of the model's lists that a parameter is in; empty for none.</summary>
    private static string ElementOf(string key)
    {
        var names = key.Split('.');
        var length = 0;
        for (var i = 0; i < names.Length && (IsNumber(names[i]) || i + 1 < names.Length && IsNumber(names[i + 1])); i++)
        {
            if (IsNumber(names[i]) && (length == 0 || i + 2 < names.Length)) length = i + 1;
        }
        return string.Join('.', names.Take(length));
    }

    private static bool IsNumber(string name) => char.IsAsciiDigit(name[0]);
}
