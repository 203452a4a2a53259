using System.Text.Json;

namespace ModelDsl.Cli.Verification;

/// <summary>Reads golden files.</summary>
internal static class GoldenFile
{
    /// <summary>Reads a golden file.</summary>
    /// <exception cref="UserException">The file cannot be read or is not a golden file.</exception>
    public static Golden Read(string path)
    {
        if (Directory.Exists(path)) throw new UserException($"{path}: is a folder, not a golden file");
        try
        {
            var bytes = File.ReadAllBytes(path);
            if (bytes.Length == 0) throw new UserException($"{path}: not a golden file: it is empty");
            using var document = JsonDocument.Parse(bytes);
            return ReadGolden(path, document.RootElement);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserException($"{path}: no such file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UserException($"{path}: cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException)
        {
            throw new UserException($"{path}: not a golden file: {e.Message}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or IndexOutOfRangeException)
        {
            // What the JSON reader says is about its own types.
            throw new UserException($"{path}: not a golden file: a list or value in it is of another form than in those of tests/Goldens", e);
        }
    }

    private static Golden ReadGolden(string path, JsonElement root) => new(
        path,
        root.Entry("parameters").GetInt64(),
        root.TryGetProperty("inputs", out var inputs)
            ? [.. inputs.EnumerateObject().Select(input => new GoldenInput(input.Name, Sizes(input.Value)))]
            : [new("input", Sizes(root.Entry("input")))],
        [.. root.Entry("state").EnumerateArray().Select(ReadState)],
        root.TryGetProperty("outputs", out var outputs) ? ReadValues(root, outputs) : null);

    private static GoldenState ReadState(JsonElement entry) => new(
        Text(entry[0]), Sizes(entry[1]), Text(entry[2]),
        Text(entry[3]) switch
        {
            "parameter" => true,
            "buffer" => false,
            var other => throw new FormatException($"'{other}' is neither a parameter nor a buffer"),
        });

    private static GoldenValues ReadValues(JsonElement root, JsonElement outputs) => new(
        [.. outputs.EnumerateObject().Select(ReadTensor)],
        [.. root.Entry("taps").EnumerateObject().Select(ReadTensor)],
        root.Entry("loss").GetDouble(),
        [.. root.Entry("grad_norms").EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value.GetDouble()))]);

    private static GoldenTensor ReadTensor(JsonProperty tensor)
    {
        var shape = Sizes(tensor.Value.Entry("shape"));
        var count = shape.Aggregate(1L, (product, size) => checked(product * size));
        var samples = tensor.Value.Entry("samples").EnumerateArray().Select(s => (Index: s[0].GetInt64(), Value: s[1].GetDouble())).ToList();
        if (samples.FindIndex(s => s.Index < 0 || s.Index >= count) is >= 0 and var bad)
            throw new FormatException($"'{tensor.Name}' has a sample at {samples[bad].Index}, and {count} values");
        return new GoldenTensor(tensor.Name, shape, tensor.Value.Entry("mean").GetDouble(), tensor.Value.Entry("rms").GetDouble(), samples);
    }

    private static JsonElement Entry(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value : throw new FormatException($"'{name}' is missing");

    private static long[] Sizes(JsonElement array) => [.. array.EnumerateArray().Select(s => s.GetInt64())];

    private static string Text(JsonElement element) => element.GetString() ?? throw new FormatException("null where text belongs");
}
