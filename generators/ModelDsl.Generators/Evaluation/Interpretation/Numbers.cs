using System;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelDsl.Generators.Evaluation;

/// <summary>Arithmetic on boxed numbers with the rules of C#.</summary>
internal static class Numbers
{
    /// <summary>The value of <c>a ∘ b</c>, or null where the operator does not exist for these operands.</summary>
    public static object? Binary(BinaryOperatorKind kind, object a, object b, bool isChecked)
    {
        if (kind is BinaryOperatorKind.LeftShift or BinaryOperatorKind.RightShift or BinaryOperatorKind.UnsignedRightShift) return Shift(kind, a, (int)ToLong(b));
        return (Promote(a), Promote(b)) switch
        {
            (int x, int y) => Int(kind, x, y, isChecked),
            (long x, long y) => Long(kind, x, y, isChecked),
            (double x, double y) => Double(kind, x, y),
            (float x, float y) => Float(kind, x, y),
            (uint x, uint y) => Shrink(Long(kind, x, y, isChecked), isChecked),
            (ulong x, ulong y) => ULong(kind, x, y, isChecked),
            (bool x, bool y) => Bool(kind, x, y),
            _ => null,
        };
    }

    public static object? Negate(object a, bool isChecked) => Promote(a) switch
    {
        int x => isChecked ? checked(-x) : unchecked(-x),
        long x => isChecked ? checked(-x) : unchecked(-x),
        double x => -x,
        float x => -x,
        uint x => -(long)x,
        _ => null,
    };

    public static object? Complement(object a) => Promote(a) switch { int x => ~x, long x => ~x, uint x => ~x, ulong x => ~x, _ => null };

    /// <summary>A number converted to another type, or null where that type is none of numbers.</summary>
    public static object? Convert(object number, SpecialType target, bool isChecked)
    {
        if (target == SpecialType.System_Double) return ToDouble(number);
        if (target == SpecialType.System_Single) return number switch { float => number, double real => (float)real, ulong natural => (float)natural, _ => (float)ToLong(number) };
        if (number is double or float) return FromReal(ToDouble(number), target, isChecked);
        if (number is ulong big)
        {
            if (target == SpecialType.System_UInt64) return big;
            return FromLong(isChecked ? checked((long)big) : unchecked((long)big), target, isChecked);
        }
        return FromLong(ToLong(number), target, isChecked);
    }

    /// <summary>A real number as an integer. What lies outside of its type is the nearest one, as since .NET 9.</summary>
    private static object? FromReal(double number, SpecialType target, bool isChecked)
    {
        number = Math.Truncate(number);
        var isNatural = target is SpecialType.System_UInt64 or SpecialType.System_UInt32;
        if (isChecked)
        {
            // The limits themselves are not doubles: what is next to them is told apart by its sign.
            if (target == SpecialType.System_UInt64) return number is >= 0 and < 18446744073709551616.0 ? (ulong)number : throw new OverflowException();
            return number is >= -9223372036854775808.0 and < 9223372036854775808.0 ? FromLong((long)number, target, true) : throw new OverflowException();
        }
        if (double.IsNaN(number)) return FromLong(0, target, false);
        if (target == SpecialType.System_UInt64) return number <= 0 ? 0UL : number >= 18446744073709551616.0 ? ulong.MaxValue : (ulong)number;
        if (target == SpecialType.System_Int64) return number >= 9223372036854775808.0 ? long.MaxValue : number <= -9223372036854775808.0 ? long.MinValue : (long)number;
        var (least, most) = isNatural ? (0, uint.MaxValue) : ((double)int.MinValue, (double)int.MaxValue);
        return FromLong((long)Math.Min(most, Math.Max(least, number)), target, false);
    }

