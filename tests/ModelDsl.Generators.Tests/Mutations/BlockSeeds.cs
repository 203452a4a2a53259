using Microsoft.CodeAnalysis;
using ModelDsl.Generators.Tests.Evaluation;

namespace ModelDsl.Generators.Tests.Mutations;

/// <summary>
/// Small models that reach every method of the families' blocks, each with one token of a block changed. Whether the
/// change is wrong is decided by running the specification.
/// </summary>
internal static class BlockSeeds
{
    private const string Head = """
        using ModelDsl.Models;

        [Model("m")]
        public partial class M
        {
            static Sym Define(Scope s)
            {

        """;

    // A fifth of all changes is tried; all take minutes.
    private const int Every = 5;

    private static readonly (string Name, string Body, string[] Files)[] s_seeds =
    [
        ("FasterViT", "return FasterVit.Classifier(s, FasterVit.B3 with { Depths = [1, 1, 0, 0] });", ["FasterVit.cs", "ConvStage.cs"]),
        ("FasterViT stage 3", "return FasterVit.Classifier(s, FasterVit.B3 with { Depths = [0, 0, 1, 0] });", ["PositionEncoding.cs", "Attention.cs"]),
        ("FasterViT of a wide image", "return FasterVit.Classifier(s, FasterVit.B3 with { Depths = [0, 0, 1, 0], Resolution = (224, 448) });", ["HierarchicalStage.cs", "WindowGrid.cs"]),
        ("LVT", """
            LvtStage[] stages = [Lvt.Encoder.Stages[0] with { Depth = 1 }, Lvt.Encoder.Stages[2] with { Depth = 1 }];
            return Lvt.ClassAttentionClassifier(s, Lvt.Published with { Encoder = Lvt.Encoder with { Stages = stages } });
            """, ["Lvt.cs", "LvtStages.cs", "PatchAttentions.cs", "AtrousAttentions.cs", "ClassAttention.cs"]),
    ];

    public static IEnumerable<Mutant> Originals => s_seeds.Select(seed => Mutant.Of("family " + seed.Name, seed.Body.Insert(0, "{||}"), "", isWrong: false, "none", Head));

    /// <summary>Every change of a block; those that do not compile are the compiler's to refuse, and left out.</summary>
    public static IReadOnlyList<Mutant> Mutants() => [.. s_seeds.AsParallel().AsOrdered().SelectMany(Mutants)];

    private static IEnumerable<Mutant> Mutants((string Name, string Body, string[] Files) seed)
    {
        var original = Mutant.Of("family " + seed.Name, seed.Body.Insert(0, "{||}"), "", isWrong: false, "none", Head);
        var compilation = Spec.Compile().AddSyntaxTrees(Spec.Tree(original.Model, "Model.cs")).AddSyntaxTrees(FamilySeeds.Sources);
        foreach (var file in seed.Files)
        {
            var tree = FamilySeeds.Sources.Single(t => Path.GetFileName(t.FilePath) == file);
            foreach (var change in BlockChanges.In(tree).Where((_, i) => i % Every == 0))
            {
                var changed = tree.WithChangedText(tree.GetText().Replace(change.Where, change.Text));
                var after = compilation.ReplaceSyntaxTree(tree, changed);
                // A method that the seed does not reach.
                if (change.IsUnsupported && Execution.Succeeds(compilation.ReplaceSyntaxTree(tree, Throwing(tree, change)))) continue;
                if (after.GetSemanticModel(changed).GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error)) continue;
                yield return original with
                {
                    Place = change.Place,
                    IsWrong = change.IsUnsupported || !Execution.Succeeds(after),
                    Change = $"{file}: {change.Description}",
                    Block = (tree, changed),
                };
            }
        }
    }

    private static SyntaxTree Throwing(SyntaxTree tree, BlockChange change) => tree.WithChangedText(tree.GetText().Replace(change.Where, " throw new InvalidOperationException();"));
}
