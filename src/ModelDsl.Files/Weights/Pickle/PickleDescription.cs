using System.Buffers.Binary;
using System.Globalization;

namespace ModelDsl.Runtime;

/// <summary>What a pickle's values are, as a line of text for people.</summary>
internal static class PickleDescription
{
    private const int MaxDepth = 3;
    private const int Shown = 6;

    /// <summary>Describes a value; long ones are cut.</summary>
    public static string Of(object? value) => WeightsException.Printable(Of(value, 0));

    private static string Of(object? value, int depth) => value switch
    {
        null => "None",
        bool b => b ? "True" : "False",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        string text when depth == 0 => text,
        string text => $"'{text}'",
        PickleBytes bytes => $"{bytes.Length} bytes",
        PickleGlobal global => global.Name,
        PickleTensor tensor => $"a tensor [{string.Join(", ", tensor.Shape)}] of {tensor.Storage.Type.Name()}",
        PickleStorage storage => $"{storage.Count} values of {storage.Type.Name()}",
        PickleTuple tuple => $"({List(tuple.Items, depth)})",
        PickleList list => list.IsSet ? $"{{{List(list.Items, depth)}}}" : $"[{List(list.Items, depth)}]",
        PickleObject made => Object(made, depth),
        PickleDict dict => $"{{{Pairs(dict.Items, ": ", depth)}}}",
        _ => "a value",
    };

    private static string Object(PickleObject made, int depth) => (made.Type.Meaning, made) switch
    {
        // The first part of an absolute path is its root.
        (PickleMeaning.Path, _) => string.Join('/', made.Arguments.OfType<string>().Select((part, i) => i == 0 && made.Arguments.Count > 1 ? part.TrimEnd('/', '\\') : part)),
        (PickleMeaning.NumpyScalar, { Arguments: [PickleObject type, PickleBytes bytes] }) => Number(type, bytes) ?? made.Type.Name,
        (PickleMeaning.NumpyArray, { State: PickleTuple { Items: [_, PickleTuple shape, PickleObject type, ..] } }) => Array(shape, type, depth),
        (PickleMeaning.NumpyArray, { Arguments: [_, PickleObject type, PickleTuple shape, _] }) => Array(shape, type, depth),
        (PickleMeaning.NumpyType, { Arguments: [string name, ..] }) => name,
        (PickleMeaning.Attribute, { Arguments: [var owner, string name] }) => $"{Of(owner, depth)}.{name}",
        (PickleMeaning.Mapping, { Arguments: [PickleDict counts] }) => $"{made.Type.Name}({{{Pairs(counts.Items, ": ", depth)}}})",
        (PickleMeaning.Mapping, _) => $"{made.Type.Name}({{{Pairs(made.Items, ": ", depth)}}})",
        (_, { State: PickleDict state }) => $"{made.Type.Name}({Pairs(state.Items, "=", depth)})",
        (_, { Items.Count: > 0 }) => $"{made.Type.Name}({{{Pairs(made.Items, ": ", depth)}}})",
        (_, { Added.Count: > 0 }) => $"{made.Type.Name}([{List(made.Added, depth)}])",
        _ => $"{made.Type.Name}({List(made.Arguments, depth)})",
    };

    private static string Array(PickleTuple shape, PickleObject type, int depth) => $"an array [{List(shape.Items, depth)}] of {Of(type, depth)}";

    /// <summary>A NumPy number, from its type and its bytes.</summary>
    private static string? Number(PickleObject type, PickleBytes bytes) => (type.Arguments is [string name, ..] ? name : "", bytes.Content) switch
    {
        ("f8", { Length: 8 } b) => BinaryPrimitives.ReadDoubleLittleEndian(b).ToString("R", CultureInfo.InvariantCulture),
        ("f4", { Length: 4 } b) => BinaryPrimitives.ReadSingleLittleEndian(b).ToString("R", CultureInfo.InvariantCulture),
        ("f2", { Length: 2 } b) => BinaryPrimitives.ReadHalfLittleEndian(b).ToString("R", CultureInfo.InvariantCulture),
        ("i8", { Length: 8 } b) => BinaryPrimitives.ReadInt64LittleEndian(b).ToString(CultureInfo.InvariantCulture),
        ("i4", { Length: 4 } b) => BinaryPrimitives.ReadInt32LittleEndian(b).ToString(CultureInfo.InvariantCulture),
        ("b1", [var b]) => b == 0 ? "False" : "True",
        _ => null,
    };

    private static string List(IReadOnlyList<object?> items, int depth) =>
        depth == MaxDepth && items.Count > 0 ? "…" : string.Join(", ", items.Take(Shown).Select(i => Of(i, depth + 1))) + (items.Count > Shown ? ", …" : "");

    private static string Pairs(IReadOnlyList<KeyValuePair<object?, object?>> items, string between, int depth)
    {
        if (depth == MaxDepth && items.Count > 0) return "…";
        var pairs = items.Take(Shown).Select(i => $"{(between == "=" && i.Key is string name ? name : Of(i.Key, depth + 1))}{between}{Of(i.Value, depth + 1)}");
        return string.Join(", ", pairs) + (items.Count > Shown ? ", …" : "");
    }
}