    /// <summary>The type of a number.</summary>
    public static SpecialType TypeOf(object number) => number switch
    {
        int => SpecialType.System_Int32,
        long => SpecialType.System_Int64,
        double => SpecialType.System_Double,
        float => SpecialType.System_Single,
        char => SpecialType.System_Char,
        byte => SpecialType.System_Byte,
        sbyte => SpecialType.System_SByte,
        short => SpecialType.System_Int16,
        ushort => SpecialType.System_UInt16,
        uint => SpecialType.System_UInt32,
        ulong => SpecialType.System_UInt64,
        _ => throw new InvalidCastException($"'{number}' is not a number"),
    };

    public static bool IsNumber(object? data) =>
        data is int or long or double or float or byte or sbyte or short or ushort or uint or ulong or char;

    public static double ToDouble(object number) => number switch
    {
        double x => x,
        float x => x,
        ulong x => x,
        _ => ToLong(number),
    };

    public static long ToLong(object number) => number switch
    {
        int x => x,
        long x => x,
        char x => x,
        byte x => x,
        sbyte x => x,
        short x => x,
        ushort x => x,
        uint x => x,
        ulong x => unchecked((long)x),
        double x => (long)x,
        float x => (long)x,
        _ => throw new InvalidCastException($"'{number}' is not a number"),
    };

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static object Promote(object a) => a switch
    {
        byte x => (int)x,
        sbyte x => (int)x,
        short x => (int)x,
        ushort x => (int)x,
        char x => (int)x,
        _ => a,
    };

    private static object? FromLong(long value, SpecialType target, bool isChecked)
    {
        checked
        {
            if (isChecked)
            {
                return target switch
                {
                    SpecialType.System_Int32 => (int)value,
                    SpecialType.System_Int64 => value,
                    SpecialType.System_Char => (char)value,
                    SpecialType.System_Byte => (byte)value,
                    SpecialType.System_SByte => (sbyte)value,
                    SpecialType.System_Int16 => (short)value,
                    SpecialType.System_UInt16 => (ushort)value,
                    SpecialType.System_UInt32 => (uint)value,
                    SpecialType.System_UInt64 => (ulong)value,
                    _ => null,
                };
            }
        }
        unchecked
        {
            return target switch
            {
                SpecialType.System_Int32 => (int)value,
                SpecialType.System_Int64 => value,
                SpecialType.System_Char => (char)value,
                SpecialType.System_Byte => (byte)value,
                SpecialType.System_SByte => (sbyte)value,
                SpecialType.System_Int16 => (short)value,
                SpecialType.System_UInt16 => (ushort)value,
                SpecialType.System_UInt32 => (uint)value,
                SpecialType.System_UInt64 => (ulong)value,
                _ => null,
            };
        }
    }

    private static object? Shrink(object? value, bool isChecked) =>
        value is long number ? (isChecked ? checked((uint)number) : unchecked((uint)number)) : value;

    private static object? Shift(BinaryOperatorKind kind, object a, int by) => (Promote(a), kind) switch
    {
        (int x, BinaryOperatorKind.LeftShift) => x << by,
        (int x, BinaryOperatorKind.RightShift) => x >> by,
        (int x, _) => x >>> by,
        (long x, BinaryOperatorKind.LeftShift) => x << by,
        (long x, BinaryOperatorKind.RightShift) => x >> by,
        (long x, _) => x >>> by,
        (uint x, BinaryOperatorKind.LeftShift) => x << by,
        (uint x, _) => x >> by,
        (ulong x, BinaryOperatorKind.LeftShift) => x << by,
        (ulong x, _) => x >> by,
        _ => null,
    };

    private static object? Int(BinaryOperatorKind kind, int a, int b, bool isChecked) => kind switch
    {
        // The least number divided by -1 overflows, which a long has room for.
        BinaryOperatorKind.Divide => a / b,
        BinaryOperatorKind.Remainder => a % b,
        _ when Bits(kind, a, b) is { } number => isChecked ? checked((int)number) : unchecked((int)number),
        _ => Compared(kind, a.CompareTo(b)),
    };

