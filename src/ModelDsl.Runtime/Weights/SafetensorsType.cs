using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>An element type of the safetensors format.</summary>
public enum SafetensorsType
{
    /// <summary>Truth values, a byte each.</summary>
    Bool,

    /// <summary>Unsigned 8-bit integers.</summary>
    U8,

    /// <summary>Signed 8-bit integers.</summary>
    I8,

    /// <summary>8-bit floats, 5 bits of exponent; listed but not loaded.</summary>
    F8_E5M2,

    /// <summary>8-bit floats, 4 bits of exponent; listed but not loaded.</summary>
    F8_E4M3,

    /// <summary>Signed 16-bit integers.</summary>
    I16,

    /// <summary>Unsigned 16-bit integers; listed but not loaded.</summary>
    U16,

    /// <summary>IEEE half precision.</summary>
    F16,

    /// <summary>The upper half of a single-precision float.</summary>
    BF16,

    /// <summary>Signed 32-bit integers.</summary>
    I32,

    /// <summary>Unsigned 32-bit integers; listed but not loaded.</summary>
    U32,

    /// <summary>Single precision.</summary>
    F32,

    /// <summary>Double precision.</summary>
    F64,

    /// <summary>Signed 64-bit integers.</summary>
    I64,

    /// <summary>Unsigned 64-bit integers; listed but not loaded.</summary>
    U64,
}

/// <summary>What the element types are called and how large they are.</summary>
internal static class SafetensorsTypes
{
    public static bool TryParse(string text, out SafetensorsType type)
    {
        foreach (var candidate in Enum.GetValues<SafetensorsType>())
        {
            if (candidate.Name() != text) continue;
            type = candidate;
            return true;
        }
        type = default;
        return false;
    }

    public static string Name(this SafetensorsType type) => type == SafetensorsType.Bool ? "BOOL" : type.ToString();

    public static int Size(this SafetensorsType type) => type switch
    {
        SafetensorsType.Bool or SafetensorsType.U8 or SafetensorsType.I8 or SafetensorsType.F8_E5M2 or SafetensorsType.F8_E4M3 => 1,
        SafetensorsType.I16 or SafetensorsType.U16 or SafetensorsType.F16 or SafetensorsType.BF16 => 2,
        SafetensorsType.I32 or SafetensorsType.U32 or SafetensorsType.F32 => 4,
        _ => 8,
    };

    public static bool IsFloat(this SafetensorsType type) =>
        type is SafetensorsType.F16 or SafetensorsType.BF16 or SafetensorsType.F32 or SafetensorsType.F64;

    /// <summary>The type that a tensor holds such elements in; null where TorchSharp has none.</summary>
    public static torch.ScalarType? ToScalarType(this SafetensorsType type) => type switch
    {
        SafetensorsType.Bool => torch.ScalarType.Bool,
        SafetensorsType.U8 => torch.ScalarType.Byte,
        SafetensorsType.I8 => torch.ScalarType.Int8,
        SafetensorsType.I16 => torch.ScalarType.Int16,
        SafetensorsType.F16 => torch.ScalarType.Float16,
        SafetensorsType.BF16 => torch.ScalarType.BFloat16,
        SafetensorsType.I32 => torch.ScalarType.Int32,
        SafetensorsType.F32 => torch.ScalarType.Float32,
        SafetensorsType.F64 => torch.ScalarType.Float64,
        SafetensorsType.I64 => torch.ScalarType.Int64,
        _ => null,
    };

    /// <summary>The file's element type for a tensor's; null where the format has none.</summary>
    public static SafetensorsType? FromScalarType(torch.ScalarType type)
    {
        foreach (var candidate in Enum.GetValues<SafetensorsType>())
            if (candidate.ToScalarType() == type)
                return candidate;
        return null;
    }
}
