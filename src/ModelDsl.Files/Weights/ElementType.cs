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

    /// <summary>The number that PyTorch and TorchSharp give the type (c10::ScalarType); null for those that are listed but not loaded.</summary>
    internal static int? TorchNumber(this ElementType type) => type switch
    {
        ElementType.U8 => 0,
        ElementType.I8 => 1,
        ElementType.I16 => 2,
        ElementType.I32 => 3,
        ElementType.I64 => 4,
        ElementType.F16 => 5,
        ElementType.F32 => 6,
        ElementType.F64 => 7,
        ElementType.Bool => 11,
        ElementType.BF16 => 15,
        _ => null,
    };

    /// <summary>The element type of such a number; null where files have none.</summary>
    internal static ElementType? OfTorchNumber(long number)
    {
        foreach (var candidate in Enum.GetValues<ElementType>())
            if (candidate.TorchNumber() == number)
                return candidate;
        return null;
    }
}
