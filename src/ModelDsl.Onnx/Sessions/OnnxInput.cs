using Microsoft.ML.OnnxRuntime;

namespace ModelDsl.Onnx;

/// <summary>A tensor for a session.</summary>
public abstract class OnnxInput
{
    private OnnxInput(IReadOnlyList<long> shape) => Shape = shape;

    /// <summary>Its sizes.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Copies elements into a tensor.</summary>
    /// <typeparam name="T">Their type: float, long or bool.</typeparam>
    /// <param name="elements">The elements, the last axis fastest.</param>
    /// <param name="shape">The sizes.</param>
    /// <exception cref="OnnxException">There are more or fewer elements than the sizes say.</exception>
    public static OnnxInput Of<T>(ReadOnlySpan<T> elements, params IReadOnlyList<long> shape) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(shape);
        var wanted = ElementsOf(shape);
        if (wanted != elements.Length) throw new OnnxException($"a tensor [{string.Join(", ", shape)}] has {wanted} elements, not {elements.Length}");
        return new Elements<T>(elements.ToArray(), shape);
    }

    /// <summary>As in <c>[1, 3, 224, 224]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", Shape)}]";

    /// <summary>How many elements a tensor has.</summary>
    /// <exception cref="OnnxException">A size is negative, or they are too many to count.</exception>
    internal static long ElementsOf(IReadOnlyList<long> shape)
    {
        var elements = 1L;
        foreach (var size in shape)
        {
            if (size < 0 || elements > Array.MaxLength / Math.Max(size, 1)) throw new OnnxException($"a tensor [{string.Join(", ", shape)}] cannot be: sizes are positive, and there are at most {Array.MaxLength} elements");
            elements *= size;
        }
        return elements;
    }

    /// <summary>The tensor for the engine; the caller disposes it.</summary>
    internal abstract OrtValue Value();

    private sealed class Elements<T>(T[] elements, IReadOnlyList<long> shape) : OnnxInput(shape) where T : unmanaged
    {
        internal override OrtValue Value() => OrtValue.CreateTensorValueFromMemory(elements, [.. Shape]);
    }
}
