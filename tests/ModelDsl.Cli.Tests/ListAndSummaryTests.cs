using System.Globalization;
using System.Text.Json;
using ModelDsl.Cli.Output;

namespace ModelDsl.Cli.Tests;

public sealed class ListAndSummaryTests
{
    [Fact]
    public async Task List_is_a_table()
    {
        var result = await Command.Run("list");
        Assert.Equal(0, result.Code);
        Assert.Equal("", result.Error);
        var lines = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches(@"Model\s+│? ?Description\s+│? ?Input\s+│? ?Params \(M\)\s+│? ?GMACs", lines[0]);
        Assert.Contains(lines, l => l.Contains("tiny_classifier") && l.Contains("[N, 3, 16, 16]") && l.Contains("0.00"));
        Assert.Contains(lines, l => l.Contains("tiny_backbone"));
        Assert.All(lines, l => Assert.Equal(l.TrimEnd(), l));
        Assert.DoesNotContain("\n\n", result.Out);
    }

    [Theory]
    [InlineData(0, 80, "Model Params (M) GMACs")]
    [InlineData(80, 80, "Model Params (M) GMACs")]
    [InlineData(90, 90, "Model Description Params (M) GMACs")]
    [InlineData(140, 140, "Model Description Input Params (M) GMACs")]
    public async Task In_a_window_each_model_has_a_line_that_fits(int window, int most, string heading)
    {
        var output = new StringWriter { NewLine = "\n" };
        Assert.Equal(0, await CommandLine.RunAsync(["list"], ModelCatalog.BuiltIn, new Terminal(output, TextWriter.Null, interactive: true, window)));
        var lines = output.ToString().TrimEnd().Split('\n');
        Assert.Equal(heading, string.Join(' ', lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, most));
        Assert.Equal(ModelCatalog.BuiltIn.Models.Select(m => m.Name), lines.Skip(2).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]));
    }

    [Fact]
    public async Task List_as_JSON_holds_the_facts()
    {
        var result = await Command.Run("list", "--json");
        Assert.Equal(0, result.Code);
        var models = result.Json.EnumerateArray().ToList();
        Assert.Equal(["tiny_classifier", "tiny_backbone"], models.Select(m => m.GetProperty("name").GetString()));
        Assert.Equal(246, models[0].GetProperty("parameters").GetInt64());
        Assert.Equal(3124, models[0].GetProperty("macs").GetInt64());
        Assert.Equal(JsonValueKind.String, models[0].GetProperty("paper").ValueKind);
        Assert.Equal([-1, 3, 16, 16], models[0].GetProperty("inputs")[0].GetProperty("shape").EnumerateArray().Select(s => s.GetInt64()));
    }

    [Fact]
    public async Task Summary_shows_the_tree_and_the_totals()
    {
        var result = await Command.Run("summary", "tiny_classifier");
        Assert.Equal(0, result.Code);
        Assert.Contains("  stem", result.Out);
        Assert.Contains("[N, 4, 4, 4]", result.Out);
        Assert.Contains("    0 ", result.Out);
        Assert.DoesNotContain("Linear", result.Out);
        Assert.Contains("Parameters  246", result.Out);
        Assert.Contains("MACs        3,124 for one image", result.Out);
        Assert.Contains("3,072 in convolutions", result.Out);
        Assert.Contains("7 in products of activations", result.Out);
        Assert.Contains("5 on weights only", result.Out);
        Assert.Contains("Activations 3,584 bytes at the most", result.Out);
    }

    [Fact]
    public async Task Summary_of_a_model_without_an_image_names_what_it_takes()
    {
        var catalog = new ModelCatalog([TinyModels.Classifier with { Inputs = [new Runtime.TensorInfo("tokens", [-1, -1], "[N, T]") { Reference = [1, 64] }] }]);
        var result = await Command.Run(catalog, "summary", "tiny_classifier");
        Assert.Contains("MACs        3,124 for tokens [1, 64]\n", result.Out);
        Assert.Contains("bytes at the most, for tokens [1, 64]\n", result.Out);
    }

    [Theory]
    [InlineData("0", false, false)]
    [InlineData("1", true, false)]
    [InlineData("3", true, true)]
    public async Task Depth_cuts_the_tree(string depth, bool stem, bool head)
    {
        var result = await Command.Run("summary", "tiny_classifier", "--depth", depth);
        Assert.Equal(stem, result.Out.Contains("Conv2d"));
        Assert.Equal(head, result.Out.Contains("Linear"));
    }

    [Fact]
    public async Task Summary_as_JSON_holds_the_whole_tree()
    {
        var json = (await Command.Run("summary", "tiny_classifier", "--json")).Json;
        Assert.Equal("stem", json.GetProperty("layers").GetProperty("children")[0].GetProperty("name").GetString());
        Assert.Equal(3072, json.GetProperty("macs").GetProperty("convolution").GetInt64());
        Assert.Equal(3584, json.GetProperty("activationBytes").GetInt64());
        Assert.Equal("Center", json.GetProperty("preprocessing").GetProperty("mode").GetString());
    }

    [Fact]
    public async Task The_culture_of_the_machine_plays_no_part()
    {
        var before = CultureInfo.CurrentCulture;
        var expected = (await Command.Run("summary", "tiny_classifier")).Out;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
            Assert.Equal(expected, (await Command.Run("summary", "tiny_classifier")).Out);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task No_arguments_print_the_help()
    {
        var result = await Command.Run();
        Assert.Equal(0, result.Code);
        Assert.Contains("verify", result.Out);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("summary")]
    [InlineData("report")]
    [InlineData("run")]
    [InlineData("verify")]
    [InlineData("bench")]
    [InlineData("doctor")]
    public async Task Every_command_has_help(string command)
    {
        var result = await Command.Run(command, "--help");
        Assert.Equal(0, result.Code);
        Assert.Contains("--json", result.Out);
        Assert.Contains($"modeldsl {command} ", result.Out);
    }
}
