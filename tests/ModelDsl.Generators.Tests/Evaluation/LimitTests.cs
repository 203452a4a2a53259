using ModelDsl.Generators.Evaluation;

namespace ModelDsl.Generators.Tests.Evaluation;

/// <summary>What is not part of the language, and what takes too long.</summary>
public class LimitTests
{
    private static string Model(string code, string members = "") => $$"""
        [Model("m")]
        public partial class {|#9:M|}
        {
            static Sym Define(Scope s)
            {
                var x = s.Input("image", Dim.Batch, 3, 8, 8);
                {{code}}
                return x;
            }

            {{members}}
        }
        """;

    [Theory]
    [InlineData("{|#0:try { } finally { }|}")]
    [InlineData("{|#0:lock (s) { }|}")]
    [InlineData("dynamic d = 3; var e = {|#0:d.Foo|};")]
    [InlineData("{|#0:using var m = new System.IO.MemoryStream();|}")]
    [InlineData("Func<System.Threading.Tasks.Task> f = {|#0:async () => { }|};")]
    [InlineData("var d = {|#0:1.5m|};")]
    [InlineData("var n = new int[3]; foreach (ref var i in n.AsSpan()) { }", "MDSL2001@?'var'")]
    [InlineData("object a = 1, b = 2; var n = {|#0:a == b|};")]
    [InlineData("{|#0:DoAsync()|};")]
    public void Constructs_outside_the_language(string code, string expected = "MDSL2001@0") =>
        Expect.Diagnostics([Model(code, "static async System.Threading.Tasks.Task DoAsync() => await System.Threading.Tasks.Task.Yield();")], expected);

