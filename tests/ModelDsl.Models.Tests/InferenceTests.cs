using ModelDsl.Runtime;
using ModelDsl.Runtime.Inference;
using TorchSharp;

namespace ModelDsl.Models.Tests;

/// <summary>A model prepared for inference computes what the model computes.</summary>
[Collection(nameof(MemoryTests))]
public sealed class InferenceTests
{
    private const double Tolerance = 2e-5;

    /// <summary>One of some families with the tests; all models, which takes minutes, with <c>MODELDSL_MODELS=all</c>.</summary>
    public static TheoryData<string> Names => TestedModels.Or("faster_vit_0_224", "lvt_cls", "convnext_atto", "mobilenetv2_100", "efficientformer_l1");

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_computes_the_same(string name)
    {
        var model = ModelDsl.Models.Models.Find(name)!;
        using var module = Made(model);
        using var prepared = module.ForInference();
        // Twice: the first call makes the plan for the size.
        for (var call = 0; call < 2; call++) AssertSame(model, module, prepared, TestedModels.Shapes(model, 2));
    }

    /// <summary>In 16 bits the numbers behind 256 have gaps.</summary>
    [Theory]
    [InlineData(torch.ScalarType.BFloat16)]
    [InlineData(torch.ScalarType.Float16)]
    public void Positions_are_whole_numbers_in_any_type(torch.ScalarType type)
    {
        using var scope = torch.NewDisposeScope();
        using var mode = torch.no_grad();
        using var net = new Positions();
        var tokens = torch.zeros(1, 600, 4);
        using var prepared = net.ForInference(new InferenceOptions { Type = type });
        net.to(type);
        var table = net.state_dict()["table"].unsqueeze(0);
        Assert.True(net.call(tokens.to_type(type)).Equals(table));
        Assert.True(prepared.call(tokens).to_type(type).Equals(table));
    }

    [Fact]
    public void Every_operation_computes_the_same()
    {
        using var net = new EveryOperation();
        net.eval();
        using var prepared = ((torch.nn.Module)net).ForInference();
        AssertSame(EveryOperation.Info.Model, net, prepared, [3, 6, 15, 14]);
    }

    [Fact]
    public void Each_pass_can_be_left_out()
    {
        var model = ModelDsl.Models.Models.Find("efficientformer_l1")!;
        using var module = Made(model);
        foreach (var pass in InferenceModule.PassNames)
        {
            using var prepared = module.ForInference(new InferenceOptions { Without = [pass] });
            Assert.Equal(InferenceModule.PassNames.Except([pass]), prepared.Passes.Select(p => p.Name));
            AssertSame(model, module, prepared, [1, 3, 224, 224]);
        }
    }

    [Theory]
    [InlineData("faster_vit_0_224", "FoldBatchNorm", 12)]
    [InlineData("faster_vit_0_224", "FoldNormIntoHead", 1)]
    [InlineData("faster_vit_0_224", "RecognizeAttention", 17 * 5)]
    [InlineData("volo_d1_224", "RecognizeAttention", 2 * 4)]
    [InlineData("efficientformer_l1", "FoldScale", 16)]
    public void A_pass_removes_steps(string name, string pass, int removed)
    {
        var model = ModelDsl.Models.Models.Find(name)!;
        using var module = model.Create(Initialization.Published);
        using var prepared = module.ForInference();
        Assert.Equal(removed, prepared.Passes.Where(p => p.Name == pass).Sum(p => p.Before - p.After));
    }

    [Fact]
    public void One_object_serves_images_of_any_size()
    {
        var model = ModelDsl.Models.Models.Find("faster_vit_0_any_size")!;
        using var module = Made(model);
        using var prepared = module.ForInference();
        foreach (var (batch, height, width) in new[] { (2, 224, 224), (1, 256, 320), (1, 64, 32), (2, 224, 224) }) AssertSame(model, module, prepared, [batch, 3, height, width]);
    }

