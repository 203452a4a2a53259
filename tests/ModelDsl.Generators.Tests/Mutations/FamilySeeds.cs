using System.Globalization;
using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Tests.Evaluation;

namespace ModelDsl.Generators.Tests.Mutations;

/// <summary>Variants of the families with one hyper-parameter changed.</summary>
internal static class FamilySeeds
{
    private const string Head = """
        using ModelDsl.Models;

        [Model("m")]
        public partial class M
        {
            static Sym Define(Scope s)
            {

        """;

    /// <summary>The families whose mistakes these are, and what they are made of; the models themselves are not needed.</summary>
    private static readonly string[] s_folders = ["FasterVit", "Lvt", "Shared"];

    private static readonly Lazy<SyntaxTree[]> s_sources = new(() =>
    [
        .. s_folders.SelectMany(folder => Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "models", folder), "*.cs"))
            .Where(path => !path.EndsWith("Variants.cs", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(path => Spec.Tree(File.ReadAllText(path), path)),
    ]);

    public static SyntaxTree[] Sources => s_sources.Value;

    public static IEnumerable<Mutant> Originals =>
    [
        .. new[] { "B0", "B1", "B2", "B3", "B4", "B5", "B6", "B4In21K" }.Select(b => FasterVit(b, "Resolution = {|224|}", isWrong: false)),
        Lvt("Resolution = {|224|}", isWrong: false),
    ];

    public static IEnumerable<Mutant> Mutants()
    {
        foreach (var (variant, dim, hat) in new[] { ("B0", 64, true), ("B1", 80, true), ("B4", 196, true), ("B4In21K", 196, false) })
        {
            var (w3, h3, h4) = (hat ? 7 : 14, hat && dim < 100 ? 8 : 16, hat && dim < 100 ? 16 : 32);
            foreach (var r in new[] { -1, 0, 112, 192, 225, 256, 320, 384, 448, 512 })
                yield return FasterVit(variant, $"Resolution = {Marked(r)}", !IsRight(r, dim, w3, 7, h3, h4, 2, hat));
            foreach (var w in new[] { -7, 0, 1, 2, 3, 5, 6, 8, 9, 12, 13, 15, 28 })
                yield return FasterVit(variant, $"Windows = [{Marked(w)}, 7]", !IsRight(224, dim, w, 7, h3, h4, 2, hat));
            foreach (var w in new[] { -2, 0, 1, 2, 3, 4, 6, 8, 14 })
                yield return FasterVit(variant, $"Windows = [{Text(w3)}, {Marked(w)}]", !IsRight(224, dim, w3, w, h3, h4, 2, hat));
            foreach (var h in new[] { -8, 0, 3, 4, 5, 6, 7, 9, 11, 12, 48 })
                yield return FasterVit(variant, $"Heads = [{Marked(h)}, {Text(h4)}]", !IsRight(224, dim, w3, 7, h, h4, 2, hat));
            foreach (var h in new[] { -1, 0, 3, 5, 6, 7, 9, 11, 13, 24, 64 })
                yield return FasterVit(variant, $"Heads = [{Text(h3)}, {Marked(h)}]", !IsRight(224, dim, w3, 7, h3, h, 2, hat));
            foreach (var d in new[] { -64, 0, 1, 3, 21, 48, 65, 66, 98 })
                yield return FasterVit(variant, $"Dim = {Marked(d)}", !IsRight(224, d, w3, 7, h3, h4, 2, hat));
            if (!hat) continue;
            foreach (var c in new[] { -1, 0, 1, 3, 4, 7, 8, 9, 16 })
                yield return FasterVit(variant, $"CarrierSize = {Marked(c)}", !IsRight(224, dim, w3, 7, h3, h4, c, hat));
        }
        foreach (var s in new[] { -1, 0 }) yield return FasterVit("B0", $"StemDim = {Marked(s)}", isWrong: true);
        foreach (var s in new[] { 16, 48 }) yield return FasterVit("B0", $"StemDim = {Marked(s)}", isWrong: false);
        foreach (var r in new[] { -1, 0 }) yield return Lvt($"Resolution = {Marked(r)}", isWrong: true);
        foreach (var r in new[] { 64, 96, 200, 225, 512 }) yield return Lvt($"Resolution = {Marked(r)}", isWrong: false);
        foreach (var heads in new[] { -1, 0, 3, 5, 7, 9, 48 }) yield return Lvt($"Stages = [.. Lvt.Encoder.Stages.Take(3), Lvt.Encoder.Stages[3] with {{ Heads = {Marked(heads)} }}]", isWrong: heads <= 0 || 256 % heads != 0);
        foreach (var dim in new[] { -8, 0, 4, 100, 250, 260 }) yield return Lvt($"Stages = [.. Lvt.Encoder.Stages.Take(3), Lvt.Encoder.Stages[3] with {{ Dim = {Marked(dim)} }}]", isWrong: dim <= 0 || dim % 8 != 0);
        foreach (var dim in new[] { 8, 128, 512 }) yield return Lvt($"Stages = [.. Lvt.Encoder.Stages.Take(3), Lvt.Encoder.Stages[3] with {{ Dim = {Marked(dim)} }}]", isWrong: false);
        foreach (var depth in new[] { 1, 3, 5 }) yield return Lvt($"Stages = [.. Lvt.Encoder.Stages.Take(3), Lvt.Encoder.Stages[3] with {{ Depth = {Marked(depth)} }}]", isWrong: false);
    }

    /// <summary>The rules of FasterViT as arithmetic.</summary>
    private static bool IsRight(int resolution, int dim, int window3, int window4, int heads3, int heads4, int carriers, bool hasCarriers)
    {
        if (resolution < 1 || dim < 1) return false;
        var map = resolution;
        for (var i = 0; i < 4; i++) map = (map + 1) / 2;
        return Stage(map, window3, heads3, 4 * dim) && Stage((map + 1) / 2, window4, heads4, 8 * dim);

        bool Stage(int size, int window, int heads, int channels)
        {
            if (window < 2 || size % window != 0 || heads < 1 || channels % heads != 0) return false;
            var side = carriers * (size / window);
            return !hasCarriers || size == window || (carriers > 0 && side > 1 && side <= size);
        }
    }

    private static Mutant FasterVit(string variant, string with, bool isWrong) => Mutant.Of(
        $"family {variant}", $"return FasterVit.Classifier(s, FasterVit.{variant} with {{ Depths = [1, 1, 2, 1], {with} }});", "", isWrong, with, Head);

    private static Mutant Lvt(string with, bool isWrong) => Mutant.Of(
        "family LVT", $"return Lvt.MeanClassifier(s, Lvt.Published with {{ Encoder = Lvt.Encoder with {{ {with} }} }});", "", isWrong, with, Head);

    private static string Marked(int number) => $"{{|{Text(number)}|}}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