    private static object? Long(BinaryOperatorKind kind, long a, long b, bool isChecked) => kind switch
    {
        BinaryOperatorKind.Add when isChecked => checked(a + b),
        BinaryOperatorKind.Subtract when isChecked => checked(a - b),
        BinaryOperatorKind.Multiply when isChecked => checked(a * b),
        BinaryOperatorKind.Divide => a / b,
        BinaryOperatorKind.Remainder => a % b,
        _ when Bits(kind, a, b) is { } number => number,
        _ => Compared(kind, a.CompareTo(b)),
    };

    private static object? ULong(BinaryOperatorKind kind, ulong a, ulong b, bool isChecked) => kind switch
    {
        BinaryOperatorKind.Add when isChecked => checked(a + b),
        BinaryOperatorKind.Subtract when isChecked => checked(a - b),
        BinaryOperatorKind.Multiply when isChecked => checked(a * b),
        BinaryOperatorKind.Divide => a / b,
        BinaryOperatorKind.Remainder => a % b,
        _ when Bits(kind, unchecked((long)a), unchecked((long)b)) is { } bits => unchecked((ulong)bits),
        _ => Compared(kind, a.CompareTo(b)),
    };

    /// <summary>What is the same on the bits of all whole numbers; null for another operator.</summary>
    private static long? Bits(BinaryOperatorKind kind, long a, long b) => kind switch
    {
        BinaryOperatorKind.Add => unchecked(a + b),
        BinaryOperatorKind.Subtract => unchecked(a - b),
        BinaryOperatorKind.Multiply => unchecked(a * b),
        BinaryOperatorKind.And => a & b,
        BinaryOperatorKind.Or => a | b,
        BinaryOperatorKind.ExclusiveOr => a ^ b,
        _ => null,
    };

    /// <summary>What an operator says of two numbers in an order: below zero where the first is the smaller.</summary>
    private static object? Compared(BinaryOperatorKind kind, int order) => kind switch
    {
        BinaryOperatorKind.Equals => order == 0,
        BinaryOperatorKind.NotEquals => order != 0,
        BinaryOperatorKind.LessThan => order < 0,
        BinaryOperatorKind.LessThanOrEqual => order <= 0,
        BinaryOperatorKind.GreaterThan => order > 0,
        BinaryOperatorKind.GreaterThanOrEqual => order >= 0,
        _ => null,
    };

    private static object? Double(BinaryOperatorKind kind, double a, double b) => kind switch
    {
        BinaryOperatorKind.Add => a + b,
        BinaryOperatorKind.Subtract => a - b,
        BinaryOperatorKind.Multiply => a * b,
        BinaryOperatorKind.Divide => a / b,
        BinaryOperatorKind.Remainder => a % b,
        BinaryOperatorKind.Equals => a == b,
        BinaryOperatorKind.NotEquals => a != b,
        BinaryOperatorKind.LessThan => a < b,
        BinaryOperatorKind.LessThanOrEqual => a <= b,
        BinaryOperatorKind.GreaterThan => a > b,
        BinaryOperatorKind.GreaterThanOrEqual => a >= b,
        _ => null,
    };

    private static object? Float(BinaryOperatorKind kind, float a, float b) => kind switch
    {
        BinaryOperatorKind.Add => a + b,
        BinaryOperatorKind.Subtract => a - b,
        BinaryOperatorKind.Multiply => a * b,
        BinaryOperatorKind.Divide => a / b,
        BinaryOperatorKind.Remainder => a % b,
        _ => Double(kind, a, b),
    };

    private static object? Bool(BinaryOperatorKind kind, bool a, bool b) => kind switch
    {
        BinaryOperatorKind.And => a & b,
        BinaryOperatorKind.Or => a | b,
        BinaryOperatorKind.ExclusiveOr or BinaryOperatorKind.NotEquals => a ^ b,
        BinaryOperatorKind.Equals => a == b,
        _ => null,
    };
}
