using ModelDsl.Blocks;

namespace ModelDsl.PyTorch.Tests;

/// <summary>What programs know of the blocks of their specifications.</summary>
public sealed class NotationTests
{
    [Fact]
    public void Calls_of_blocks_are_what_they_were_when_they_are_written_and_read()
    {
        var without = new List<string>();
        foreach (var model in ModelDsl.Models.Models.All)
        {
            var specification = model.Specification!();
            if (specification.Blocks.Count == 0) without.Add(model.Name);
            var lines = BlockNotation.Write(specification.Graph, specification.Blocks, specification.Names);
            var (blocks, names) = BlockNotation.Read(specification.Graph, string.Join("\n", lines));
            Assert.Equal(lines, BlockNotation.Write(specification.Graph, blocks, names));
        }
        Assert.Empty(without);
    }

    [Fact]
    public void A_summary_may_hold_any_text()
    {
        var graph = new Graph();
        var x = new Scope(graph, "").Input("image", 1, 2).Relu();
        var summary = "\"\"\" | # ; \\ a \u2028 \ud83d\ude00 = x";
        var call = new BlockCall("Act", new BlockHome("Names.Pace", "Type", false), summary, "act", 1, [("x", graph.Inputs[0])]) { EndNode = 2, Results = [(null, x)] };
        var lines = BlockNotation.Write(graph, [call], new Dictionary<Sym, string> { [x] = "y" });
        Assert.DoesNotContain(lines, l => l.Contains("\"\"\"", StringComparison.Ordinal));
        var read = Assert.Single(BlockNotation.Read(graph, string.Join("\r\n", lines)).Blocks);
        Assert.Equal(("Act", "Names.Pace.Type", summary, "act", 1, 2), (read.Method, read.Home.FullName, read.Summary, read.Scope, read.FirstNode, read.EndNode));
    }
}
