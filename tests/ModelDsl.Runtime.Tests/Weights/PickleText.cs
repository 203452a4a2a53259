using System.Buffers.Binary;
using System.Text;

namespace ModelDsl.Runtime.Tests.Weights;

/// <summary>Pickles written instruction by instruction.</summary>
internal sealed class PickleText
{
    private readonly List<byte> bytes = [];

    /// <summary>A pickle of protocol 2, begun.</summary>
    public static PickleText Begin(byte protocol = 2) => new PickleText().Raw(0x80, protocol);

    public PickleText Raw(params ReadOnlySpan<byte> raw)
    {
        bytes.AddRange(raw);
        return this;
    }

    public PickleText Raw(string ascii) => Raw(Encoding.Latin1.GetBytes(ascii));

    public PickleText Times(int count, Func<PickleText, PickleText> part)
    {
        for (var i = 0; i < count; i++) part(this);
        return this;
    }

    public PickleText Global(string module, string name) => Raw($"c{module}\n{name}\n");

    public PickleText StackGlobal(string module, string name) => Text(module).Text(name).Raw(0x93);

    public PickleText Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return Raw((byte)'X').Number(utf8.Length).Raw(utf8);
    }

    public PickleText Int(int value) => Raw((byte)'J').Number(value);

    public PickleText Long(long value)
    {
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(eight, value);
        return Raw(0x8a, 8).Raw(eight);
    }

    public PickleText Numbers(params ReadOnlySpan<long> values)
    {
        Raw("(");
        foreach (var value in values) Long(value);
        return Raw("t");
    }

    /// <summary>A float tensor in a storage.</summary>
    public PickleText Tensor(long[] shape, long[] strides, long offset = 0, string key = "0", long count = 6, string storage = "FloatStorage") =>
        Global("torch._utils", "_rebuild_tensor_v2").Raw("(").Storage(key, count, storage).Long(offset).Numbers(shape).Numbers(strides)
            .Raw(0x89).Global("collections", "OrderedDict").Raw(")R").Raw("tR");

    public PickleText Storage(string key = "0", long count = 6, string storage = "FloatStorage") =>
        Raw("(").Text("storage").Global("torch", storage).Text(key).Text("cpu").Long(count).Raw("tQ");

    public byte[] Stop() => [.. bytes, (byte)'.'];

    public byte[] Cut() => [.. bytes];

    private PickleText Number(int value)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(four, value);
        return Raw(four);
    }
}
