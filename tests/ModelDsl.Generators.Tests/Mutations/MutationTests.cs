using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelDsl.Generators.Diagnostics;
using ModelDsl.Generators.Tests.Evaluation;
using Xunit.Abstractions;

namespace ModelDsl.Generators.Tests.Mutations;

/// <summary>
/// Valid specifications with one change each. Whether a change is wrong is decided by arithmetic of the test's own;
/// the wrong ones have to be refused on the changed token, with a correction that compiles, and the right ones accepted.
/// </summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    // Every second wrong mutant in every run; MODELDSL_MUTANTS=all for all.
    private static readonly int s_step = Environment.GetEnvironmentVariable("MODELDSL_MUTANTS") == "all" ? 1 : 2;

    private static readonly CSharpCompilation s_base = Spec.Compile();

    [Fact]
    public void Seeds_are_right()
    {
        foreach (var seed in OperationSeeds.All.Select(s => s.Original).Concat(FamilySeeds.Originals).Concat(BlockSeeds.Originals)) Assert.True(Check(seed).Diagnostics.Count == 0, seed.Seed + ": " + Show(Check(seed).Diagnostics));
    }

    [Fact]
    public void Wrong_mutants_are_refused_where_they_are_wrong()
    {
        var all = s_all.Value.Where(m => m.IsWrong).ToList();
        Assert.True(all.Count >= 1500, $"{all.Count} wrong mutants");
        var mutants = all.Where((_, i) => i % s_step == 0).ToList();
        var (onToken, inBlocks, mended, messages) = (0, 0, 0, 0);
        var escaped = new List<string>();
        var astray = new List<string>();
        var unmended = new List<string>();
        foreach (var (mutant, diagnostics, tree, isMended) in mutants.AsParallel().AsOrdered().Select(Try))
        {
            messages += diagnostics.Count;
            if (diagnostics.Count == 0)
            {
                escaped.Add($"{mutant.Seed}: {mutant.Change}");
                continue;
            }
            if (diagnostics[0].Where is { } where && where.Tree == tree && IsOn(where.Span, mutant.Place))
            {
                onToken++;
                if (mutant.Block is not null) inBlocks++;
            }
            else astray.Add($"{mutant.Seed}: {mutant.Change}: {Show(diagnostics)}");
            if (isMended) mended++;
            else unmended.Add($"{mutant.Seed}: {mutant.Change}: {Show(diagnostics)}");
        }
        output.WriteLine($"{mutants.Count} wrong mutants: {mutants.Count - escaped.Count} refused, {Share(onToken, mutants.Count)} on the changed token, "
            + $"{Share(mended, mutants.Count)} with a correction that compiles, {(double)messages / mutants.Count:F3} messages for each");
        output.WriteLine($"of these {mutants.Count(m => m.Block is not null)} in the blocks of the families: {inBlocks} on the changed token");
        foreach (var line in escaped.Select(e => "ESCAPED " + e).Concat(astray.Select(a => "ASTRAY " + a)).Concat(unmended.Select(u => "UNMENDED " + u))) output.WriteLine(line);
        Assert.Empty(escaped);
        // 95.5 % of all 1,878.
        Assert.True(onToken >= (s_step == 1 ? 0.953 : 0.946) * mutants.Count, $"{onToken} of {mutants.Count} on the changed token");
        Assert.True(mended >= 0.80 * mutants.Count, $"{mended} of {mutants.Count} with a correction");
        Assert.True(messages <= 1.05 * mutants.Count, $"{messages} messages for {mutants.Count} mistakes");
    }

    [Fact]
    public void Right_mutants_are_accepted()
    {
        var mutants = s_all.Value.Where(m => !m.IsWrong).ToList();
        var refused = mutants.AsParallel().AsOrdered().Select(m => (Mutant: m, Check(m).Diagnostics)).Where(m => m.Diagnostics.Count > 0)
            .Select(m => $"{m.Mutant.Seed}: {m.Mutant.Change}: {Show(m.Diagnostics)}").ToList();
        output.WriteLine($"{mutants.Count} right mutants, {refused.Count} refused");
        Assert.Empty(refused);
        Assert.True(mutants.Count >= 300, $"{mutants.Count} right mutants");
    }

    private static readonly Lazy<IReadOnlyList<Mutant>> s_all = new(() => [.. OperationSeeds.All.SelectMany(seed => Some(seed.Mutants(), 40, 8))
        .Concat(FamilySeeds.Mutants()).Concat(StructuralMutants.All()).Concat(BlockSeeds.Mutants())]);

    /// <summary>So many wrong ones and so many right ones, spread over all.</summary>
    private static IEnumerable<Mutant> Some(IEnumerable<Mutant> mutants, int wrong, int right)
    {
        foreach (var group in mutants.GroupBy(m => m.IsWrong))
        {
            var all = group.ToList();
            var most = group.Key ? wrong : right;
            for (var i = 0; i < Math.Min(most, all.Count); i++) yield return all[(int)((long)i * all.Count / Math.Min(most, all.Count))];
        }
    }

    private static (IReadOnlyList<DiagnosticInfo> Diagnostics, CSharpCompilation Compilation, SyntaxTree Tree) Check(Mutant mutant)
    {
        var tree = Spec.Tree(mutant.Model, "Model.cs");
        var compilation = s_base.AddSyntaxTrees(Spec.Tree(mutant.Family, "Family.cs"), tree);
        if (mutant.Seed.StartsWith("family", StringComparison.Ordinal)) compilation = compilation.AddSyntaxTrees(FamilySeeds.Sources);
        if (mutant.Block is { } block)
        {
            compilation = compilation.ReplaceSyntaxTree(block.Before, block.After);
            tree = block.After;
        }
        return (Spec.Evaluate(compilation).Diagnostics, compilation, tree);
    }

    private static (Mutant Mutant, IReadOnlyList<DiagnosticInfo> Diagnostics, SyntaxTree Tree, bool IsMended) Try(Mutant mutant)
    {
        var (diagnostics, compilation, tree) = Check(mutant);
        return (mutant, diagnostics, tree, diagnostics.Count > 0 && IsMended(diagnostics, compilation));
    }

    /// <summary>Whether the first correction, applied to the text, leaves nothing wrong.</summary>
    private static bool IsMended(IReadOnlyList<DiagnosticInfo> diagnostics, CSharpCompilation compilation)
    {
        if (diagnostics[0].Fixes is not [var fix, ..]) return false;
        var tree = fix.Where.Tree;
        var mended = tree.WithChangedText(tree.GetText().Replace(fix.Where.Span, fix.Text));
        var after = compilation.ReplaceSyntaxTree(tree, mended);
        return Spec.Evaluate(after).Diagnostics.Count == 0
            && after.GetSemanticModel(mended).GetDiagnostics().All(d => d.Severity != DiagnosticSeverity.Error);
    }

    /// <summary>Whether a message lies on a token, or on the sum or product of constants that it is part of.</summary>
    private static bool IsOn(Microsoft.CodeAnalysis.Text.TextSpan span, Microsoft.CodeAnalysis.Text.TextSpan token) =>
        token.Contains(span) || (span.Contains(token) && span.Length <= token.Length + 6);

    private static string Show(IEnumerable<DiagnosticInfo> diagnostics) => string.Join(" | ", diagnostics.Select(Spec.Describe));

    private static string Share(int part, int all) => $"{100.0 * part / all:F1} %";
}
