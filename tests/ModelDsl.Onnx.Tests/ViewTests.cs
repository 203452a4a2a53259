using ModelDsl.Runtime;

namespace ModelDsl.Onnx.Tests;

/// <summary>Operations that move elements take few nodes, and move them to the same places.</summary>
public sealed class ViewTests
{
    [Fact]
    public void A_part_of_a_part_is_one_cut()
    {
        Assert.Equal(1, Operators("cut_twice").GetValueOrDefault("Slice"));
        Assert.Equal([], Wrong("cut_twice"));
    }

    [Fact]
    public void Every_second_row_and_column_is_one_cut()
    {
        var operators = Operators("every_second");
        Assert.Equal(1, operators.GetValueOrDefault("Slice"));
        Assert.Equal(0, operators.GetValueOrDefault("Gather"));
        Assert.Equal([], Wrong("every_second"));
    }

    [Fact]
    public void Axes_that_stay_together_move_as_one()
    {
        // Two heads' features go last: rows and columns are one axis before they are moved, not behind it.
        var operators = Operators("heads_of_a_map");
        Assert.Equal((1, 1), (operators.GetValueOrDefault("Reshape"), operators.GetValueOrDefault("Transpose")));
        Assert.Equal([], Wrong("heads_of_a_map"));
    }

    [Fact]
    public void A_weight_that_is_used_twice_is_stored_once()
    {
        var model = Models.Find("one_layer_twice")!;
        using var module = model.Create(Initialization.Published);
        Assert.InRange(Engine.Bytes(model, module).Length, OneLayerTwice.Bytes, 1.5 * OneLayerTwice.Bytes);
        Assert.Equal([], Wrong("one_layer_twice"));
    }

    /// <summary>As many as a prototype had that was written for these models.</summary>
    [Theory]
    [InlineData("faster_vit_0_224", 575)]
    [InlineData("lvt_cls", 720)]
    public void A_file_has_few_nodes(string name, int most) => Assert.InRange(Operators(name).Values.Sum(), 1, most);

    private static IReadOnlyDictionary<string, int> Operators(string name)
    {
        var model = Models.Find(name) ?? ModelDsl.Models.Models.Find(name)!;
        using var module = model.Create(Initialization.Published);
        return OnnxModel.Of(model.Specification!(), StateValues.Of(module)).Operators;
    }

    private static IEnumerable<object> Wrong(string name)
    {
        var model = Models.Find(name)!;
        using var module = model.Create(Initialization.Published);
        using var session = Engine.Open(Engine.Bytes(model, module));
        return [.. Engine.Compare(model, module, session, [2, .. model.Inputs[0].Reference.Skip(1)]).Where(o => !(o.Deviation <= 1e-6))];
    }
}

/// <summary>A window of a map.</summary>
[Model("cut_twice")]
public partial class CutTwice
{
    private static Sym Define(Scope s) => s.Input("image", Dim.Batch, 4, 6, 6).Slice(2, 1, 4).Slice(3, 2, 3).Slice(2, 1, 2);
}

/// <summary>The map of odd rows and even columns, without the first of both.</summary>
[Model("every_second")]
public partial class EverySecond
{
    private static Sym Define(Scope s) =>
        s.Input("image", Dim.Batch, 4, 6, 6).Rearrange("n c (h p) (w q) -> n c h p w q", ("p", 2), ("q", 2)).Select(3, 1).Select(4, 0).Slice(2, 1).Slice(3, 1);
}

/// <summary>A map's positions as tokens of heads.</summary>
[Model("heads_of_a_map")]
public partial class HeadsOfAMap
{
    private static Sym Define(Scope s) => s.Input("image", Dim.Batch, 4, 6, 6).Rearrange("n (head d) h w -> n head (h w) d", ("head", 2));
}

/// <summary>A layer that a recursion runs twice.</summary>
[Model("one_layer_twice")]
public partial class OneLayerTwice
{
    public const int Bytes = Features * Features * sizeof(float);
    private const int Features = 64;

    private static Sym Define(Scope s)
    {
        var layer = s / "fc";
        return s.Input("tokens", Dim.Batch, 3, Features).Linear(layer, Features).Linear(layer, Features);
    }
}
