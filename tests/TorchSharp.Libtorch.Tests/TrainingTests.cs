using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Libtorch.Tests;

/// <summary>Gradients and steps; the numbers are PyTorch 1.13's.</summary>
public class TrainingTests
{
    [Fact]
    public void Backward_fills_the_gradients_of_the_leaves()
    {
        using var w = tensor(new[] { 1f, 2f }, requires_grad: true);
        Assert.Null(w.grad);
        (w * w).sum().backward();
        TensorTests.Close([2, 4], w.grad!);
        w.sum().backward();
        TensorTests.Close([3, 5], w.grad!);
        w.grad = null;
        Assert.Null(w.grad);
        using var detached = w.detach();
        Assert.False(detached.requires_grad);
        Assert.True(w.is_leaf);
        TensorTests.Close([6, 12], autograd.grad([(w * w * 3).sum()], [w])[0]);
    }

    [Theory]
    [InlineData("sgd", 1.4446134567, -0.5933230519, 1.8364316225)]
    [InlineData("sgd nesterov", 1.7127521038, 0.3430764377, 1.0288466215)]
    [InlineData("adamw", 1.2354928255, -1.7269556522, 2.7146310806)]
    [InlineData("adamw amsgrad", 1.2218816280, -1.7036225796, 2.6790046692)]
    public void Five_steps_end_where_PyTorch_ends(string kind, double w0, double w1, double w2)
    {
        using var w = new Parameter(tensor(new[] { 1f, -2f, 3f }));
        using var x = tensor(new[] { 0.5f, 1.5f, -1f });
        Parameter[] all = [w];
        using optim.Optimizer optimizer = kind switch
        {
            "sgd" => optim.SGD(all, 0.02),
            "sgd nesterov" => optim.SGD(all, 0.01, momentum: 0.9, weight_decay: 0.1, nesterov: true),
            "adamw" => optim.AdamW(all, 0.05, weight_decay: 0.05),
            _ => optim.AdamW(all, 0.05, weight_decay: 0.1, amsgrad: true),
        };
        for (var i = 0; i < 5; i++)
        {
            optimizer.zero_grad();
            (((w * x).sum() - 1).pow(2) + w.pow(3).sum() * 0.1).backward();
            optimizer.step();
        }
        TensorTests.Close([(float)w0, (float)w1, (float)w2], w);
    }

    [Fact]
    public void Parameter_groups_have_their_own_options()
    {
        using var a = new Parameter(ones(1));
        using var b = new Parameter(ones(1));
        using var optimizer = optim.SGD([new SGD.ParamGroup([a], lr: 1.0), new SGD.ParamGroup([b], lr: 0.1)], 0.5);
        (a + b).backward();
        optimizer.step();
        TensorTests.Close([0f, 0.9f], cat([a, b]));
    }

    [Fact]
    public void The_state_of_an_optimizer_is_saved_and_loaded()
    {
        using var w = new Parameter(ones(3));
        using var optimizer = optim.AdamW([w], 0.1, weight_decay: 0.01);
        w.sum().backward();
        optimizer.step();
        using var stream = new MemoryStream();
        optimizer.save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;
        using var other = optim.AdamW([w], 0.7);
        other.load_state_dict(new BinaryReader(stream));
        Assert.Equal(0.1, other.ParamGroups.First().LearningRate);
        Assert.True(optimizer.state_dict().State[0].ApproximatelyEquals(other.state_dict().State[0]));
    }

    [Fact]
    public void Schedules()
    {
        using var w = new Parameter(ones(1));
        using var optimizer = optim.SGD([w], 1.0);
        var cosine = optim.lr_scheduler.CosineAnnealingLR(optimizer, 10, 0.1);
        double[] expected = [0.97797543, 0.91405764, 0.81450336, 0.68905764, 0.55];
        foreach (var rate in expected)
        {
            cosine.step();
            Assert.Equal(rate, optimizer.ParamGroups.First().LearningRate, 6);
        }
    }

    [Fact]
    public void Clipping_scales_all_gradients_together()
    {
        using var w = new Parameter(tensor(new[] { 3f, 4f }));
        (w * w).sum().backward();
        Assert.Equal(10, nn.utils.clip_grad_norm_([w], 1.0), 4);
        TensorTests.Close([0.6f, 0.8f], w.grad!);
    }
}
