using System.Buffers.Binary;
using System.Text;

namespace ModelDsl.Runtime.Tests.Weights;

/// <summary>Files written by hand, right or wrong.</summary>
internal static class Safetensors
{
    /// <summary>A file with a header and as many data bytes as given.</summary>
    public static byte[] File(string header, params byte[] data) => File(Encoding.UTF8.GetBytes(header), data);

    public static byte[] File(byte[] header, byte[] data)
    {
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        return [.. prefix, .. header, .. data];
    }

    public static byte[] Bytes(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
