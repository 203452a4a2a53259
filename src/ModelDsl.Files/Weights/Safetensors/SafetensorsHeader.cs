using System.Text.Json;
using static ModelDsl.Runtime.WeightsException;

namespace ModelDsl.Runtime;

/// <summary>
/// The header of a safetensors file: a JSON object that maps each key to an element type, a shape and two offsets. It is
/// read to the letter, since weight files come from strangers: whatever the format forbids is refused.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The longest header that the format allows.</summary>
    public const long MaxLength = 100_000_000;

    // A shape of more axes is not a tensor of PyTorch's world.
    private const int MaxRank = 32;

    private readonly string file;
    private readonly List<Entry> entries = [];
    private readonly Dictionary<string, string> metadata = [];

    /// <summary>A tensor: its bytes lie between two offsets, counted from the end of the header.</summary>
    public sealed record Entry(string Name, ElementType Type, long[] Shape, long Begin, long End);

    private SafetensorsHeader(string file) => this.file = file;

    public IReadOnlyList<Entry> Entries => entries;

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
                throw Bad($"the key '{Printable(name)}' occurs twice");
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
            Expect(ref reader, JsonTokenType.String, $"the metadata '{Printable(name)}' is not a string");
            if (!metadata.TryAdd(name, reader.GetString()!))
                throw Bad($"the metadata '{Printable(name)}' occurs twice");
        }
    }

    private Entry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        ElementType? type = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        Expect(ref reader, JsonTokenType.StartObject, $"'{Printable(name)}' is not an object");
        while (ReadName(ref reader, out var field))
        {
            switch (field)
            {
                case "dtype" when type is null:
                    Expect(ref reader, JsonTokenType.String, $"the dtype of '{Printable(name)}' is not a string");
                    var text = reader.GetString()!;
                    if (!ElementTypes.TryParse(text, out var known))
                        throw Bad($"'{Printable(name)}' has the unknown dtype '{Printable(text)}'");
                    type = known;
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, $"the shape of '{Printable(name)}'");
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, $"data_offsets of '{Printable(name)}'");
                    break;
                default:
                    throw Bad($"'{Printable(name)}' has an unknown or repeated field '{Printable(field)}'");
            }
        }
        if (type is null || shape is null || offsets is not [var begin, var end])
            throw Bad($"'{Printable(name)}' lacks a dtype, a shape or two data_offsets");
        var entry = new Entry(name, type.Value, [.. shape], begin, end);
        if (begin > end || end - begin != ShapeSize.Bytes(entry.Shape, entry.Type))
            throw Bad($"'{Printable(name)}' has the shape [{string.Join(", ", shape)}] of {type.Value.Name()}, which does not take the {end - begin} bytes that it is given");
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
            if (numbers.Count == MaxRank) throw Bad($"{what} holds more than {MaxRank} numbers");
            numbers.Add(number);
        }
        return numbers;
    }

    private void CheckOffsets(long dataLength)
    {
        var position = 0L;
        foreach (var entry in entries.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.Begin != position)
                throw Bad($"'{Printable(entry.Name)}' begins at byte {entry.Begin} of the data, where byte {position} is next (a hole or an overlap)");
            position = entry.End;
        }
        if (position > dataLength)
            throw new WeightsException(file, $"the file is truncated: its header describes {position} bytes of data, {dataLength} are there", remedy: "copy or download it again");
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
        new(file, "not a valid safetensors file: " + reason, "header", remedy: "write it again with a library for safetensors", inner: inner);
}
