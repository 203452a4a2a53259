using ModelDsl.Runtime;

namespace ModelDsl.Onnx.Tests;

/// <summary>Each rewriting changes the steps and not what they compute.</summary>
public sealed class PassTests
{
    private const double Tolerance = 2e-5;

    [Theory]
    [InlineData("lvt_cls")]
    [InlineData("efficientformer_l1")]
    public void A_model_computes_the_same_without_a_pass(string name)
    {
        var model = ModelDsl.Models.Models.Find(name)!;
        using var module = model.Create(Initialization.Published);
        module.eval();
        var all = OnnxModel.Of(model.Specification!(), StateValues.Of(module));
        foreach (var pass in OnnxModel.PassNames)
        {
            var options = new OnnxOptions { Without = [pass] };
            Assert.Equal(OnnxModel.PassNames.Except([pass]), OnnxModel.Of(model.Specification!(), StateValues.Of(module), options).Passes.Select(p => p.Name));
            using var session = Engine.Open(Engine.Bytes(model, module, options));
            Assert.Equal([], Engine.Compare(model, module, session, [1, 3, 224, 224]).Where(o => !(o.Deviation <= Tolerance)));
        }
        Assert.True(all.Operators.Values.Sum() > 0);
    }

    [Fact]
    public void Batch_norms_and_scales_are_folded()
    {
        var operators = Operators(ScaledBlocks.Info.Model);
        Assert.Equal(0, operators.GetValueOrDefault("BatchNormalization"));
        Assert.Equal(0, operators.GetValueOrDefault("Mul"));
        Assert.Equal(1, Operators(ScaledBlocks.Info.Model, nameof(FoldBatchNorm)).GetValueOrDefault("BatchNormalization"));
        Assert.Equal(2, Operators(ScaledBlocks.Info.Model, nameof(FoldScale)).GetValueOrDefault("Mul"));
    }

    [Fact]
    public void Folding_computes_the_same()
    {
        using var net = new ScaledBlocks();
        // Statistics and scales that are not the identity.
        using (TorchSharp.torch.no_grad())
            foreach (var (name, tensor) in net.state_dict())
                if (tensor.is_floating_point()) tensor.uniform_(0.5, 1.5);
        net.eval();
        using var session = Engine.Open(Engine.Bytes(ScaledBlocks.Info.Model, net));
        Assert.Equal([], Engine.Compare(ScaledBlocks.Info.Model, net, session, [2, 4, 6, 6]).Where(o => !(o.Deviation <= Tolerance)));
    }

    [Fact]
    public void What_is_computed_twice_is_computed_once()
    {
        var passes = OnnxModel.Of(TwiceTheSame.Info.Model.Specification!(), StateValues.Of(new TwiceTheSame())).Passes;
        var sharing = passes.Single(p => p.Name == nameof(ShareSteps));
        Assert.Equal((3, 2), (sharing.Before, sharing.After));
    }

    [Fact]
    public void A_pass_that_is_none_is_an_error() =>
        Assert.Equal(
            "there is no pass 'FoldAll': RemoveIdentities, FoldBatchNorm, FoldScale, RecognizeAttention, ConvolveTaps, ShareSteps, RemoveDeadSteps",
            Assert.Throws<OnnxException>(() => OnnxModel.Of(TwiceTheSame.Info.Model.Specification!(), StateValues.Of(new TwiceTheSame()), new() { Without = ["FoldAll"] })).Message);

    private static IReadOnlyDictionary<string, int> Operators(ModelInfo model, params string[] without)
    {
        using var module = model.Create(Initialization.Published);
        return OnnxModel.Of(model.Specification!(), StateValues.Of(module), new() { Without = without }).Operators;
    }
}

/// <summary>A convolution with a norm and a scale, one without a bias, and a linear layer with a scale.</summary>
[Model("scaled_blocks")]
public partial class ScaledBlocks
{
    private static Features Define(Scope s)
    {
        var x = s.Input("image", Dim.Batch, 4, 6, 6);
        var map = x.Conv2d(s / "conv", 8, kernel: 3, padding: 1, bias: false).BatchNorm2d(s / "norm");
        map *= s.Parameter("gamma", [8, 1, 1], Init.Ones);
        var tokens = map.Rearrange("b c h w -> b (h w) c").Linear(s / "fc", 5) * s.Parameter("scale", [5], Init.Ones);
        return new Features(("map", map), ("tokens", tokens));
    }
}

/// <summary>The same expression twice.</summary>
[Model("twice_the_same")]
public partial class TwiceTheSame
{
    private static Sym Define(Scope s)
    {
        var x = s.Input("image", Dim.Batch, 4, 6, 6);
        return x.Exp() * x.Exp();
    }
}
