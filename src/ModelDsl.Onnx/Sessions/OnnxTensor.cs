namespace ModelDsl.Onnx;

/// <summary>A tensor that a session yields.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Values">Its elements, the last axis fastest.</param>
public sealed record OnnxTensor(string Name, IReadOnlyList<long> Shape, float[] Values);

/// <summary>What a session takes or yields.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its sizes; −1 where each call may have another one.</param>
public sealed record OnnxPort(string Name, IReadOnlyList<long> Shape)
{
    /// <summary>As in <c>image [-1, 3, 224, 224]</c>.</summary>
    public override string ToString() => $"{Name} [{string.Join(", ", Shape)}]";

    /// <summary>Whether a tensor of a shape is one.</summary>
    /// <param name="shape">The shape.</param>
    public bool Takes(IReadOnlyList<long> shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape.Count == Shape.Count && !Shape.Where((size, i) => size >= 0 && size != shape[i]).Any();
    }

    /// <summary>Refuses a tensor of another shape.</summary>
    internal void Require(IReadOnlyList<long> shape)
    {
        if (!Takes(shape)) throw new OnnxException($"the model takes {this}, not [{string.Join(", ", shape)}]");
    }
}
