using System.Buffers.Binary;
using Google.Protobuf;
using ModelDsl.Onnx.Constants;
using ModelDsl.Onnx.Format;
using ModelDsl.Onnx.Lowering;

namespace ModelDsl.Onnx.Files;

/// <summary>
/// Writes a model as an ONNX file. Weights never lie in memory together: each is asked for, written, and forgotten.
/// </summary>
/// <param name="graph">The model.</param>
/// <param name="model">All of the file but the graph.</param>
internal sealed class ModelFile(LoweredGraph graph, ModelProto model)
{
    // What readers of protobuf take at most, and the bytes that say where the graph begins.
    private const long LargestFile = int.MaxValue;
    private const int GraphTag = 16;

    // Shapes, axes and scalars stay in the file itself: engines need them before they look for weights elsewhere.
    private const long SmallestOutside = 1024;

    // Weights that are mapped into memory have to begin on a page.
    private const long Alignment = 4096;

    private const long LargeArray = 8 << 20;

    private readonly byte[] _graph = Graph(graph).ToByteArray();

    /// <summary>Whether one file can hold all the weights.</summary>
    public bool HoldsWeights => Fits(Whole());

    /// <summary>Writes the file with all its weights.</summary>
    /// <exception cref="OnnxException">It is larger than readers of ONNX take.</exception>
    public void Write(Stream file) => Write(file, Whole());

    /// <summary>Writes the file, and its weights into another one.</summary>
    /// <param name="file">The file.</param>
    /// <param name="weights">The file of weights.</param>
    /// <param name="location">Its name, as seen from the folder of the model.</param>
    public void Write(Stream file, Stream weights, string location)
    {
        var (tensors, offset) = (new List<(byte[], long)>(), 0L);
        foreach (var constant in graph.Constants)
        {
            var bytes = Bytes(constant);
            if (bytes < SmallestOutside)
            {
                tensors.Add((Header(constant), bytes));
                continue;
            }
            var start = (offset + Alignment - 1) / Alignment * Alignment;
            tensors.Add((Header(constant, location, start, bytes), 0));
            offset = start + bytes;
        }
        Write(file, tensors);
        offset = 0;
        foreach (var constant in graph.Constants.Where(c => Bytes(c) >= SmallestOutside))
        {
            var padding = (offset + Alignment - 1) / Alignment * Alignment - offset;
            weights.Write(new byte[padding]);
            Values(constant, weights);
            offset += padding + Bytes(constant);
        }
    }

    private void Write(Stream file, List<(byte[] Header, long Bytes)> tensors)
    {
        if (!Fits(tensors))
            throw new OnnxException("the model has more than 2 GiB of weights, which one ONNX file cannot hold; write them into a second file (--external)");
        file.Write(model.ToByteArray());
        Tag(file, ModelProto.GraphFieldNumber, Total(tensors));
        file.Write(_graph);
        for (var i = 0; i < tensors.Count; i++)
        {
            var (header, bytes) = tensors[i];
            Tag(file, GraphProto.InitializerFieldNumber, LengthOf(header, bytes));
            file.Write(header);
            if (bytes == 0) continue;
            Tag(file, TensorProto.RawDataFieldNumber, bytes);
            Values(graph.Constants[i], file);
        }
    }

    private List<(byte[] Header, long Bytes)> Whole() => [.. graph.Constants.Select(c => (Header(c), Bytes(c)))];

    private bool Fits(List<(byte[] Header, long Bytes)> tensors) => Total(tensors) + model.CalculateSize() + GraphTag <= LargestFile;

    /// <summary>The length of the graph: its nodes and its tensors.</summary>
    private long Total(List<(byte[] Header, long Bytes)> tensors) =>
        _graph.LongLength + tensors.Sum(t => LengthOf(t.Header, t.Bytes) is var length ? TagLength(GraphProto.InitializerFieldNumber, length) + length : 0);

    private static long LengthOf(byte[] header, long bytes) => header.LongLength + (bytes == 0 ? 0 : TagLength(TensorProto.RawDataFieldNumber, bytes) + bytes);

