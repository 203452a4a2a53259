using ModelDsl.Models.Tests;
using ModelDsl.Runtime;

namespace ModelDsl.Onnx.Tests;

/// <summary>Published models compute in ONNX Runtime what they compute in TorchSharp.</summary>
public sealed class ModelTests
{
    private const double Tolerance = 1e-4;

    /// <summary>One of each family with the tests; all of them, which takes minutes, with <c>MODELDSL_MODELS=all</c>.</summary>
    public static TheoryData<string> Names => TestedModels.Or("faster_vit_0_224", "lvt_cls", "lvt_r50", "resnet18", "convnext_atto", "vit_tiny_patch16_224", "mobilenetv2_100", "pvt_v2_b0", "swin_tiny_patch4_window7_224", "efficientformer_l1", "volo_d1_224", "maxvit_tiny_tf_224", "maxvit_tiny_rw_224");

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_computes_the_same(string name)
    {
        var model = ModelDsl.Models.Models.Find(name)!;
        using var module = model.Create(Initialization.Published);
        module.eval();
        using var session = Engine.Open(Engine.Bytes(model, module));
        Assert.Equal([], Engine.Compare(model, module, session, TestedModels.Shapes(model, 2)).Where(o => !(o.Deviation <= Tolerance)));
    }

    [Theory]
    [InlineData("faster_vit_0_any_size")]
    [InlineData("faster_vit_0_backbone")]
    [InlineData("lvt_backbone")]
    public void One_file_serves_images_of_any_size(string name)
    {
        var model = ModelDsl.Models.Models.Find(name)!;
        using var module = model.Create(Initialization.Published);
        module.eval();
        using var session = Engine.Open(Engine.Bytes(model, module));
        foreach (var (batch, height, width) in new[] { (2, 224, 224), (1, 256, 320), (1, 64, 32), (1, 192, 416), (1, 512, 352) })
            Assert.Equal([], Engine.Compare(model, module, session, [batch, 3, height, width]).Where(o => !(o.Deviation <= Tolerance)));
    }

    [Fact]
    public void A_mask_moves_the_positions_of_Dino()
    {
        var model = PaddedDinoNeck.Info.Model;
        using var module = model.Create(Initialization.Published);
        module.eval();
        using var session = Engine.Open(Engine.Bytes(model, module));
        Assert.Equal([], Engine.Compare(model, module, session, [2, 48, 68], [2, 8, 6, 9]).Where(o => !(o.Deviation <= Tolerance)));
    }

    [Fact]
    public void Two_images_share_the_modules_of_one_backbone()
    {
        var model = SiameseWindows.Info.Model;
        using var module = model.Create(Initialization.Published);
        module.eval();
        using var session = Engine.Open(Engine.Bytes(model, module));
        Assert.Equal([], Engine.Compare(model, module, session, [2, 3, 64, 64], [2, 3, 64, 64]).Where(o => !(o.Deviation <= Tolerance)));
    }

    /// <summary>Models with attention of one packed layer: plain, with position biases, with class tokens, of any size.</summary>
    [Theory]
    [InlineData("vit_tiny_patch16_224", 12, 0)]
    [InlineData("faster_vit_0_224", 17, 0)]
    [InlineData("swin_tiny_patch4_window7_224", 7, 5)]
    [InlineData("maxvit_tiny_tf_224", 22, 0)]
    [InlineData("lvt_cls", 0, 16)]
    [InlineData("volo_d1_224", 14, 6)]
    public void For_ONNX_Runtime_packed_attention_is_one_node(string name, int packed, int writtenOut)
    {
        var model = ModelDsl.Models.Models.Find(name)!;
        using var module = model.Create(Initialization.Published);
        module.eval();
        var options = new OnnxOptions { Target = OnnxTarget.OnnxRuntime };
        var file = OnnxModel.Of(model.Specification!(), StateValues.Of(module), options);
        Assert.Equal((packed, writtenOut), (file.Operators.GetValueOrDefault("Attention"), file.Operators.GetValueOrDefault("Softmax")));
        foreach (var isOptimised in new[] { false, true })
        {
            using var session = Engine.Open(Engine.Bytes(model, module, options), isOptimised);
            Assert.Equal([], Engine.Compare(model, module, session, [2, .. model.Inputs[0].Reference.Skip(1)]).Where(o => !(o.Deviation <= Tolerance)));
        }
        // Without asking for it a file has operators of ONNX only.
        Assert.All(Format.ModelProto.Parser.ParseFrom(Engine.Bytes(model, module)).Graph.Node, node => Assert.Equal("", node.Domain));
    }
    [Fact]
    public void Packed_attention_without_a_bias_is_computed_with_zeros()
    {
        var model = PackedWithoutBias.Info.Model;
        using var module = model.Create(Initialization.Published);
        module.eval();
        foreach (var precision in new[] { OnnxPrecision.Float32, OnnxPrecision.Float16 })
        {
            var bytes = Engine.Bytes(model, module, new OnnxOptions { Target = OnnxTarget.OnnxRuntime, Precision = precision });
            var graph = Format.ModelProto.Parser.ParseFrom(bytes).Graph;
            var nodes = graph.Node.Where(n => n.OpType == "Attention").ToList();
            Assert.Equal(2, nodes.Count);
            // Both read the same zeros; a bias that is absent ends the process.
            var zeros = Assert.Single(nodes.Select(n => n.Input[2]).Distinct());
            Assert.Equal([96], Assert.Single(graph.Initializer, i => i.Name == zeros).Dims);
            using var session = Engine.Open(bytes);
            Assert.Equal([], Engine.Compare(model, module, session, [2, 9, 32]).Where(o => !(o.Deviation <= (precision == OnnxPrecision.Float32 ? Tolerance : 2e-2))));
        }
    }
}

/// <summary>Two layers of attention whose queries, keys and values have no bias.</summary>
[Model("packed_without_bias")]
public partial class PackedWithoutBias
{
    private static Sym Define(Scope s)
    {
        var x = s.Input("tokens", Dim.Batch, 9, 32);
        for (var i = 0; i < 2; i++)
        {
            var qkv = x.Linear(s / "qkv" / i, 96, bias: false).Rearrange("b n (k h d) -> k b h n d", ("k", 3), ("h", 4));
            x += qkv.Select(0, 0).Attention(qkv.Select(0, 1), qkv.Select(0, 2)).Rearrange("b h n d -> b n (h d)");
        }
        return x;
    }
}
