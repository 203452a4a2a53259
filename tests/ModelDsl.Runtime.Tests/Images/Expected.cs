using System.Text.Json;

namespace ModelDsl.Runtime.Tests.Images;

/// <summary>What PIL made of the fixtures (Fixtures/make.py).</summary>
internal static class Expected
{
    private static readonly JsonElement Root = JsonDocument.Parse(File.ReadAllText(Scratch.Fixture("expected.json"))).RootElement;

    public static JsonElement Decoded(string name) => Root.GetProperty("decoded").GetProperty(name);

    public static IEnumerable<string> DecodedNames => Root.GetProperty("decoded").EnumerateObject().Select(p => p.Name);

    public static JsonElement[] Turned => [.. Root.GetProperty("turned").EnumerateArray()];

    public static JsonElement[] Resized => [.. Root.GetProperty("resized").EnumerateArray()];

    public static JsonElement[] Transformed => [.. Root.GetProperty("transformed").EnumerateArray()];

    /// <summary>Every byte is the same: size, a hash of all of them, and a few one by one for a readable failure.</summary>
    public static void Same(JsonElement expected, RgbImage actual)
    {
        Near(expected, actual, 0);
        var hash = 0xCBF29CE484222325;
        foreach (var value in actual.Pixels) hash = (hash ^ value) * 0x100000001B3;
        Assert.Equal(expected.GetProperty("hash").GetString(), hash.ToString("x16"));
    }

    /// <summary>The size is the same, and the samples differ by no more than a tolerance.</summary>
    public static void Near(JsonElement expected, RgbImage actual, int tolerance)
    {
        Assert.Equal(expected.GetProperty("width").GetInt32(), actual.Width);
        Assert.Equal(expected.GetProperty("height").GetInt32(), actual.Height);
        Assert.All(expected.GetProperty("samples").EnumerateArray(), s => Assert.InRange(
            actual.Pixels[s[0].GetInt32()], s[1].GetInt32() - tolerance, s[1].GetInt32() + tolerance));
    }
}
