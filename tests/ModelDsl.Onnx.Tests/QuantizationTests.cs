using ModelDsl.Onnx.Format;
using ModelDsl.Runtime;
using TorchSharp;

namespace ModelDsl.Onnx.Tests;

/// <summary>Classifiers in 8-bit numbers.</summary>
public sealed class QuantizationTests
{
    private static readonly long[] s_shape = [1, 3, 224, 224];

    [Fact]
    public void An_8_bit_model_computes_nearly_the_same_and_is_a_third_as_large()
    {
        var model = ModelDsl.Models.Models.Find("faster_vit_0_224")!;
        using var module = model.Create(Initialization.Published);
        module.eval();
        var images = Images(6, s_shape);
        var report = new Quantizer(model.Specification!(), StateValues.Of(module), new()) { Agreement = 0 }.Run(images, s_shape);
        Assert.Equal((0, 3), (report.InFloat.Count, report.Images));
        Assert.True(report.Layers > 80, $"{report.Layers} layers");
        using var stream = new MemoryStream();
        report.Model.Write(stream);
        Assert.InRange(stream.Length, 1, model.Parameters * 1.2);
        using var session = Engine.Open(stream.ToArray());
        var (expected, actual) = (images.SelectMany(i => Engine.Logits(model, module, i, s_shape)).ToArray(), images.SelectMany(i => Engine.Run(session, i, s_shape).Values.Single().Values).ToArray());
        var error = Math.Sqrt(expected.Zip(actual, (a, b) => Math.Pow(a - b, 2)).Sum() / expected.Sum(v => (double)v * v));
        // Weights that nobody trained: the logits are small, and the noise of 84 layers is what it is.
        Assert.InRange(error, 1e-4, 0.25);
    }

    [Fact]
    public void Weights_have_a_scale_for_each_channel_and_biases_are_whole()
    {
        using var module = new ScaledClassifier();
        module.eval();
        var graph = Graph(module, reduces: false);
        var types = graph.Initializer.ToDictionary(i => i.Name, i => (TensorProto.Types.DataType)i.DataType);
        Assert.Equal(TensorProto.Types.DataType.Int8, types["conv.weight.int8"]);
        Assert.Equal(TensorProto.Types.DataType.Int32, types["conv.bias.int32"]);
        Assert.Equal([8L], graph.Initializer.Single(i => i.Name == "conv.weight.scale").Dims);
        // The linear layer over rows, stored [in, out]; the head stays in floating point.
        Assert.Equal([5L], graph.Initializer.Single(i => i.Name == "fc.weight.T.scale").Dims);
        Assert.Equal(TensorProto.Types.DataType.Float, types["head.weight"]);
    }

    [Fact]
    public void A_reduced_range_takes_seven_bits()
    {
        using var module = new ScaledClassifier();
        module.eval();
        foreach (var (reduces, most) in new[] { (false, 127), (true, 63) })
        {
            var weight = Graph(module, reduces).Initializer.Single(i => i.Name == "conv.weight.int8");
            Assert.Equal(most, weight.RawData.Max(b => Math.Abs((int)unchecked((sbyte)b))));
        }
    }

    [Fact]
    public void Layers_that_cost_too_much_stay_in_floating_point()
    {
        torch.random.manual_seed(5);
        using var module = new ScaledClassifier();
        // Weights so large that all others become 0, of a channel that is always 0.
        using (torch.no_grad())
        {
            module.get_parameter("conv.weight")!.select(0, 0).zero_();
            module.get_parameter("conv.bias")!.select(0, 0).fill_(-1);
            module.get_parameter("fc.weight")!.select(1, 0).fill_(1e5f);
            // Nothing else decides on the class.
            module.get_parameter("fc.bias")!.zero_();
            module.get_parameter("head.bias")!.zero_();
        }
        module.eval();
        var (images, shape) = (Images(40, [1, 4, 6, 6]), new long[] { 1, 4, 6, 6 });
        var report = new Quantizer(ScaledClassifier.Info.Model.Specification!(), StateValues.Of(module), new()) { Agreement = 1 }.Run(images, shape);
        Assert.Equal(1, report.Agreement);
        Assert.True(report.AgreementOfAll < 1, "all in 8 bits agree already");
        Assert.Contains("fc", report.InFloat[0]);
    }

    [Fact]
    public void What_cannot_be_quantized_is_told()
    {
        using var module = new ScaledClassifier();
        var values = StateValues.Of(module);
        var few = Assert.Throws<OnnxException>(() => { new Quantizer(ScaledClassifier.Info.Model.Specification!(), values, new()).Run(Images(1, [1, 4, 6, 6]), [1, 4, 6, 6]); });
        Assert.Equal("1 images are too few to quantize with: half of them set the ranges, the other half check the result", few.Message);
        using var blocks = new ScaledBlocks();
        var other = Assert.Throws<OnnxException>(() => { new Quantizer(ScaledBlocks.Info.Model.Specification!(), StateValues.Of(blocks), new()).Run(Images(2, [1, 4, 6, 6]), [1, 4, 6, 6]); });
        Assert.Equal("the model yields [1, 8, 6, 6], no logits [1, classes]; only classifiers can be checked against themselves", other.Message);
    }

    private static GraphProto Graph(ScaledClassifier module, bool reduces)
    {
        var quantizer = new Quantizer(ScaledClassifier.Info.Model.Specification!(), StateValues.Of(module), new()) { Agreement = 0, ReducesRange = reduces };
        using var stream = new MemoryStream();
        quantizer.Run(Images(4, [1, 4, 6, 6]), [1, 4, 6, 6]).Model.Write(stream);
        return ModelProto.Parser.ParseFrom(stream.ToArray()).Graph;
    }

    private static List<float[]> Images(int count, long[] shape)
    {
        torch.random.manual_seed(7);
        var images = new List<float[]>();
        for (var i = 0; i < count; i++)
        {
            using var image = torch.randn(shape);
            images.Add(image.data<float>().ToArray());
        }
        return images;
    }
}

/// <summary>A convolution, a linear layer over positions, and a head.</summary>
[Model("scaled_classifier")]
public partial class ScaledClassifier
{
    private static Sym Define(Scope s) => s.Input("image", Dim.Batch, 4, 6, 6)
        .Conv2d(s / "conv", 8, kernel: 3, padding: 1).Relu()
        .Rearrange("b c h w -> b (h w) c").Linear(s / "fc", 5).Mean(1).Linear(s / "head", 4);
}
