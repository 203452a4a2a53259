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
    public void A_norm_goes_through_means_into_the_head()
    {
        Assert.Equal(0, Operators(PooledNorms.Info.Model).GetValueOrDefault("BatchNormalization"));
        Assert.Equal(2, Operators(PooledNorms.Info.Model, nameof(FoldNormIntoHead)).GetValueOrDefault("BatchNormalization"));
    }

    [Fact]
    public void Projections_of_one_tensor_are_one()
    {
        // Queries, keys and values; another layer with a bias reads the same tensor.
        Assert.Equal(2 + 2, Operators(ThreeProjections.Info.Model).GetValueOrDefault("MatMul"));
        Assert.Equal(4 + 2, Operators(ThreeProjections.Info.Model, nameof(MergeProjections)).GetValueOrDefault("MatMul"));
    }

    [Theory]
    [InlineData("scaled_blocks")]
    [InlineData("pooled_norms")]
    [InlineData("three_projections")]
    public void Folding_computes_the_same(string name)
    {
        var model = Models.Find(name)!;
        using var net = model.Create(Initialization.Published);
        // Statistics and scales that are not the identity.
        using (TorchSharp.torch.no_grad())
            foreach (var (_, tensor) in net.state_dict())
                if (tensor.is_floating_point()) tensor.uniform_(0.5, 1.5);
        net.eval();
        using var session = Engine.Open(Engine.Bytes(model, net));
        Assert.Equal([], Engine.Compare(model, net, session, [2, 4, 6, 6]).Where(o => !(o.Deviation <= Tolerance)));
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
            "there is no pass 'FoldAll': RemoveIdentities, FoldBatchNorm, FoldNormIntoHead, FoldScale, MergeProjections, RecognizeAttention, ConvolveTaps, ShareSteps, RemoveDeadSteps",
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

/// <summary>Norms before means over the map: with and without a bias in the head, and one whose map something else reads too.</summary>
[Model("pooled_norms")]
public partial class PooledNorms
{
    private static Features Define(Scope s)
    {
        var x = s.Input("image", Dim.Batch, 4, 6, 6).Relu();
        var pooled = x.BatchNorm2d(s / "norm1").AdaptiveAveragePool2d(1, 1).Rearrange("b c 1 1 -> b c").Linear(s / "head1", 5);
        var plain = x.BatchNorm2d(s / "norm2").Mean(2, 3).Linear(s / "head2", 3, bias: false);
        return new Features(("pooled", pooled), ("plain", plain));
    }
}

/// <summary>Attention with a layer each for queries, keys and values, and another projection.</summary>
[Model("three_projections")]
public partial class ThreeProjections
{
    private static Features Define(Scope s)
    {
        var x = s.Input("image", Dim.Batch, 4, 6, 6).Rearrange("b c h w -> b (h w) c");
        var (q, k, v) = (x.Linear(s / "q", 8, bias: false), x.Linear(s / "k", 8, bias: false), x.Linear(s / "v", 6, bias: false));
        return new Features(("attention", q.Attention(k, v)), ("gate", x.Linear(s / "gate", 3).Sigmoid()));
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