    private static GraphProto Graph(LoweredGraph graph)
    {
        var proto = new GraphProto { Name = "model" };
        proto.Node.AddRange(graph.Nodes.Select(ModelText.Of));
        proto.Input.AddRange(graph.Inputs.Select(ModelText.Info));
        proto.Output.AddRange(graph.Outputs.Select(ModelText.Info));
        proto.ValueInfo.AddRange(graph.Nodes.Select(n => n.Output).Except(graph.Outputs).Select(ModelText.Info));
        return proto;
    }

    private static byte[] Header(Value constant) => Tensor(constant).ToByteArray();

    private static byte[] Header(Value constant, string location, long offset, long length)
    {
        var tensor = Tensor(constant);
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = Dim.Text(offset) });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = Dim.Text(length) });
        return tensor.ToByteArray();
    }

    private static TensorProto Tensor(Value constant)
    {
        var tensor = new TensorProto { Name = constant.Name, DataType = (int)constant.Stored };
        tensor.Dims.AddRange(TableLowering.Sizes(constant.Shape));
        return tensor;
    }

    private static long Bytes(Value constant) => constant.Shape.Elements.Value * SizeOf(constant.Stored);

    private static int SizeOf(TensorProto.Types.DataType stored) => stored switch
    {
        TensorProto.Types.DataType.Int64 => 8,
        TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Int32 => 4,
        TensorProto.Types.DataType.Float16 or TensorProto.Types.DataType.Bfloat16 => 2,
        _ => 1,
    };

    private static void Put(Span<byte> place, double value, Value constant)
    {
        switch (constant.Stored)
        {
            case TensorProto.Types.DataType.Float:
                BinaryPrimitives.WriteSingleLittleEndian(place, (float)value);
                break;
            case TensorProto.Types.DataType.Float16:
                if (double.IsFinite(value) && !Half.IsFinite((Half)value)) throw new OnnxException($"'{constant.Name}' holds {value:R}, which float16 cannot: write the model as bfloat16 or float32");
                BinaryPrimitives.WriteHalfLittleEndian(place, (Half)value);
                break;
            case TensorProto.Types.DataType.Bfloat16:
                BinaryPrimitives.WriteUInt16LittleEndian(place, BFloat16((float)value));
                break;
            case TensorProto.Types.DataType.Int64:
                BinaryPrimitives.WriteInt64LittleEndian(place, (long)value);
                break;
            case TensorProto.Types.DataType.Int32:
                BinaryPrimitives.WriteInt32LittleEndian(place, (int)value);
                break;
            default:
                place[0] = unchecked((byte)(long)value);
                break;
        }
    }

    /// <summary>The values of a constant, the lowest byte first.</summary>
    private static void Values(Value constant, Stream file)
    {
        var table = constant.Table!();
        if (table.Count != constant.Shape.Elements.Value)
            throw new OnnxException($"'{constant.Name}' has {table.Count} values, and the model needs {constant.Shape}");
        var (buffer, size, filled) = (new byte[1 << 16], SizeOf(constant.Stored), 0);
        var values = table.Read();
        for (var i = 0L; i < table.Count; i++)
        {
            Put(buffer.AsSpan(filled, size), values.Next(), constant);
            filled += size;
            if (filled < buffer.Length) continue;
            file.Write(buffer);
            filled = 0;
        }
        file.Write(buffer, 0, filled);
        // .NET lets large arrays pile up until memory is short; the next weight is as large.
        if (Bytes(constant) >= LargeArray) GC.Collect();
    }

    /// <summary>The upper half of a number's bits, rounded to the nearest, to the even one of two.</summary>
    private static ushort BFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    private static int TagLength(int field, long length) =>
        CodedOutputStream.ComputeUInt32Size(WireFormat.MakeTag(field, WireFormat.WireType.LengthDelimited)) + CodedOutputStream.ComputeUInt64Size((ulong)length);

    private static void Tag(Stream file, int field, long length)
    {
        using var output = new CodedOutputStream(file, leaveOpen: true);
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteUInt64((ulong)length);
    }
}