    [Theory]
    [InlineData("var n = {|#0:DateTime.Now|}.Year;")]
    [InlineData("var n = {|#0:new Random()|}.Next();")]
    [InlineData("var n = {|#0:Environment.ProcessorCount|};")]
    [InlineData("var n = System.IO.File.{|#0:ReadAllText(\"a\")|};")]
    [InlineData("var n = Guid.{|#0:NewGuid()|};")]
    [InlineData("var n = new {|#1:System.Collections.BitArray|}(4);", "MDSL2002@?'new System.Collections.BitArray(4)'")]
    public void Members_outside_the_language(string code, string expected = "MDSL2002@0") => Expect.Diagnostics([Model(code)], expected);

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("var l = new List<int>(); for (;;) l.Add(1);")]
    [InlineData("for (;;) x = x.BatchNorm2d(s / \"n\");")]
    [InlineData("int F(int n) => F(n + 1) + 1; F(0);")]
    [InlineData("var n = Enumerable.Range(0, int.MaxValue).Sum(i => 0);")]
    [InlineData("var a = new int[2000000];")]
    [InlineData("var a = Enumerable.Repeat(1, 2000000).ToList();")]
    [InlineData("var t = \"a\"; for (var i = 0; i < 60; i++) t += t;")]
    [InlineData("var t = new string('a', int.MaxValue);")]
    [InlineData("var a = new int[2000, 2000];")]
    [InlineData("var s2 = new Stack<int>(int.MaxValue);")]
    [InlineData("var s2 = new Stack<int>(); for (;;) s2.Push(1);")]
    [InlineData("again: goto again;")]
    [InlineData("IEnumerable<int> Forever() { for (;;) yield return 1; } foreach (var n in Forever()) { }")]
    [InlineData("IEnumerable<int> Deep(int n) { foreach (var i in Deep(n + 1)) yield return i; } Deep(0).ToList();")]
    [InlineData("IEnumerable<int> Silent() { for (;;) { } yield break; } Silent().ToList();")]
    [InlineData("var b = new System.Text.StringBuilder(\"a\"); for (var i = 0; i < 60; i++) b.Append(b.ToString());")]
    [InlineData("var t = \"a\".PadLeft(int.MaxValue);")]
    [InlineData("var t = \"a\"; for (var i = 0; i < 60; i++) t = $\"{t}{t}\";")]
    [InlineData("var t = \"a\"; for (var i = 0; i < 60; i++) t = string.Concat(t, t);")]
    [InlineData("var t = \"a\"; for (var i = 0; i < 60; i++) t = string.Join(t, t, t);")]
    [InlineData("var t = \"a\"; for (var i = 0; i < 60; i++) t = t.Replace(\"a\", \"aaaa\");")]
    public void Programs_that_do_not_end(string code)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Expect.Diagnostics([Model(code)], "MDSL2003@9");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"took {watch.Elapsed}");
    }

    [Theory]
    [InlineData("x = x{0};", ".Gelu()")]
    [InlineData("x = x{0};", " + x")]
    [InlineData("var n = {0}1;", "-")]
    public void Expressions_as_deep_as_the_compiler_takes_them(string code, string repeated)
    {
        foreach (var times in new[] { 100, 1000, 4000 })
        {
            var source = Marked.Parse(Model(string.Format(System.Globalization.CultureInfo.InvariantCulture, code, string.Concat(Enumerable.Repeat(repeated + " ", times))))).Text;
            Assert.All(Spec.Evaluate(Spec.Compile(source)).Diagnostics, d => Assert.Equal("MDSL2003", d.Descriptor.Id));
        }
    }

    [Theory]
    [InlineData("Dim d = Dim.Symbol(\"A\") + Dim.Symbol(\"B\") + 1; for (var i = 0; i < 60; i++) d = d * d;")]
    [InlineData("Dim d = Dim.Symbol(\"A\"); for (var i = 0; i < 5000; i++) d = (d + Dim.Symbol(\"B\")) / 3;")]
    [InlineData("Dim d = Dim.Symbol(\"A\"); for (var i = 0; i < 60; i++) d = (d + d * d) / 3;")]
    [InlineData("Dim d = Dim.Symbol(\"A\"); for (var i = 0; i < 30; i++) d = d * d;")]
    [InlineData("Dim d = Dim.Symbol(\"A\"); for (var i = 0; i < 5000; i++) d = Dim.SquareRoot(d * d + 1);")]
    [InlineData("Dim d = Dim.Symbol(\"A\"); for (var i = 0; i < 5000; i++) d = d % (Dim.Symbol(\"B\") + d);")]
    public void Sizes_that_grow_without_end(string code)
    {
        var source = Marked.Parse(Model(code)).Text;
        Assert.Equal("MDSL3008", Assert.Single(Spec.Evaluate(Spec.Compile(source)).Diagnostics).Descriptor.Id);
    }

    [Theory]
    [InlineData("a\\nb", "\"a\\u000ab\" cannot")]
    [InlineData("a{0}b", "\"a{0}b\" cannot")]
    [InlineData("\\ud800", "\"\\ud800\" cannot")]
    public void Text_of_the_user_is_shown_as_it_is_and_never_read_as_a_format(string name, string shown)
    {
        var source = Marked.Parse(Model($"x = x.BatchNorm2d(s / \"{name}\");")).Text;
        var info = Assert.Single(Spec.Evaluate(Spec.Compile(source)).Diagnostics);
        Assert.StartsWith(shown, info.ToDiagnostic().GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    /// <summary>A step takes about a microsecond and a call of the vocabulary some tens of them: far less than 50 ms lie between two looks.</summary>
    [Fact]
    public void A_cancellation_is_noticed_within_a_thousand_steps_and_at_each_call_of_the_vocabulary()
    {
        var budget = new Budget(new CancellationToken(canceled: true));
        var steps = 0;
        Assert.Throws<OperationCanceledException>(() =>
        {
            for (; steps < 1_000_000; steps++) budget.Step();
        });
        Assert.InRange(steps, 0, 1023);
        Assert.Throws<OperationCanceledException>(budget.Call);
    }

    [Fact]
    public void A_cancellation_ends_trials_and_plans_as_well()
    {
        var right = Spec.Compile(Marked.Parse(Model("x = x.BatchNorm2d(s / \"n\");")).Text);
        var evaluation = Spec.Evaluate(right);
        var declaration = Declarations.DeclarationReader.Read(Spec.Model(right), right);
        Assert.Throws<OperationCanceledException>(() => Generators.Model.ModelStructure.Of(evaluation, declaration, [], [], new CancellationToken(canceled: true)));
        Assert.Throws<OperationCanceledException>(() => SpecificationEvaluator.Evaluate(Spec.Model(right), right, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Cancellation_leaves_as_an_exception()
    {
        var compilation = Spec.Compile(Marked.Parse(Model("while (true) { }")).Text);
        using var source = new CancellationTokenSource();
        // A thread of its own: the pool may be busy with other tests for longer than the evaluation takes.
        new Thread(() =>
        {
            Thread.Sleep(5);
            source.Cancel();
        }).Start();
        Assert.ThrowsAny<OperationCanceledException>(() => SpecificationEvaluator.Evaluate(Spec.Model(compilation), compilation, source.Token));
    }
}
