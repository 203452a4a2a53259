using ModelDsl.Onnx.Format;

namespace ModelDsl.Onnx.Lowering;

/// <summary>How the format names types and sizes.</summary>
internal static class ModelText
{
    /// <summary>The format's number for a type.</summary>
    public static long DataType(ElementType type) => (long)StoredAs(type);

    /// <summary>How elements of a type are stored where nothing else is wanted.</summary>
    public static TensorProto.Types.DataType StoredAs(ElementType type) => type switch
    {
        ElementType.Float32 => TensorProto.Types.DataType.Float,
        ElementType.Int64 => TensorProto.Types.DataType.Int64,
        ElementType.Bool => TensorProto.Types.DataType.Bool,
    };

    /// <summary>A size as the name of a free axis, without characters outside of ASCII: equal sizes have equal names.</summary>
    public static string Axis(Dim size) => size.ToString()
        .Replace("⌈", "ceil(", StringComparison.Ordinal).Replace("⌉", ")", StringComparison.Ordinal)
        .Replace("⌊√(", "floor(sqrt(", StringComparison.Ordinal).Replace("⌊", "floor(", StringComparison.Ordinal).Replace("⌋", ")", StringComparison.Ordinal)
        .Replace("·", "*", StringComparison.Ordinal).Replace("²", "^2", StringComparison.Ordinal).Replace("³", "^3", StringComparison.Ordinal);

    /// <summary>A tensor's name, type and shape.</summary>
    public static ValueInfoProto Info(Value value)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(value.Shape.Select(size => size.IsConstant
            ? new TensorShapeProto.Types.Dimension { DimValue = size.Value }
            : new TensorShapeProto.Types.Dimension { DimParam = Axis(size) }));
        return new() { Name = value.Name, Type = new() { TensorType = new() { ElemType = (int)value.Stored, Shape = shape } } };
    }

    /// <summary>A node with its attributes.</summary>
    public static NodeProto Of(OnnxNode node)
    {
        var proto = new NodeProto { OpType = node.Kind, Domain = node.Domain, Name = node.Output.Name };
        proto.Input.AddRange(node.Inputs.Select(input => input?.Name ?? ""));
        proto.Output.Add(node.Output.Name);
        proto.Attribute.AddRange(node.Attributes.Select(a => Attribute(a.Name, a.Value)));
        return proto;
    }

    private static AttributeProto Attribute(string name, object value)
    {
        var proto = new AttributeProto { Name = name };
        switch (value)
        {
            case long number:
                (proto.Type, proto.I) = (AttributeProto.Types.AttributeType.Int, number);
                break;
            case float number:
                (proto.Type, proto.F) = (AttributeProto.Types.AttributeType.Float, number);
                break;
            case string text:
                (proto.Type, proto.S) = (AttributeProto.Types.AttributeType.String, Google.Protobuf.ByteString.CopyFromUtf8(text));
                break;
            case long[] numbers:
                proto.Type = AttributeProto.Types.AttributeType.Ints;
                proto.Ints.AddRange(numbers);
                break;
            default:
                throw new InvalidOperationException($"an attribute cannot be a {value.GetType()}");
        }
        return proto;
    }
}
