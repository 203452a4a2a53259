using ModelDsl.Onnx.Constants;
using ModelDsl.Onnx.Format;

namespace ModelDsl.Onnx.Lowering;

/// <summary>A tensor of the file: an input, what a node yields, or a constant.</summary>
internal sealed class Value
{
    /// <summary>Its name in the file.</summary>
    public required string Name { get; set; }

    /// <summary>Its sizes.</summary>
    public required Shape Shape { get; init; }

    /// <summary>The type of its elements.</summary>
    public required ElementType Type { get; init; }

    /// <summary>How its elements are stored: as their type says, unless the file has another precision.</summary>
    public TensorProto.Types.DataType Stored
    {
        get => field == TensorProto.Types.DataType.Undefined ? ModelText.StoredAs(Type) : field;
        set;
    }

    /// <summary>The node that yields it; null for an input and a constant.</summary>
    public OnnxNode? Maker { get; init; }

    /// <summary>Computes its elements, when the file is written; null where they depend on an input.</summary>
    public Func<Table>? Table { get; init; }

    /// <summary>Whether it is written into the file: a constant that no node reads is not.</summary>
    public bool IsConstant => Table is not null;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type} {Shape}";
}

/// <summary>A node of the file.</summary>
/// <param name="Kind">The ONNX operator.</param>
/// <param name="Inputs">What it reads; null where an optional input is absent. A rewriting of the file may put others there.</param>
/// <param name="Attributes">Its attributes: whole numbers, floating point numbers, texts, and lists of whole numbers.</param>
internal sealed record OnnxNode(string Kind, Value?[] Inputs, IReadOnlyList<(string Name, object Value)> Attributes)
{
    /// <summary>The domain of its operator; empty for ONNX itself.</summary>
    public string Domain { get; init; } = "";

    /// <summary>What it yields.</summary>
    public Value Output { get; set; } = null!;
}
