using ModelDsl.Runtime;
using TorchSharp;
using TorchSharp.Modules;

namespace ModelDsl.Training.Tests;

/// <summary>Steps beside TorchSharp's optimizers, and beside the formulas of PyTorch's documentation.</summary>
public sealed class OptimizerTests
{
    private const int Steps = 20;

    public static TheoryData<OptimizerKind, double, double> Options => new()
    {
        { OptimizerKind.AdamW, 0.05, 0.9 },
        { OptimizerKind.AdamW, 0, 0.9 },
        { OptimizerKind.Sgd, 0.05, 0.9 },
        { OptimizerKind.Sgd, 0.05, 0 },
        { OptimizerKind.Sgd, 0, 0.9 },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void Weights_are_those_of_TorchSharp(OptimizerKind kind, double decay, double momentum)
    {
        using var ours = new Net();
        using var theirs = new Net();
        theirs.load_state_dict(ours.state_dict());
        using var optimizer = new ModuleOptimizer(ours, new TrainingOptions { Optimizer = kind, WeightDecay = decay, Momentum = momentum });
        using OptimizerHelper reference = kind == OptimizerKind.AdamW
            ? torch.optim.AdamW([new AdamW.ParamGroup([theirs.Matrix], weight_decay: decay), new AdamW.ParamGroup([theirs.Shift], weight_decay: 0)])
            : torch.optim.SGD([new SGD.ParamGroup([theirs.Matrix], 1, momentum, weight_decay: decay), new SGD.ParamGroup([theirs.Shift], 1, momentum)], 1);
        for (var step = 0; step < Steps; step++)
        {
            optimizer.ZeroGradients();
            reference.zero_grad();
            foreach (var net in new[] { ours, theirs }) net.Loss(step).backward();
            foreach (var group in reference.ParamGroups) group.LearningRate = Rate(step);
            reference.step();
            optimizer.Step(Rate(step));
            Assert.Equal(theirs.Values, ours.Values);
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Weights_follow_the_formula(OptimizerKind kind, double decay, double momentum)
    {
        using var net = new Net();
        var expected = net.Values.Select(v => (double)v).ToArray();
        var decays = expected.Select((_, i) => i < net.Matrix.numel() ? decay : 0).ToArray();
        var (first, second) = (new double[expected.Length], new double[expected.Length]);
        using var optimizer = new ModuleOptimizer(net, new TrainingOptions { Optimizer = kind, WeightDecay = decay, Momentum = momentum });
        for (var step = 0; step < Steps; step++)
        {
            optimizer.ZeroGradients();
            net.Loss(step).backward();
            var gradients = net.Gradients;
            for (var i = 0; i < expected.Length; i++)
            {
                double gradient = gradients[i];
                if (kind == OptimizerKind.Sgd)
                {
                    first[i] = momentum * first[i] + gradient + decays[i] * expected[i];
                    expected[i] -= Rate(step) * first[i];
                    continue;
                }
                first[i] = 0.9 * first[i] + 0.1 * gradient;
                second[i] = 0.999 * second[i] + 0.001 * gradient * gradient;
                expected[i] -= Rate(step) * decays[i] * expected[i];
                expected[i] -= Rate(step) * first[i] / (1 - Math.Pow(0.9, step + 1)) / (Math.Sqrt(second[i] / (1 - Math.Pow(0.999, step + 1))) + 1e-8);
            }
            optimizer.Step(Rate(step));
        }
        foreach (var (value, wanted) in net.Values.Zip(expected)) Assert.Equal(wanted, value, 1e-5);
    }

    [Fact]
    public void A_weight_without_a_gradient_stays()
    {
        using var net = new Net();
        var before = net.Values;
        using var optimizer = new ModuleOptimizer(net, new TrainingOptions());
        optimizer.Step(0.1);
        Assert.Equal(before, net.Values);
    }

    private static double Rate(int step) => 0.01 * (step + 1);

    /// <summary>A weight that decays, and one that does not.</summary>
    private sealed class Net : torch.nn.Module
    {
        public Net() : base("net")
        {
            register_parameter("matrix", Matrix = new Parameter(torch.arange(-3, 3, torch.float32).reshape(2, 3)));
            register_parameter("shift", Shift = new Parameter(torch.arange(1, 4, torch.float32)));
        }

        public Parameter Matrix { get; }

        public Parameter Shift { get; }

        public float[] Values => [.. Read(Matrix), .. Read(Shift)];

        public float[] Gradients => [.. Read(Matrix.grad!), .. Read(Shift.grad!)];

        /// <summary>Another one for each step, with gradients of either sign.</summary>
        public torch.Tensor Loss(int step) => (Matrix * Shift).sin().mul(Scalars.Of(1.0 + step % 3)).sum();

        protected override void RegisterComponents() { }

        private static float[] Read(torch.Tensor tensor) => tensor.detach().data<float>().ToArray();
    }
}