    [Fact]
    public void Several_outputs_come_as_the_models_record()
    {
        using var net = new FasterVit0Backbone();
        net.eval();
        using var prepared = net.ForInference();
        using var image = torch.rand(1, 3, 64, 96);
        using var maps = prepared.call(image);
        using var expected = torch.no_grad();
        using var own = net.call(image);
        Assert.Equal(own.Stage3.shape, maps.Stage3.shape);
        Assert.True(Deviation(maps.Stage3, own.Stage3) < Tolerance);
    }

    [Fact]
    public void Sixteen_bits_lose_little()
    {
        var model = ModelDsl.Models.Models.Find("resnet18")!;
        using var module = Made(model);
        using var prepared = module.ForInference(new InferenceOptions { Type = torch.ScalarType.BFloat16 });
        using var image = torch.rand(1, 3, 224, 224);
        using var expected = model.Forward(module, image)[0].Value;
        using var actual = prepared.Run(image)[0].Value;
        Assert.Equal(torch.ScalarType.Float32, actual.dtype);
        Assert.InRange(Deviation(actual, expected), 1e-4, 0.15);
    }

    [Fact]
    public void A_head_that_was_replaced_is_the_one_that_computes()
    {
        using var net = new ResNet18();
        net.Fc = torch.nn.Linear(512, 7);
        net.eval();
        using var prepared = net.ForInference();
        using var image = torch.rand(2, 3, 224, 224);
        using var own = net.call(image);
        using var logits = prepared.call(image);
        Assert.Equal([2, 7], logits.shape);
        Assert.True(Deviation(logits, own) < Tolerance);
    }

