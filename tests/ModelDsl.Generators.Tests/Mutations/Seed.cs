using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelDsl.Generators.Tests.Mutations;

/// <summary>A valid specification whose numbers are known by name, and the arithmetic that tells right numbers from wrong ones.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Body">The body of a method with the scope <c>s</c>; numbers are names that begin with an underscore.</param>
/// <param name="Numbers">The numbers, as in <c>_h=32 _k=3</c>.</param>
/// <param name="IsRight">The rule, written independently of the vocabulary.</param>
internal sealed partial record Seed(string Name, string Body, string Numbers, Func<Func<string, long>, bool> IsRight)
{
    private static readonly long[] s_values = [-3, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 15, 16, 18, 20, 24, 28, 31, 32, 36, 48, 64, 96, 112, 1000];

    private IReadOnlyDictionary<string, long> Values => Numbers.Split(' ').Select(n => n.Split('='))
        .ToDictionary(n => n[0], n => long.Parse(n[1], CultureInfo.InvariantCulture));

    public Mutant Original => Overriding(Values.First().Key, Values.First().Value, isWrong: false);

    /// <summary>One number changed at a time: as an argument of the model that overrides a default, or in place.</summary>
    public IEnumerable<Mutant> Mutants()
    {
        var count = 0;
        foreach (var (name, original) in Values)
        {
            foreach (var value in s_values)
            {
                if (value == original) continue;
                var isWrong = !IsRight(n => n == name ? value : Values[n]);
                yield return count++ % 4 == 3 && Regex.Count(Body, $@"\b{name}\b") == 1 ? InPlace(name, value, isWrong) : Overriding(name, value, isWrong);
            }
        }
    }

    private Mutant Overriding(string name, long value, bool isWrong)
    {
        var parameters = string.Join(", ", Values.Select(v => $"int {v.Key} = {Text(v.Value)}"));
        var family = $"static class Net {{ public static Sym Of(Scope s, {parameters}) {{ {Body} }} }}";
        return Mutant.Of(Name, $"return Net.Of(s, {name}: {{|{Text(value)}|}});", family, isWrong, $"{name}={Text(value)}");
    }

    private Mutant InPlace(string name, long value, bool isWrong)
    {
        var isMarked = false;
        var body = NumberName().Replace(Body, match =>
        {
            if (match.Value != name) return Text(Values[match.Value]);
            if (isMarked) return Text(value);
            isMarked = true;
            return $"{{|{Text(value)}|}}";
        });
        return Mutant.Of(Name, body, "", isWrong, $"{name}={Text(value)} in place");
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\b_[a-z0-9]+\b")]
    private static partial Regex NumberName();
}

/// <summary>A specification with one change, and whether that makes it wrong.</summary>
/// <param name="Seed">What it was made from.</param>
/// <param name="Model">The text of the model.</param>
/// <param name="Place">The changed token in it.</param>
/// <param name="Family">The text of the other file.</param>
/// <param name="IsWrong">Whether it has to be refused.</param>
/// <param name="Change">The change in words.</param>
internal sealed record Mutant(string Seed, string Model, Microsoft.CodeAnalysis.Text.TextSpan Place, string Family, bool IsWrong, string Change)
{
    /// <summary>The file of a family that holds the change, before and after it; null where the model holds it.</summary>
    public (Microsoft.CodeAnalysis.SyntaxTree Before, Microsoft.CodeAnalysis.SyntaxTree After)? Block { get; init; }

    private const string Head = """
        [Model("m")]
        public partial class M
        {
            static Sym Define(Scope s)
            {

        """;

    /// <summary>A model with a body in which <c>{|…|}</c> marks the change.</summary>
    public static Mutant Of(string seed, string body, string family, bool isWrong, string change, string? head = null)
    {
        var text = (head ?? Head) + body + "\n    }\n}\n";
        var start = text.IndexOf("{|", StringComparison.Ordinal);
        var end = text.IndexOf("|}", StringComparison.Ordinal);
        var span = Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(start, end - 2);
        return new Mutant(seed, text.Remove(end, 2).Remove(start, 2), span, family, isWrong, change);
    }
}
