namespace ModelDsl.Generators.Tests.Mutations;

/// <summary>Changes of names, keys and constructs.</summary>
internal static class StructuralMutants
{
    public static IEnumerable<Mutant> All() => AxisNames().Concat(Keys()).Concat(Constructs());

    /// <summary>Pairs of rearrangements, there and back, with two names exchanged in the second.</summary>
    private static IEnumerable<Mutant> AxisNames()
    {
        (string Input, string There, string Back, string Sizes)[] pairs =
        [
            ("8, 4, 4", "b c h w -> b (h w) c", "b (h w) c -> b c h w", "h 4"),
            ("8, 16, 16", "b c (h p) (w q) -> (b h w) (p q) c", "(b h w) (p q) c -> b c (h p) (w q)", "h 4 w 4 p 4 q 4"),
            ("8, 16, 16", "b c (h p) (w q) -> b (h p w q) c", "b (h p w q) c -> (b h w) (p q) c", "h 4 w 4 p 4 q 4"),
            ("16, 4, 4", "b (n d) h w -> b n (h w) d", "b n (h w) d -> b (n d) h w", "n 4 d 4 h 4 w 4"),
            ("16, 4, 4", "b (n d) h w -> b (n h w d)", "b (n h w d) -> b (n d) h w", "n 4 d 4 h 4 w 4"),
        ];
        foreach (var (input, there, back, sizes) in pairs)
        {
            var left = back[..back.IndexOf(" ->", StringComparison.Ordinal)];
            var right = back[left.Length..];
            var names = left.Split([' ', '(', ')'], StringSplitOptions.RemoveEmptyEntries).Where(n => n is not ("b" or "c")).ToArray();
            foreach (var a in names)
            {
                foreach (var b in names.Where(n => string.CompareOrdinal(a, n) < 0))
                {
                    string Exchange(string side) => string.Concat(side.Select(ch => ch == a[0] ? b[0] : ch == b[0] ? a[0] : ch));
                    foreach (var carried in new[] { "", ".Gelu()", ".Dropout(0.1)", ".Softmax()" })
                    {
                        yield return Rearranged(input, there, carried, Exchange(left) + right, sizes, isWrong: true, $"{a} and {b} exchanged");
                        // Exchanged on both sides, the names change and the meaning does not: elements go back where they were.
                        yield return Rearranged(input, Exchange(there), carried, Exchange(left) + Exchange(right), sizes, isWrong: false, $"{a} and {b} renamed");
                    }
                }
                yield return Rearranged(input, there, "", left + right.Replace(a, "z", StringComparison.Ordinal), sizes, isWrong: true, $"{a} mistyped on the right");
                yield return Rearranged(input, there, "", left.Replace(a, "z", StringComparison.Ordinal) + right, sizes, isWrong: true, $"{a} mistyped on the left");
            }
        }
    }

    private static Mutant Rearranged(string input, string there, string carried, string back, string sizes, bool isWrong, string change)
    {
        string Sizes(string pattern, bool all) => string.Concat(sizes.Split(' ').Chunk(2)
            .Where(s => (all || pattern.IndexOf('(') >= 0) && pattern[..pattern.IndexOf("->", StringComparison.Ordinal)].Contains(s[0], StringComparison.Ordinal))
            .Select(s => $", (\"{s[0]}\", {s[1]})"));
        var body = $"var x = s.Input(\"x\", Dim.Batch, {input}).Rearrange(\"{there}\"{Sizes(there, false)}){carried}; return x.Rearrange({{|\"{back}\"|}}{Sizes(back, true)});";
        return Mutant.Of("axis names", body, "", isWrong, $"{change} in {back}");
    }

    /// <summary>A second layer at the key of the first: shared where both are the same, wrong where they differ.</summary>
    private static IEnumerable<Mutant> Keys()
    {
        (string Layer, string Other)[] layers =
        [
            ("Linear(s / K, 16)", "Linear(s / K, 8)"), ("Linear(s / K, 16)", "Linear(s / K, 16, bias: false)"), ("LayerNorm(s / K)", "Linear(s / K, 16)"),
            ("Linear(s / K, 16)", "LayerNorm(s / K)"), ("Linear(s / \"blocks\" / K, 16)", "Linear(s / \"blocks\" / K, 8)"),
            ("Linear(s / \"blocks\" / 0 / K, 16)", "Linear(s / \"blocks\" / 0 / K, 8)"),
        ];
        foreach (var (layer, other) in layers)
        {
            foreach (var key in new[] { "a", "fc1", "norm", "qkv" })
            {
                yield return Keyed(layer.Replace("K", $"\"{key}\"", StringComparison.Ordinal), other.Replace("K", $"{{|\"{key}\"|}}", StringComparison.Ordinal), isWrong: true);
                yield return Keyed(layer.Replace("K", $"\"{key}\"", StringComparison.Ordinal), other.Replace("K", $"{{|\"{key}2\"|}}", StringComparison.Ordinal), isWrong: false);
                yield return Keyed(layer.Replace("K", $"\"{key}\"", StringComparison.Ordinal), layer.Replace("K", $"{{|\"{key}\"|}}", StringComparison.Ordinal), isWrong: false);
            }
        }
        foreach (var name in new[] { "a.b", "a b", "", "ä", "a-b", "a/b", "x:", "\\n" })
            yield return Keyed("LayerNorm(s / \"n\")", $"Linear(s / {{|\"{name}\"|}}, 8)", isWrong: true);
    }

    private static Mutant Keyed(string first, string second, bool isWrong) =>
        Mutant.Of("keys", $"return s.Input(\"x\", Dim.Batch, 7, 16).{first}.{second};", "", isWrong, second);

    /// <summary>What is not part of the language.</summary>
    private static IEnumerable<Mutant> Constructs()
    {
        string[] statements =
        [
            "{|try { n = 3; } finally { n = 4; }|}", "{|lock (o) { n = 3; }|}",
            "var money = {|1.5m|}; n = (int)(money * n);", "dynamic d = n; n = {|d.Length|};",
            "{|using var file = new System.IO.MemoryStream();|}", "n = {|DateTime.Now|}.Year;",
            "n = {|Environment.TickCount|};", "n = {|new Random()|}.Next(8);", "n = {|Guid.NewGuid()|}.GetHashCode();", "{|Console.WriteLine(n)|};",
            "n = {|System.IO.File.ReadAllText(\"x\")|}.Length;", "n = {|System.Threading.Interlocked.Increment(ref n)|};", "{|unsafe { int* p = &n; }|}",
        ];
        string[] contexts = ["X", "if (n > 1) { X }", "for (var i = 0; i < 2; i++) { X }", "void Local() { X } Local();"];
        foreach (var statement in statements)
        {
            foreach (var context in contexts)
            {
                yield return Mutant.Of(
                    "construct", $"var n = 8; var o = new List<int>(); {context.Replace("X", statement, StringComparison.Ordinal)} return s.Input(\"x\", Dim.Batch, 8).Linear(s / \"f\", 8);",
                    "", isWrong: true, statement);
            }
        }
    }
}
