using System.Text.Json;

namespace ModelDsl.Runtime;

/// <summary>A tensor in a safetensors file.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Type">What its elements are.</param>
/// <param name="Shape">Its sizes; empty for a single value.</param>
/// <param name="Begin">Where its bytes begin, counted from the end of the header.</param>
/// <param name="End">Where they end.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsType Type, IReadOnlyList<long> Shape, long Begin, long End);

/// <summary>
/// The header of a safetensors file: a JSON object that maps each key to an element type, a shape and two offsets. It is
/// read to the letter, since weight files come from strangers: whatever the format forbids is refused.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The longest header that the format allows.</summary>
    public const long MaxLength = 100_000_000;

    private readonly string file;
    private readonly List<SafetensorsEntry> entries = [];
    private readonly Dictionary<string, string> metadata = [];

    private SafetensorsHeader(string file) => this.file = file;

    public IReadOnlyList<SafetensorsEntry> Entries => entries;

    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>Reads a header and checks it against the number of bytes that follow it.</summary>
    /// <exception cref="WeightsException">The header is not well formed or does not describe exactly those bytes.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength, string file)
    {
        var header = new SafetensorsHeader(file);
        if (json is not [(byte)'{', ..])
            throw header.Bad("it does not start with '{'");
        try
        {
            header.ReadObject(json);
        }
        catch (JsonException e)
        {
            throw header.Bad("it is not valid JSON", e);
        }
        catch (InvalidOperationException e)
        {
            // The reader's word for text that is not UTF-8.
            throw header.Bad("it holds text that is not valid UTF-8", e);
        }
        header.CheckOffsets(dataLength);
        return header;
    }

    private void ReadObject(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (ReadName(ref reader, out var name))
        {
            if (!names.Add(name))
                throw Bad($"the key '{name}' occurs twice");
            if (name == "__metadata__") ReadMetadata(ref reader);
            else entries.Add(ReadEntry(ref reader, name));
        }
        // Also makes sure that nothing but white space follows.
        reader.Read();
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, "__metadata__ is not an object");
        while (ReadName(ref reader, out var name))
        {
            Expect(ref reader, JsonTokenType.String, $"the metadata '{name}' is not a string");
            if (!metadata.TryAdd(name, reader.GetString()!))
                throw Bad($"the metadata '{name}' occurs twice");
        }
    }

    private SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        SafetensorsType? type = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        Expect(ref reader, JsonTokenType.StartObject, $"'{name}' is not an object");
        while (ReadName(ref reader, out var field))
        {
            switch (field)
            {
                case "dtype" when type is null:
                    Expect(ref reader, JsonTokenType.String, $"the dtype of '{name}' is not a string");
                    var text = reader.GetString()!;
                    if (!SafetensorsTypes.TryParse(text, out var known))
                        throw Bad($"'{name}' has the unknown dtype '{text}'");
                    type = known;
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, $"the shape of '{name}'");
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, $"data_offsets of '{name}'");
                    break;
                default:
                    throw Bad($"'{name}' has an unknown or repeated field '{field}'");
            }
        }
        if (type is null || shape is null || offsets is not [var begin, var end])
            throw Bad($"'{name}' lacks a dtype, a shape or two data_offsets");
        var entry = new SafetensorsEntry(name, type.Value, shape, begin, end);
        if (begin > end || end - begin != ByteLength(entry))
            throw Bad($"'{name}' has the shape [{string.Join(", ", shape)}] of {type.Value.Name()}, which does not take the {end - begin} bytes that it is given");
        return entry;
    }

    private List<long> ReadNumbers(ref Utf8JsonReader reader, string what)
    {
        var numbers = new List<long>();
        Expect(ref reader, JsonTokenType.StartArray, $"{what} is not an array");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
                throw Bad($"{what} holds something other than a natural number");
            numbers.Add(number);
        }
        return numbers;
    }

    /// <summary>The bytes that an entry's shape and type take; −1 where that is more than 63 bits can say.</summary>
    private static long ByteLength(SafetensorsEntry entry)
    {
        // A zero anywhere makes the whole nothing, however large the other sizes are.
        if (entry.Shape.Contains(0)) return 0;
        long length = entry.Type.Size();
        foreach (var size in entry.Shape)
        {
            if (length > long.MaxValue / size) return -1;
            length *= size;
        }
        return length;
    }

    private void CheckOffsets(long dataLength)
    {
        var position = 0L;
        foreach (var entry in entries.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.Begin != position)
                throw Bad($"'{entry.Name}' begins at byte {entry.Begin} of the data, where byte {position} is next (a hole or an overlap)");
            position = entry.End;
        }
        if (position > dataLength)
            throw new WeightsException(file, $"the file is truncated: its header describes {position} bytes of data, {dataLength} are there");
        if (position < dataLength)
            throw Bad($"it describes {position} bytes of data, and the file holds {dataLength}");
    }

    private bool ReadName(ref Utf8JsonReader reader, out string name)
    {
        reader.Read();
        name = reader.TokenType == JsonTokenType.PropertyName ? reader.GetString()! : "";
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    private void Expect(ref Utf8JsonReader reader, JsonTokenType type, string otherwise)
    {
        reader.Read();
        if (reader.TokenType != type)
            throw Bad(otherwise);
    }

    private WeightsException Bad(string reason, Exception? inner = null) =>
        new(file, "not a valid safetensors file: in the header, " + reason.ReplaceLineEndings(" "), inner);
}
