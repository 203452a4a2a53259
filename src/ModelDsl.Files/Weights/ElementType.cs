using TorchSharp;

namespace ModelDsl.Runtime;

/// <summary>What the elements of a tensor in a weight file are. The names are those of the safetensors format.</summary>
public enum ElementType
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
public static class ElementTypes
{
    internal static bool TryParse(string text, out ElementType type)
    {
        foreach (var candidate in Enum.GetValues<ElementType>())
        {
            if (candidate.Name() != text) continue;
            type = candidate;
            return true;
        }
        type = default;
        return false;
    }

    /// <summary>The name that safetensors files have for it, such as <c>F32</c> or <c>BOOL</c>.</summary>
    /// <param name="type">The element type.</param>
    public static string Name(this ElementType type) => type == ElementType.Bool ? "BOOL" : type.ToString();

    internal static int Size(this ElementType type) => type switch
    {
        ElementType.Bool or ElementType.U8 or ElementType.I8 or ElementType.F8_E5M2 or ElementType.F8_E4M3 => 1,
        ElementType.I16 or ElementType.U16 or ElementType.F16 or ElementType.BF16 => 2,
        ElementType.I32 or ElementType.U32 or ElementType.F32 => 4,
        _ => 8,
    };

    internal static bool IsWhole(this ElementType type) =>
        type is ElementType.U8 or ElementType.I8 or ElementType.I16 or ElementType.I32 or ElementType.I64;

    internal static bool IsFloat(this ElementType type) =>
        type is ElementType.F16 or ElementType.BF16 or ElementType.F32 or ElementType.F64;

    /// <summary>The type that a tensor holds such elements in; null where TorchSharp has none.</summary>
    internal static torch.ScalarType? ToScalarType(this ElementType type) => type switch
    {
        ElementType.Bool => torch.ScalarType.Bool,
        ElementType.U8 => torch.ScalarType.Byte,
        ElementType.I8 => torch.ScalarType.Int8,
        ElementType.I16 => torch.ScalarType.Int16,
        ElementType.F16 => torch.ScalarType.Float16,
        ElementType.BF16 => torch.ScalarType.BFloat16,
        ElementType.I32 => torch.ScalarType.Int32,
        ElementType.F32 => torch.ScalarType.Float32,
        ElementType.F64 => torch.ScalarType.Float64,
        ElementType.I64 => torch.ScalarType.Int64,
        _ => null,
    };

    /// <summary>The file's element type for a tensor's; null where the format has none.</summary>
    internal static ElementType? FromScalarType(torch.ScalarType type)
    {
        foreach (var candidate in Enum.GetValues<ElementType>())
            if (candidate.ToScalarType() == type)
                return candidate;
        return null;
    }
}