    [Fact]
    public void It_leaves_no_tensor_behind_and_records_no_gradient()
    {
        using var module = Made(ModelDsl.Models.Models.Find("resnet18")!);
        using var prepared = module.ForInference();
        using var image = torch.rand(1, 3, 224, 224);
        using (var first = prepared.Run(image)[0].Value) Assert.False(first.requires_grad);
        var before = torch.Tensor.TotalCount;
        for (var i = 0; i < 3; i++) prepared.Run(image)[0].Value.Dispose();
        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [Fact]
    public void Results_belong_to_the_scope_around_the_call_and_weights_do_not()
    {
        using var module = Made(ModelDsl.Models.Models.Find("resnet18")!);
        using var image = torch.rand(1, 3, 224, 224);
        InferenceModule prepared;
        torch.Tensor first;
        using (torch.NewDisposeScope())
        {
            prepared = module.ForInference();
            first = prepared.Run(image)[0].Value;
        }
        Assert.True(first.IsInvalid);
        using (prepared) prepared.Run(image)[0].Value.Dispose();
    }

    [Fact]
    public void Several_threads_use_one_object()
    {
        var model = ModelDsl.Models.Models.Find("resnet18")!;
        using var module = Made(model);
        using var prepared = module.ForInference();
        using var image = torch.rand(1, 3, 224, 224);
        using var expected = prepared.Run(image)[0].Value;
        Parallel.For(0, 16, _ =>
        {
            using var actual = prepared.Run(image)[0].Value;
            Assert.Equal(0, Deviation(actual, expected));
        });
    }

    [Fact]
    public void What_does_not_fit_is_an_error_that_names_both()
    {
        using var net = new ResNet18();
        using var prepared = net.ForInference();
        using var small = torch.rand(1, 3, 200);
        Assert.StartsWith("image is [1, 3, 200]; resnet18 takes [N, 3, H, W]", Assert.Throws<ArgumentException>(() => prepared.call(small)).Message, StringComparison.Ordinal);
        using var bytes = torch.zeros([1, 3, 224, 224], torch.ScalarType.Byte);
        Assert.StartsWith("image has elements of Byte; resnet18 takes Float32", Assert.Throws<ArgumentException>(() => prepared.call(bytes)).Message, StringComparison.Ordinal);
        using var linear = torch.nn.Linear(2, 2);
        Assert.StartsWith("Linear is not a generated model", Assert.Throws<ArgumentException>(() => linear.ForInference()).Message, StringComparison.Ordinal);
        Assert.StartsWith("a model computes in Float32, BFloat16 or Float16, not in Int64", Assert.Throws<ArgumentException>(() => net.ForInference(new InferenceOptions { Type = torch.ScalarType.Int64 })).Message, StringComparison.Ordinal);
        Assert.StartsWith("there is no pass 'FoldAll': RemoveIdentities, ", Assert.Throws<ArgumentException>(() => net.ForInference(new InferenceOptions { Without = ["FoldAll"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_head_that_was_replaced_is_prepared_as_it_is()
    {
        using var net = new TinyLvt();
        using (net.Head) net.Head = torch.nn.Linear(16, 3);
        var error = Assert.Throws<ArgumentException>(() => net.ForInference());
        Assert.Equal("'head.weight' is [3, 16], and the specification says [5, 16]; declare a [Model] of these sizes, and load the weights into it", error.Message);
        using (net.AuxHead) net.AuxHead = torch.nn.Linear(16, 3);
        net.eval();
        using var prepared = net.ForInference();
        using var image = torch.rand(2, 3, 64, 64);
        using var expected = net.call(image);
        using var actual = prepared.call(image);
        Assert.Equal([2, 3], actual.shape);
        Assert.InRange(Deviation(actual, expected), 0, 2e-5);
    }

    [Fact]
    public async Task A_model_that_is_disposed_while_it_computes_is_freed_behind_the_call()
    {
        using var net = new TinyLvt();
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var prepared = net.ForInference();
            using var begun = new SemaphoreSlim(0);
            var calls = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
            {
                using var image = torch.rand(1, 3, 64, 64);
                begun.Release();
                try
                {
                    while (true) prepared.call(image).Dispose();
                }
                catch (ObjectDisposedException)
                {
                }
            })).ToList();
            foreach (var _ in calls) await begun.WaitAsync();
            prepared.Dispose();
            await Task.WhenAll(calls);
            prepared.Dispose();
        }
    }

    private static torch.nn.Module Made(ModelInfo model)
    {
        var module = model.Create(Initialization.Published);
        // Statistics and scales that are not the identity.
        using (torch.no_grad())
            foreach (var (key, tensor) in module.state_dict())
                if (tensor.is_floating_point() && tensor.ndim == 1 && !key.EndsWith("bias", StringComparison.Ordinal)) tensor.uniform_(0.5, 1.5);
        module.eval();
        return module;
    }

    private static void AssertSame(ModelInfo model, torch.nn.Module module, InferenceModule prepared, params IEnumerable<long[]> shapes)
    {
        using var scope = torch.NewDisposeScope();
        using var _ = torch.no_grad();
        var inputs = TestedModels.Inputs(model, shapes);
        foreach (var (expected, actual) in model.Forward(module, inputs).Zip(prepared.Run(inputs)))
        {
            Assert.Equal((expected.Name, expected.Value.dtype), (actual.Name, actual.Value.dtype));
            Assert.Equal(expected.Value.shape, actual.Value.shape);
            Assert.True(Deviation(actual.Value, expected.Value) <= Tolerance, $"{model.Name}, {actual.Name}: off by {Deviation(actual.Value, expected.Value):E1} of the rms");
        }
    }

    /// <summary>The largest difference by the rms of what is expected.</summary>
    private static double Deviation(torch.Tensor actual, torch.Tensor expected)
    {
        using var _ = torch.NewDisposeScope();
        var (own, other) = (actual.to_type(torch.ScalarType.Float64), expected.to_type(torch.ScalarType.Float64));
        return (own - other).abs().max().item<double>() / Math.Max(other.pow(2).mean().sqrt().item<double>(), 1e-30);
    }
}
