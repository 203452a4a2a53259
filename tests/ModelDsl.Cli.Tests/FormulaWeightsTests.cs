using ModelDsl.Cli.Verification;

namespace ModelDsl.Cli.Tests;

/// <summary>The check values of the golden files' description.</summary>
public sealed class FormulaWeightsTests
{
    [Fact]
    public void Hash() => Assert.Equal(0x1ebbae8f5810b65bUL, FormulaWeights.Hash("input"));

    [Fact]
    public void Uniform() => Assert.Equal(
        [0.09781831502914429, 0.6523603796958923, 0.20362424850463867],
        new[] { 0, 1, 2 }.Select(i => FormulaWeights.Uniform(FormulaWeights.Hash("input"), i)));

    [Fact]
    public void Input() => Assert.Equal([-1.6087267398834229f, 0.6094415187835693f, -1.1855030059814453f], FormulaWeights.Input(new("input", [1, 3])).Values);

    [Fact]
    public void Matrix() => Assert.Equal(
        [0.4556694030761719f, 0.5627137422561646f, -0.0017856359481811523f, 0.7380340099334717f, 0.5148749351501465f, -0.6737847328186035f],
        FormulaWeights.Values("head.weight", [2, 3], StateKind.Parameter)!);

    [Fact]
    public void Scale() => Assert.Equal([0.8814738392829895f, 0.7634574174880981f], FormulaWeights.Values("norm.weight", [2], StateKind.Parameter)!);

    [Theory]
    [InlineData("a.relative_coords_table")]
    [InlineData("a.relative_position_index")]
    [InlineData("a.relative_bias")]
    [InlineData("num_batches_tracked")]
    [InlineData("a.attention_bias_idxs")]
    public void Left_alone(string key) => Assert.Null(FormulaWeights.Values(key, [2, 2], StateKind.Buffer));

    [Theory]
    [InlineData("n.running_var", 0.75f, 1.25f)]
    [InlineData("n.running_mean", -0.25f, 0.25f)]
    [InlineData("b.gamma3", 0.5f, 1.0f)]
    [InlineData("b.bias", -0.25f, 0.25f)]
    public void Ranges(string key, float least, float most)
    {
        var values = FormulaWeights.Values(key, [1000], StateKind.Parameter)!;
        Assert.InRange(values.Min(), least, least + 0.02f);
        Assert.InRange(values.Max(), most - 0.02f, most);
    }
}
