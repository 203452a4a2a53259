using ModelDsl.Onnx.Format;
using ModelDsl.Runtime;

namespace ModelDsl.Onnx.Tests;

/// <summary>Files in half precision.</summary>
public sealed class PrecisionTests
{
    private const double Tolerance = 2e-2;

    [Theory]
    [InlineData("lvt_cls")]
    [InlineData("faster_vit_0_any_size")]
    public void A_model_in_float16_computes_nearly_the_same(string name)
    {
        var model = ModelDsl.Models.Models.Find(name)!;
        using var module = model.Create(Initialization.Published);
        module.eval();
        var (whole, half) = (Engine.Bytes(model, module), Engine.Bytes(model, module, new() { Precision = OnnxPrecision.Float16 }));
        Assert.InRange(half.Length, 0.48 * whole.Length, 0.56 * whole.Length);
        using var session = Engine.Open(half);
        Assert.Equal([], Engine.Compare(model, module, session, [1, 3, 224, 224]).Where(o => !(o.Deviation <= Tolerance)));
    }

    [Theory]
    [InlineData(OnnxPrecision.Float16, "Float16")]
    [InlineData(OnnxPrecision.BFloat16, "Bfloat16")]
    public void Weights_are_halves_and_what_goes_in_and_comes_out_is_not(OnnxPrecision precision, string half)
    {
        var expected = Enum.Parse<TensorProto.Types.DataType>(half);
        var model = ModelDsl.Models.Models.Find("lvt_cls")!;
        using var module = model.Create(Initialization.Published);
        var graph = ModelProto.Parser.ParseFrom(Engine.Bytes(model, module, new() { Precision = precision })).Graph;
        Assert.Equal((int)TensorProto.Types.DataType.Float, graph.Input[0].Type.TensorType.ElemType);
        Assert.Equal((int)TensorProto.Types.DataType.Float, graph.Output[0].Type.TensorType.ElemType);
        Assert.All(graph.Initializer.Where(i => i.Name.EndsWith(".weight", StringComparison.Ordinal)), i => Assert.Equal((int)expected, i.DataType));
        Assert.Equal(graph.Initializer.Count, graph.Initializer.Select(i => i.Name).Distinct().Count());
        // Softmax sums exponentials.
        var types = graph.ValueInfo.ToDictionary(v => v.Name, v => v.Type.TensorType.ElemType);
        Assert.All(graph.Node.Where(n => n.OpType == "Softmax"), n => Assert.Equal((int)TensorProto.Types.DataType.Float, types[n.Output[0]]));
    }

    [Fact]
    public void A_weight_that_a_half_cannot_hold_is_an_error()
    {
        var model = ModelDsl.Models.Models.Find("lvt_cls")!;
        using var module = model.Create(Initialization.Published);
        using (TorchSharp.torch.no_grad()) module.named_parameters().First(p => p.name.EndsWith("fc1.weight", StringComparison.Ordinal)).parameter.fill_(70_000);
        var error = Assert.Throws<OnnxException>(() => Engine.Bytes(model, module, new() { Precision = OnnxPrecision.Float16 }));
        Assert.Contains("holds 70000, which float16 cannot: write the model as bfloat16 or float32", error.Message);
    }

    /// <summary>A half has 11 bits for the digits: it counts to 2048.</summary>
    [Fact]
    public void Places_are_exact_in_a_file_of_halves()
    {
        var model = ManyPlaces.Info.Model;
        using var module = model.Create(Initialization.Published);
        module.eval();
        var bytes = Engine.Bytes(model, module, new() { Precision = OnnxPrecision.Float16 });
        using var session = Engine.Open(bytes);
        Assert.Equal([], Engine.Compare(model, module, session, [1, 2100, 4]).Where(o => !(o.Deviation <= Tolerance)));
        var graph = ModelProto.Parser.ParseFrom(bytes).Graph;
        var types = graph.ValueInfo.ToDictionary(v => v.Name, v => (TensorProto.Types.DataType)v.Type.TensorType.ElemType);
        Assert.All(graph.Node.Where(n => n.OpType is "Sub" or "Abs"), n => Assert.NotEqual(TensorProto.Types.DataType.Float16, types[n.Output[0]]));
        // What is computed of the input is in halves.
        Assert.Equal(TensorProto.Types.DataType.Float16, types[Assert.Single(graph.Node, n => n.OpType == "Tanh").Output[0]]);
    }
}

/// <summary>Rows that are taken from behind, and tokens that lie in the last places.</summary>
[Model("many_places")]
public partial class ManyPlaces
{
    private static Sym Define(Scope s)
    {
        var x = s.Input("x", Dim.Batch, Dim.Symbol("T", minimum: 1, reference: 8), 4).Tanh();
        var count = x.Shape[1];
        var place = s.Arange(0, count);
        var fromBehind = count - 1 - place;
        var table = s.Parameter("table", [2100, 4], Init.Normal(1));
        return x.MaskedFill(((fromBehind - 40).Abs() < 1).Unsqueeze(1), 3) + table.TakeRows(fromBehind.ToInt64()) + table.TakeRows(place.ToInt64());
    }
}
