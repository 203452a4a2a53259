using System.Collections.Generic;

namespace ModelDsl;

/// <summary>The values of a model's state_dict: those of a weight file, or of a module.</summary>
public interface IStateValues
{
    /// <summary>The sizes of an entry.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The sizes; null where there is no such entry.</returns>
    IReadOnlyList<long>? ShapeOf(string key);

    /// <summary>The values of an entry in single precision, in the order of the indices.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>An array that the caller may keep.</returns>
    float[] Read(string key);
}
