using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Libtorch.Tests;

public class ModuleTests
{
    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d conv = nn.Conv2d(2, 4, 3, padding: 1, bias: false);
        private readonly BatchNorm2d norm = nn.BatchNorm2d(4);
        [ComponentName(Name = "scale")] private readonly Parameter gamma = nn.Parameter(ones(4));
        private readonly Sequential head = nn.Sequential(("act", nn.GELU()), ("pool", nn.AdaptiveAvgPool2d(1)), ("flat", nn.Flatten()), ("fc", nn.Linear(4, 3)));

        public Block() : base(nameof(Block))
        {
            register_buffer("table", arange(3), persistent: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = norm.call(conv.call(input)).mul(gamma.view(1, 4, 1, 1));
            return head.call(x).MoveToOuterDisposeScope();
        }
    }

    [Fact]
    public void The_state_dict_lists_parameters_then_buffers()
    {
        using var block = new Block();
        Assert.Equal(
            ["scale", "conv.weight", "norm.weight", "norm.bias", "head.fc.weight", "head.fc.bias", "norm.running_mean", "norm.running_var", "norm.num_batches_tracked"],
            block.state_dict().Keys);
        Assert.Equal(["conv", "norm", "head", "head.act", "head.pool", "head.flat", "head.fc"], block.named_modules().Select(m => m.name));
        Assert.True(block.has_parameter("conv.weight"));
        Assert.Equal([4, 2, 3, 3], block.get_parameter("conv.weight")!.shape);
        Assert.Equal([3], block.get_buffer("table")!.shape);
    }

    [Fact]
    public void A_saved_module_is_loaded_again()
    {
        using var one = new Block();
        using var other = new Block();
        var file = Path.GetTempFileName();
        try
        {
            one.save(file);
            var loaded = new Dictionary<string, bool>();
            other.load(file, loadedParameters: loaded);
            Assert.Equal(9, loaded.Count);
            foreach (var (key, value) in one.state_dict()) Assert.True(value.Equals(other.state_dict()[key]), key);
        }
        finally
        {
            File.Delete(file);
        }
        using var narrow = nn.Linear(2, 3);
        Assert.Throws<InvalidOperationException>(() => narrow.load_state_dict(one.state_dict()));
        var (missing, unexpected) = narrow.load_state_dict(new() { ["bias"] = ones(3), ["more"] = ones(1) }, strict: false);
        Assert.Equal(["weight"], missing);
        Assert.Equal(["more"], unexpected);
    }

    [Fact]
    public void A_module_and_its_parts_change_between_training_and_evaluation()
    {
        using var block = new Block();
        using var input = randn(2, 2, 8, 8);
        using var before = block.get_buffer("norm.running_mean")!.clone();
        block.eval();
        Assert.DoesNotContain(block.modules(), m => m.training);
        using var y = block.call(input);
        Assert.True(before.Equals(block.get_buffer("norm.running_mean")!));
        block.train();
        using var z = block.call(input);
        Assert.False(before.Equals(block.get_buffer("norm.running_mean")!));
        Assert.Equal(1, block.get_buffer("norm.num_batches_tracked")!.item<long>());
    }

    [Fact]
    public void Dropout_drops_in_training_only()
    {
        using var dropout = nn.Dropout(0.5);
        using var x = ones(8);
        manual_seed(1);
        TensorTests.Close([2, 2, 2, 2, 0, 2, 2, 0], dropout.call(x));
        dropout.eval();
        TensorTests.Close([1, 1, 1, 1, 1, 1, 1, 1], dropout.call(x));
    }

    [Fact]
    public void Hooks_see_and_change_a_call()
    {
        using var layer = nn.Identity();
        using var x = ones(1);
        var calls = new List<string>();
        layer.register_forward_pre_hook((_, input) => input + 1);
        layer.register_forward_pre_hook(_ => calls.Add("before"));
        var after = layer.register_forward_hook((_, input, output) => output * 10 + input);
        TensorTests.Close([22], layer.call(x));
        after.remove();
        TensorTests.Close([2], layer.call(x));
        TensorTests.Close([1], layer.forward(x));
        Assert.Equal(2, calls.Count);
    }

    [Fact]
    public void A_layer_on_the_meta_device_is_not_initialised()
    {
        using var huge = nn.Linear(1L << 24, 1L << 24, device: META);
        Assert.Equal([1L << 24, 1L << 24], huge.weight.shape);
        using var conv = nn.Conv2d(1 << 12, 1 << 20, 7, device: META);
        using var norm = nn.LayerNorm(1L << 40, device: META);
        using var batch = nn.BatchNorm2d(1L << 40, device: META);
        Assert.True(conv.weight.is_meta && norm.weight.is_meta && batch.running_mean!.is_meta);
        norm.weight = nn.Parameter(ones(3));
        Assert.Equal(3, norm.get_parameter("weight")!.numel());
    }

    [Fact]
    public void A_layer_is_initialised_as_in_PyTorch()
    {
        manual_seed(7);
        using var layer = nn.Linear(3, 2);
        TensorTests.Close([0.04032508f, -0.3477921f, 0.1838418f, 0.1811613f, -0.3085804f, -0.0865316f], layer.weight);
        TensorTests.Close([-0.3382279f, 0.1498066f], layer.bias!);
    }

    [Fact]
    public void To_another_type_replaces_the_tensors_where_they_are_held()
    {
        using var block = new Block();
        block.to(float64);
        Assert.All(block.parameters(), p => Assert.Equal(ScalarType.Float64, p.dtype));
        Assert.Equal(ScalarType.Int64, block.get_buffer("norm.num_batches_tracked")!.dtype);
        Assert.Equal(9, block.state_dict().Count);
        using var x = zeros(1, 2, 4, 4, dtype: float64);
        using var y = block.eval_(x);
        Assert.Equal(ScalarType.Float64, y.dtype);
    }

    [Fact]
    public void Disposing_of_a_module_disposes_of_its_tensors()
    {
        var block = new Block();
        var tensors = block.state_dict().Values.ToList();
        block.Dispose();
        Assert.All(tensors, t => Assert.True(t.IsInvalid));
    }

    [Fact]
    public void A_list_of_modules_is_registered_under_numbers()
    {
        using var list = nn.ModuleList(nn.Linear(1, 1), nn.Linear(1, 1));
        using var root = new Root(list);
        Assert.Equal(["blocks.0.weight", "blocks.0.bias", "blocks.1.weight", "blocks.1.bias"], root.state_dict().Keys);
    }

    private sealed class Root : nn.Module<Tensor, Tensor>
    {
        public Root(nn.Module blocks) : base(nameof(Root)) => register_module("blocks", blocks);

        public override Tensor forward(Tensor input) => input.alias();
    }
}

internal static class EvaluationExtensions
{
    internal static Tensor eval_(this nn.Module<Tensor, Tensor> module, Tensor x)
    {
        module.eval();
        return module.call(x);
    }
}
